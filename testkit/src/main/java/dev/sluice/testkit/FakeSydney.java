package dev.sluice.testkit;

import dev.sluice.testkit.Answer.Ending;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Bing's chat as it was while it lived: conversations are made over HTTP and held at a hub.
 *
 * <p>It checks the cookie, the token, the handshake and the invocation, and repeats the text. Its
 * records share messages and are spread over them. {@code fake-429}, {@code fake-captcha}, {@code
 * fake-close} and {@code fake-cut} in a text bring about what they say.
 *
 * <p>Source: published accounts of the protocol, read 2026-11.
 */
public final class FakeSydney implements Function<Request, Answer> {
    private static final String END = "\u001e";
    private static final String TOKEN = "fake+token/=";

    private final String cookie;
    private final AtomicInteger made = new AtomicInteger();
    private final List<String> messages = new CopyOnWriteArrayList<>();

    /**
     * A service with one user.
     *
     * @param cookie the value of {@code _U}
     */
    public FakeSydney(String cookie) {
        this.cookie = cookie;
    }

    /** The messages heard so far, on all connections. */
    public List<String> messages() {
        return List.copyOf(messages);
    }

    @Override
    public Answer apply(Request request) {
        return switch (request.method() + " " + request.path()) {
            case "GET /edgesvc/turing/conversation/create" -> create(request);
            case "GET /sydney/ChatHub" -> hub(request);
            default ->
                    Answer.bytes(
                            404,
                            "text/html",
                            "<html>Not found</html>".getBytes(StandardCharsets.UTF_8));
        };
    }

    private Answer create(Request request) {
        ObjectNode body = Json.object();
        boolean known =
                Arrays.stream(request.headers().text("cookie").split(";", -1))
                        .anyMatch(one -> one.strip().equals("_U=" + cookie));
        if (!known || request.headers().text("referer").isEmpty()) {
            body.putObject("result").put("value", "UnauthorizedRequest").put("message", "Sign in.");
            return Answer.json(200, body.toString());
        }
        int number = made.incrementAndGet();
        body.put("conversationId", "conversation-" + number).put("clientId", "client");
        body.putObject("result").put("value", "Success").putNull("message");
        Answer.Fixed plain = Answer.json(200, body.toString());
        Headers headers =
                plain.headers()
                        .with("X-Sydney-Conversationsignature", "signature-" + number)
                        .with("X-Sydney-Encryptedconversationsignature", TOKEN);
        return new Answer.Fixed(200, headers, plain.body());
    }

    private Answer hub(Request request) {
        if (!request.query().getOrDefault("sec_access_token", "").equals(TOKEN)) {
            return Answer.json(401, "{\"message\":\"token\"}");
        }
        if (!request.headers().text("upgrade").equalsIgnoreCase("websocket")
                || request.headers().text("origin").isEmpty()) {
            return Answer.json(400, "{\"message\":\"upgrade\"}");
        }
        return new Answer.WebSocketScript(Headers.of(), new Talk());
    }

    /** What is said on one connection. */
    private final class Talk implements Function<String, List<WebSocketMove>> {
        private boolean shaken;
        private String record = "";

        @Override
        public List<WebSocketMove> apply(String message) {
            messages.add(message);
            List<WebSocketMove> moves = new ArrayList<>();
            record += message;
            for (int end = record.indexOf(END); end >= 0; end = record.indexOf(END)) {
                String whole = record.substring(0, end);
                record = record.substring(end + 1);
                moves.addAll(heard(whole));
            }
            return moves;
        }

        private List<WebSocketMove> heard(String text) {
            JsonNode record;
            try {
                record = Json.read(text);
            } catch (JacksonException e) {
                return closed("The record is not JSON.");
            }
            if (!shaken) {
                shaken =
                        record.path("protocol").asString("").equals("json")
                                && record.path("version").asInt(0) == 1;
                return shaken
                        ? List.of(new WebSocketMove.Say("{}" + END))
                        : List.of(
                                new WebSocketMove.Say("{\"error\":\"handshake\"}" + END),
                                new WebSocketMove.Close(1000, ""));
            }
            if (record.path("type").asInt(0) == 6) {
                return List.of();
            }
            String wrong = wrong(record);
            return wrong.isEmpty() ? answered(record.path("arguments").get(0)) : closed(wrong);
        }
    }

