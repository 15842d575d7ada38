package dev.sluice.testkit;

import dev.sluice.testkit.Answer.Ending;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * iFlytek Spark's WebSocket API, as strict as the vendor: a script for {@link FakeUpstream}.
 *
 * <p>It checks the signature in the address and its age, path and domain, and every member of the
 * message; it repeats the last text, and calls the first function that it is offered. A text that
 * contains 敏感 is refused; {@code fake-429}, {@code fake-500}, {@code fake-sensitive} and {@code
 * fake-cut} in it bring about what they say.
 *
 * <p>Source: iFlytek's Spark WebSocket API documentation, read 2026-11.
 */
public final class FakeSpark implements Function<Request, Answer> {
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
                    .withZone(ZoneOffset.UTC);

    private final String appId;
    private final String key;
    private final String secret;
    private final Clock clock;
    private final List<String> messages = new CopyOnWriteArrayList<>();

    /** A service that knows one application. */
    public FakeSpark(String appId, String key, String secret) {
        this(appId, key, secret, Clock.systemUTC());
    }

    /** The same at another time. */
    public FakeSpark(String appId, String key, String secret, Clock clock) {
        this.appId = appId;
        this.key = key;
        this.secret = secret;
        this.clock = clock;
    }

    /** The messages heard so far, on all connections. */
    public List<String> messages() {
        return List.copyOf(messages);
    }

    @Override
    public Answer apply(Request request) {
        if (!SparkMessage.VERSIONS.containsKey(request.path())) {
            return Answer.json(404, "{\"message\":\"no Route matched with those values\"}");
        }
        String refusal = refusal(request);
        if (!refusal.isEmpty()) {
            int status = refusal.equals("Unauthorized") ? 401 : 403;
            return Answer.json(status, Json.object().put("message", refusal).toString());
        }
        if (!request.headers().text("upgrade").equalsIgnoreCase("websocket")
                || !request.headers().text("sec-websocket-version").equals("13")
                || request.headers().text("sec-websocket-key").isEmpty()) {
            return Answer.json(426, "{\"message\":\"Upgrade Required\"}");
        }
        return new Answer.WebSocketScript(Headers.of(), message -> answer(request.path(), message));
    }

    /** Why the address is not accepted, "" when it is. */
    private String refusal(Request request) {
        Map<String, String> query = request.query();
        String authorization = query.getOrDefault("authorization", "");
        String date = query.getOrDefault("date", "");
        String host = query.getOrDefault("host", "");
        if (authorization.isEmpty() || !request.method().equals("GET")) {
            return "Unauthorized";
        }
        try {
            Duration age = Duration.between(Instant.from(DATE.parse(date)), clock.instant());
            if (age.abs().compareTo(SKEW) > 0) {
                return "HMAC signature cannot be verified, a valid date or x-date header is"
                        + " required for HMAC Authentication";
            }
        } catch (DateTimeParseException e) {
            return "HMAC signature cannot be verified, the date is malformed";
        }
        String expected =
                "api_key=\""
                        + key
                        + "\", algorithm=\"hmac-sha256\", headers=\"host date request-line\","
                        + " signature=\""
                        + signature(secret, host, date, request.path())
                        + "\"";
        boolean same =
                Base64.getEncoder()
                        .encodeToString(expected.getBytes(StandardCharsets.UTF_8))
                        .equals(authorization);
        return same && host.equals(request.headers().text("host"))
                ? ""
                : "HMAC signature cannot be verified";
    }

