package dev.sluice.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.testkit.Answer.Ending;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Zhipu's v3 as strict as the vendor was: a script for {@link FakeUpstream#start(Function)}.
 *
 * <p>It checks the token (without a scheme, times in milliseconds), the path, the roles and the two
 * parameters. The models {@code fake-429}, {@code fake-500}, {@code fake-cut} and {@code
 * fake-sensitive} behave as they are called; a last text with 敏感 is refused with 1301. Source:
 * Zhipu's v3 reference, read 2026-11.
 */
public final class FakeZhipuV3 implements Function<Request, Answer> {
    private static final Pattern PATH =
            Pattern.compile("/api/paas/v3/model-api/([^/]+)/(invoke|sse-invoke)");
    private static final Set<String> MODELS =
            Set.of(
                    "chatglm_turbo",
                    "chatglm_pro",
                    "chatglm_std",
                    "chatglm_lite",
                    "chatglm_lite_32k",
                    "characterglm");

    private final String key;
    private final Clock clock;

    /** Takes the key {@code id.secret}. */
    public FakeZhipuV3(String key) {
        this(key, Clock.systemUTC());
    }

    /** Takes the key, and tells by the clock whether a token has expired. */
    public FakeZhipuV3(String key, Clock clock) {
        this.key = key;
        this.clock = clock;
    }

    @Override
    public Answer apply(Request request) {
        try {
            Matcher path = PATH.matcher(request.path());
            if (!request.method().equals("POST") || !path.matches()) {
                throw VendorError.notFound("no such API", "1222");
            }
            authorize(request.headers().text("authorization"));
            VendorRules.contentType(request, "application/json");
            return answer(request, path.group(1), path.group(2).equals("sse-invoke"));
        } catch (VendorError e) {
            String code = e.code() == null || e.code().matches("\\D+") ? "1210" : e.code();
            ObjectNode body = Json.object().put("code", Integer.parseInt(code));
            // v3 hides what is wrong with a request in a success.
            int status = e.status() == 400 ? 200 : e.status();
            return Answer.json(
                    status, body.put("msg", e.getMessage()).put("success", false).toString());
        }
    }

    private void authorize(String token) {
        if (token.isEmpty()) {
            throw refused("1001", "no authorization header");
        }
        String[] parts = token.split("\\.", -1);
        String[] halves = key.split("\\.", 2);
        if (token.startsWith("Bearer ") || parts.length != 3) {
            throw refused("1002", "not a token");
        }
        byte[] expected = Sha256.hmac(halves[1].getBytes(UTF_8), parts[0] + '.' + parts[1]);
        JsonNode header;
        JsonNode payload;
        try {
            byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
            if (parts[2].endsWith("=") || !MessageDigest.isEqual(expected, signature)) {
                throw refused("1002", "bad signature");
            }
            header = Json.read(Base64.getUrlDecoder().decode(parts[0]));
            payload = Json.read(Base64.getUrlDecoder().decode(parts[1]));
        } catch (IllegalArgumentException | JacksonException e) {
            throw refused("1002", "not a token");
        }
        boolean known =
                header.path("alg").asString("").equals("HS256")
                        && header.path("sign_type").asString("").equals("SIGN")
                        && payload.path("api_key").asString("").equals(halves[0])
                        && payload.path("timestamp").isIntegralNumber();
        if (!known) {
            throw refused("1002", "not a token of this key");
        }
        // Seconds in place of milliseconds have expired long ago.
        if (payload.path("exp").asLong(0) <= clock.millis()) {
            throw refused("1003", "token expired");
        }
    }

    private static VendorError refused(String code, String message) {
        return new VendorError(401, "", message, null, code);
    }

    private Answer answer(Request request, String model, boolean stream) {
        if (!MODELS.contains(model) && !model.startsWith("fake-")) {
            throw VendorError.notFound("no such model", "1211");
        }
        if (stream && !request.headers().text("accept").equals("text/event-stream")) {
            throw VendorError.badRequest("accept text/event-stream", null, "1210");
        }
        JsonNode body = JsonBody.of(request);
        String last = check(body);
        switch (model) {
            case "fake-429" -> throw new VendorError(429, "", "too many requests", null, "1302");
            case "fake-500" -> throw new VendorError(500, "", "try again", null, "1234");
            default -> {}
        }
        if (last.contains("敏感") || (model.equals("fake-sensitive") && !stream)) {
            throw VendorError.badRequest("sensitive content", null, "1301");
        }
        ChatScript script = VendorRules.script(last, body.path("prompt").size() - 1);
        return stream ? events(script, model) : whole(script);
    }

    private static String check(JsonNode body) {
        VendorRules.members(body, "prompt", "temperature top_p request_id incremental", "1210");
        VendorRules.range(body, "temperature", 0.01, 1);
        VendorRules.range(body, "top_p", 0.01, 0.99);
        JsonNode prompt = body.path("prompt");
        String role = "";
        for (JsonNode line : prompt) {
            VendorRules.members(line, "role content", "", "1214");
            String speaker = line.path("role").asString("");
            boolean known = speaker.equals("user") || speaker.equals("assistant");
            if (!known || speaker.equals(role) || line.path("content").asString("").isBlank()) {
                throw VendorError.badRequest("bad prompt: " + line, "prompt", "1214");
            }
            role = speaker;
        }
        if (!role.equals("user")) {
            throw VendorError.badRequest("the last word is the user's", "prompt", "1214");
        }
        return prompt.get(prompt.size() - 1).path("content").asString("");
    }

    private static Answer whole(ChatScript script) {
        ObjectNode document = Json.object().put("code", 200).put("msg", "ok");
        document.put("success", true);
        ObjectNode data = document.putObject("data");
        data.put("task_id", "7001").put("request_id", "r7001").put("task_status", "SUCCESS");
        // The text comes as a JSON literal with a blank before it.
        data.putArray("choices")
                .addObject()
                .put("role", "assistant")
                .put("content", Json.quoted(" " + script.text()));
        data.set("usage", VendorRules.usage(script));
        return Answer.json(200, document.toString());
    }

    private static Answer events(ChatScript script, String model) {
        List<String> events = new ArrayList<>();
        for (String piece : script.pieces()) {
            events.add("event: add\nid: 7001\ndata: " + piece.replace("\n", "\ndata: ") + "\n\n");
        }
        ObjectNode meta = Json.object().put("request_id", "r7001").put("task_id", "7001");
        meta.put("task_status", "SUCCESS").set("usage", VendorRules.usage(script));
        boolean blocked = model.equals("fake-sensitive");
        String end = blocked ? "interrupted" : "finish";
        events.add("event: " + end + "\nid: 7001\ndata: \nmeta: " + meta + "\n\n");
        Headers headers = Headers.of("content-type", "text/event-stream;charset=UTF-8");
        if (blocked) {
            events = List.of(events.getFirst(), events.getLast());
        }
        Answer.Sse whole = new Answer.Sse(200, headers, events, Duration.ZERO);
        if (model.equals("fake-cut")) {
            events = events.subList(0, 2);
            whole = new Answer.Sse(200, headers, events, Duration.ZERO);
            int bytes = 130 + events.getFirst().getBytes(UTF_8).length;
            return new Answer.CutAfter(whole, bytes, Ending.CLOSE);
        }
        return whole;
    }
}