    private static String wrong(JsonNode record) {
        JsonNode argument = record.path("arguments").path(0);
        JsonNode message = argument.path("message");
        boolean invoked =
                record.path("type").asInt(0) == 4
                        && record.path("target").asString("").equals("chat")
                        && record.path("invocationId").isString();
        boolean known =
                argument.path("conversationId").asString("").startsWith("conversation-")
                        && argument.path("conversationSignature")
                                .asString("")
                                .startsWith("signature-")
                        && argument.path("participant").path("id").asString("").equals("client");
        boolean chosen =
                List.of("Creative", "Balanced", "Precise")
                                .contains(argument.path("tone").asString(""))
                        && !argument.path("optionsSets").isEmpty()
                        && !argument.path("allowedMessageTypes").isEmpty();
        boolean says =
                message.path("author").asString("").equals("user")
                        && message.path("text").isString()
                        && message.path("messageType").asString("").equals("Chat");
        return invoked && known && chosen && says ? "" : "The invocation is invalid.";
    }

    private static List<WebSocketMove> closed(String why) {
        String record = Json.object().put("type", 7).put("error", why).toString();
        return List.of(new WebSocketMove.Say(record + END), new WebSocketMove.Close(1000, ""));
    }

    private static List<WebSocketMove> answered(JsonNode argument) {
        String said = argument.path("message").path("text").asString("");
        String text = "You said: " + said;
        if (said.contains("fake-429")) {
            return over(whole("Throttled", ""));
        }
        if (said.contains("fake-captcha")) {
            return over(whole("CaptchaChallenge", ""));
        }
        if (said.contains("fake-close")) {
            return closed("Connection closed with an error.");
        }
        String half = text.substring(0, text.offsetByCodePoints(0, 4));
        String first = "{\"type\":6}" + END + update(half, false) + update("Searching", true);
        String second = update(text, false) + whole("Success", text);
        int middle = first.length() - 20;
        if (said.contains("fake-cut")) {
            return List.of(new WebSocketMove.Say(first), new WebSocketMove.Leave(Ending.CLOSE));
        }
        List<WebSocketMove> moves = new ArrayList<>();
        moves.add(new WebSocketMove.Say(first.substring(0, middle)));
        moves.add(new WebSocketMove.SayInPieces(first.substring(middle) + second, 64));
        moves.add(new WebSocketMove.Say("{\"type\":3,\"invocationId\":\"0\"}" + END));
        return moves;
    }

    private static List<WebSocketMove> over(String record) {
        return List.of(
                new WebSocketMove.Say(record),
                new WebSocketMove.Say("{\"type\":3,\"invocationId\":\"0\"}" + END));
    }

    private static String update(String text, boolean notice) {
        ObjectNode record = Json.object().put("type", 1).put("target", "update");
        ObjectNode message =
                record.putArray("arguments").addObject().putArray("messages").addObject();
        message.put("author", "bot").put("text", text);
        ObjectNode block =
                message.putArray("adaptiveCards").addObject().putArray("body").addObject();
        block.put("type", "TextBlock");
        if (notice) {
            block.putArray("inlines").addObject().put("text", text);
        } else {
            block.put("text", text);
        }
        return record + END;
    }

    private static String whole(String result, String text) {
        ObjectNode record = Json.object().put("type", 2).put("invocationId", "0");
        ObjectNode item = record.putObject("item");
        if (!text.isEmpty()) {
            var messages = item.putArray("messages");
            messages.addObject().put("author", "user").put("text", "the question");
            messages.addObject().put("author", "bot").put("text", text);
        }
        item.putObject("throttling")
                .put("maxNumUserMessagesInConversation", 30)
                .put("numUserMessagesInConversation", 1);
        item.putObject("result").put("value", result);
        return record + END;
    }
}