    /** The signature of an address. */
    static String signature(String secret, String host, String date, String path) {
        String text = "host: " + host + "\ndate: " + date + "\nGET " + path + " HTTP/1.1";
        byte[] key = secret.getBytes(StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(Sha256.hmac(key, text));
    }

    private List<WebSocketMove> answer(String path, String text) {
        messages.add(text);
        JsonNode message;
        try {
            message = Json.read(text);
        } catch (JacksonException e) {
            return failed(10003, "invalid json");
        }
        String wrong = new SparkMessage(appId, path).wrong(message);
        if (!wrong.isEmpty()) {
            int space = wrong.indexOf(' ');
            return failed(Integer.parseInt(wrong.substring(0, space)), wrong.substring(space + 1));
        }
        JsonNode said = message.path("payload").path("message").path("text");
        String last = said.get(said.size() - 1).path("content").asString("");
        if (last.contains("敏感")) {
            return failed(10013, "input content audit failed");
        }
        if (last.contains("fake-429")) {
            return failed(11202, "over the limit of calls a second");
        }
        if (last.contains("fake-500")) {
            return failed(10012, "EngineInternalError");
        }
        return told(message, last);
    }

    private static List<WebSocketMove> told(JsonNode message, String last) {
        List<WebSocketMove> moves = new ArrayList<>();
        JsonNode function = message.path("payload").path("functions").path("text").path(0);
        boolean answered = last.startsWith("The tool ");
        if (function.isObject() && !answered) {
            ObjectNode text = text("");
            text.putObject("function_call")
                    .put("name", function.path("name").asString(""))
                    .put("arguments", ChatScript.ARGUMENTS);
            moves.add(new WebSocketMove.Say(frame(2, 0, text).toString()));
            moves.add(new WebSocketMove.Close(1000, ""));
            return moves;
        }
        if (searches(message)) {
            moves.add(new WebSocketMove.Say(found()));
        }
        String words = answered ? "The tool said: " + last : "You said: " + last;
        List<String> pieces = new ChatScript(words, List.of(), false, 0).pieces();
        for (int i = 0; i < pieces.size(); i++) {
            if (last.contains("fake-cut") && i == 2) {
                moves.add(new WebSocketMove.Leave(Ending.CLOSE));
                return moves;
            }
            if (last.contains("fake-sensitive") && i == 2) {
                moves.addAll(failed(10014, "output content audit failed"));
                return moves;
            }
            int status = i == pieces.size() - 1 ? 2 : i == 0 ? 0 : 1;
            String frame = frame(status, i, text(pieces.get(i))).toString();
            // Every way in which a message may come.
            moves.add(
                    i == 1
                            ? new WebSocketMove.SayInPieces(frame, 7)
                            : new WebSocketMove.Say(frame));
            if (i == 0) {
                moves.add(new WebSocketMove.Ping("still here"));
            }
        }
        moves.add(new WebSocketMove.Close(1000, ""));
        return moves;
    }

    private static boolean searches(JsonNode message) {
        for (JsonNode tool : message.path("parameter").path("chat").path("tools")) {
            if (tool.path("web_search").path("enable").asBoolean(false)) {
                return true;
            }
        }
        return false;
    }

    private static String found() {
        ObjectNode frame = Json.object();
        frame.putObject("header").put("code", 0).put("message", "Success").put("sid", "cht-fake");
        frame.withObject("/payload/plugins")
                .putArray("text")
                .addObject()
                .put("name", "ifly_search")
                .put(
                        "content",
                        "[{\"index\":1,\"url\":\"https://example.com/1\",\"title\":\"One\"}]");
        return frame.toString();
    }

    private static ObjectNode text(String content) {
        return Json.object().put("content", content).put("role", "assistant").put("index", 0);
    }

    private static ObjectNode frame(int status, int number, ObjectNode text) {
        ObjectNode frame = Json.object();
        frame.putObject("header")
                .put("code", 0)
                .put("message", "Success")
                .put("sid", "cht-fake")
                .put("status", status);
        ObjectNode payload = frame.putObject("payload");
        ObjectNode choices = payload.putObject("choices");
        choices.put("status", status).put("seq", number).putArray("text").add(text);
        if (status == 2) {
            payload.putObject("usage")
                    .putObject("text")
                    .put("question_tokens", 2)
                    .put("prompt_tokens", 3)
                    .put("completion_tokens", number + 1)
                    .put("total_tokens", number + 4);
        }
        return frame;
    }

    private static List<WebSocketMove> failed(int code, String message) {
        ObjectNode frame = Json.object();
        frame.putObject("header")
                .put("code", code)
                .put("message", message)
                .put("sid", "cht-fake")
                .put("status", 2);
        return List.of(new WebSocketMove.Say(frame.toString()), new WebSocketMove.Close(1000, ""));
    }
}
