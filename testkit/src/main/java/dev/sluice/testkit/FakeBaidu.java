package dev.sluice.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Baidu's token service and ERNIE's first chat API (wenxinworkshop), on one address.
 *
 * <p>Errors of the chat come with status 200. A model repeats the user and calls the first function
 * it is offered once. The endpoints {@code fake-429}, {@code fake-500}, {@code fake-sensitive} and
 * {@code fake-cut} behave as they are called.
 *
 * <p>Source: Baidu Qianfan docs, ERNIE API (wenxinworkshop), read 2026-11.
 */
public final class FakeBaidu implements Function<Request, Answer> {
    private static final String CHAT = "/rpc/2.0/ai_custom/v1/wenxinworkshop/chat/";
    private static final String ENDPOINTS =
            "completions_pro|completions|ernie-4\\.0-turbo-8k|ernie-3\\.5-8k-0205|ernie-speed-128k"
                    + "|ernie_speed|ernie-lite-8k|eb-instant|ernie-tiny-8k|ernie-char-8k"
                    + "|ernie_bot_8k|bloomz_7b1|llama_2_7b|fake-.*";
    private static final String MEMBERS =
            "messages system stream temperature top_p penalty_score max_output_tokens stop"
                    + " functions disable_search enable_citation enable_trace response_format"
                    + " user_id";

    private final String key;
    private final String secret;
    private final AtomicInteger tokens = new AtomicInteger();
    private final AtomicInteger expired = new AtomicInteger();

    /** The service for one application. */
    public FakeBaidu(String key, String secret) {
        this.key = key;
        this.secret = secret;
    }

    /** How many tokens were given. */
    public int tokens() {
        return tokens.get();
    }

    /** Ends all tokens given so far: calls with them get error 110. */
    public void expire() {
        expired.set(tokens.get());
    }

    @Override
    public Answer apply(Request request) {
        try {
            if (request.path().equals("/oauth/2.0/token")) {
                return token(request);
            }
            return chat(request);
        } catch (VendorError e) {
            return refusal(336_003, String.valueOf(e.getMessage()));
        }
    }

    private Answer token(Request request) {
        var query = request.query();
        boolean known =
                key.equals(query.get("client_id")) && secret.equals(query.get("client_secret"));
        if (!known || !"client_credentials".equals(query.get("grant_type"))) {
            return Answer.json(
                    401,
                    "{\"error\":\"invalid_client\",\"error_description\":\"unknown client id\"}");
        }
        int number = tokens.incrementAndGet();
        return Answer.json(
                200, "{\"access_token\":\"24.fake" + number + "\",\"expires_in\":2592000}");
    }

    private static Answer.Fixed refusal(int code, String message) {
        return Answer.json(
                200,
                Json.object()
                        .put("error_code", code)
                        .put("error_msg", message)
                        .put("id", "as-fake")
                        .toString());
    }

    private Answer chat(Request request) {
        String endpoint =
                request.path().startsWith(CHAT) ? request.path().substring(CHAT.length()) : "";
        if (!request.method().equals("POST") || !endpoint.matches(ENDPOINTS)) {
            return refusal(3, "Unsupported openapi method");
        }
        String token = request.query().getOrDefault("access_token", "");
        if (!token.matches("24\\.fake\\d+")) {
            return refusal(100, "Invalid parameter");
        }
        int number = Integer.parseInt(token.substring("24.fake".length()));
        if (number > tokens.get() || number <= expired.get()) {
            return refusal(110, "Access token invalid or no longer valid");
        }
        JsonNode body = JsonBody.of(request);
        check(body);
        EchoScript script = script(body);
        boolean stream = body.path("stream").asBoolean(false);
        return switch (endpoint) {
            case "fake-429" -> refusal(18, "Open api qps request limit reached");
            case "fake-500" -> refusal(336_000, "Internal error");
            case "fake-sensitive" ->
                    stream
                            ? EchoScript.stream(
                                    List.of("data: " + frame("", script, Mark.BANNED) + "\n\n"))
                            : Answer.json(200, frame("", script, Mark.BANNED));
            case "fake-cut" -> EchoScript.torn(EchoScript.stream(events(script)));
            default ->
                    stream
                            ? EchoScript.stream(events(script))
                            : Answer.json(200, frame(script.text(), script, Mark.LAST));
        };
    }

    private static void check(JsonNode body) {
        Shape.known(body, "body", MEMBERS);
        Shape.range(body, "temperature", Math.nextUp(0), 1);
        Shape.range(body, "top_p", 0, 1);
        Shape.range(body, "penalty_score", 1, 2);
        Shape.range(body, "max_output_tokens", 2, 1e6);
        Shape.require(body.path("stop").size() <= 4, "more than 4 stop texts");
        for (JsonNode function : body.path("functions")) {
            Shape.known(function, "function", "name description parameters");
            Shape.text(function, "name");
            Shape.text(function, "description");
            Shape.require(function.path("parameters").isObject(), "a function's parameters");
        }
        JsonNode messages = Shape.list(body, "messages");
        Shape.require(messages.size() % 2 == 1, "the number of messages must be odd");
        for (int i = 0; i < messages.size(); i++) {
            JsonNode message = messages.get(i);
            Shape.known(message, "message", "role content name function_call");
            String role = Shape.text(message, "role");
            String wanted = i % 2 == 1 ? "assistant" : i == 0 ? "user" : "user|function";
            Shape.require(role.matches(wanted), "message " + i + " is of role " + role);
            boolean calls = message.path("function_call").isObject();
            Shape.require(
                    calls || !Shape.text(message, "content").isBlank(),
                    "the content of message " + i + " is empty");
            if (role.equals("function")) {
                Shape.text(message, "name");
                Shape.require(
                        messages.get(i - 1).path("function_call").isObject(),
                        "a function's answer without a call");
            }
        }
    }

    private static EchoScript script(JsonNode body) {
        JsonNode messages = body.path("messages");
        JsonNode last = messages.get(messages.size() - 1);
        String text = last.path("content").asString("");
        if (last.path("role").asString("").equals("function")) {
            return EchoScript.answered(text);
        }
        JsonNode functions = body.path("functions");
        return functions.isEmpty()
                ? EchoScript.said(text, 0)
                : EchoScript.calls(functions.get(0).path("name").asString(""));
    }

    private static List<String> events(EchoScript script) {
        var events = new ArrayList<String>();
        for (String piece : script.pieces()) {
            events.add("data: " + frame(piece, new EchoScript(piece, null), Mark.MORE) + "\n\n");
        }
        events.add("data: " + frame("", script, Mark.LAST) + "\n\n");
        return events;
    }

    private enum Mark {
        MORE,
        LAST,
        BANNED
    }

    private static String frame(String text, EchoScript script, Mark mark) {
        ObjectNode document = Json.object().put("id", "as-fake");
        document.put("object", "chat.completion").put("created", 1_763_683_200);
        document.put("is_end", mark != Mark.MORE).put("is_truncated", false).put("result", text);
        document.put("need_clear_history", mark == Mark.BANNED);
        boolean calls = script.call() != null && mark == Mark.LAST;
        if (calls) {
            document.putObject("function_call")
                    .put("name", script.call())
                    .put("arguments", EchoScript.ARGUMENTS);
        }
        if (mark != Mark.MORE) {
            document.put("finish_reason", calls ? "function_call" : "normal");
        }
        document.putObject("usage")
                .put("prompt_tokens", 7)
                .put("completion_tokens", mark == Mark.MORE ? 0 : 5)
                .put("total_tokens", mark == Mark.MORE ? 7 : 12);
        return document.toString();
    }
}
