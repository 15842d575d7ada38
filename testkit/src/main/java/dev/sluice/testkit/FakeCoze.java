package dev.sluice.testkit;

import dev.sluice.testkit.Answer.Ending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Coze's chat of version 3, as strict as the vendor: a script for {@link FakeUpstream}.
 *
 * <p>Errors come with HTTP 200. It repeats the last question and counts the pictures in it. Bots
 * named {@code fake-429}, {@code fake-500}, {@code fake-failed} and {@code fake-cut} behave as they
 * are called; a bot named {@code fake-tools} calls a tool.
 *
 * <p>Source: Coze's API documentation, read 2026-11.
 */
public final class FakeCoze implements Function<Request, Answer> {
    private static final Set<String> MEMBERS =
            Set.of(
                    "bot_id",
                    "user_id",
                    "stream",
                    "auto_save_history",
                    "additional_messages",
                    "custom_variables",
                    "meta_data",
                    "parameters");

    private final String key;

    /** A service with one token. */
    public FakeCoze(String key) {
        this.key = key;
    }

    @Override
    public Answer apply(Request request) {
        if (!request.headers().text("authorization").equals("Bearer " + key)) {
            return error(4100, "authentication is invalid");
        }
        if (!request.method().equals("POST") || !request.path().equals("/v3/chat")) {
            return Answer.json(404, "{\"code\":4000,\"msg\":\"no such path\"}");
        }
        if (!request.headers().text("content-type").startsWith("application/json")) {
            return error(4000, "content type");
        }
        JsonNode body;
        try {
            body = Json.read(request.body());
        } catch (JacksonException e) {
            return error(4000, "the body is not JSON");
        }
        String wrong = wrong(body);
        return wrong.isEmpty() ? answer(body) : error(4000, wrong);
    }

    private static String wrong(JsonNode body) {
        if (!body.isObject() || !MEMBERS.containsAll(body.propertyNames())) {
            return "an unknown member";
        }
        if (body.path("bot_id").asString("").isEmpty()
                || body.path("user_id").asString("").isEmpty()) {
            return "bot_id and user_id are required";
        }
        if (!body.path("stream").asBoolean(false)) {
            return "this fake only streams";
        }
        JsonNode messages = body.path("additional_messages");
        if (!messages.isArray() || messages.isEmpty()) {
            return "additional_messages is empty";
        }
        for (JsonNode message : messages) {
            boolean asks = message.path("role").asString("").equals("user");
            String type = message.path("type").asString("");
            if (!(asks || message.path("role").asString("").equals("assistant"))
                    || !type.equals(asks ? "question" : "answer")
                    || !contentIsValid(message)) {
                return "an additional message is invalid: " + message;
            }
        }
        return "";
    }

    private static boolean contentIsValid(JsonNode message) {
        String content = message.path("content").asString("");
        if (message.path("content_type").asString("").equals("text")) {
            return !content.isEmpty();
        }
        try {
            for (JsonNode part : Json.read(content)) {
                boolean text = part.path("type").asString("").equals("text");
                boolean image = part.path("type").asString("").equals("image");
                String member = text ? "text" : "file_url";
                if (!(text || image) || part.path(member).asString("").isEmpty()) {
                    return false;
                }
            }
            return message.path("content_type").asString("").equals("object_string");
        } catch (JacksonException e) {
            return false;
        }
    }

    private static Answer answer(JsonNode body) {
        JsonNode messages = body.path("additional_messages");
        String text = "You said: " + said(messages.get(messages.size() - 1));
        return switch (body.path("bot_id").asString("")) {
            case "fake-429" -> error(4013, "too many requests");
            case "fake-500" -> error(5000, "internal error");
            case "fake-failed" -> events(failed());
            case "fake-tools" -> events(action());
            case "fake-cut" -> {
                List<String> whole = told(text);
                yield new Answer.CutAfter(
                        events(whole),
                        150 + String.join("", whole.subList(0, 4)).length(),
                        Ending.CLOSE);
            }
            default -> events(told(text));
        };
    }

    private static String said(JsonNode message) {
        String content = message.path("content").asString("");
        if (!message.path("content_type").asString("").equals("object_string")) {
            return content;
        }
        StringBuilder text = new StringBuilder();
        int images = 0;
        for (JsonNode part : Json.read(content)) {
            text.append(part.path("text").asString(""));
            images += part.has("file_url") ? 1 : 0;
        }
        return text + (images == 0 ? "" : " [images: " + images + "]");
    }

    private static List<String> told(String text) {
        List<String> events = new ArrayList<>(begun());
        for (String piece : new ChatScript(text, List.of(), false, 0).pieces()) {
            events.add(event("conversation.message.delta", message("answer", piece)));
        }
        events.add(event("conversation.message.completed", message("answer", text)));
        events.add(event("conversation.message.completed", message("verbose", "{}")));
        ObjectNode chat = chat("completed");
        chat.putObject("usage").put("token_count", 5).put("output_count", 2).put("input_count", 3);
        events.add(event("conversation.chat.completed", chat));
        events.add("event:done\ndata:\"[DONE]\"\n\n");
        return events;
    }

    private static List<String> failed() {
        List<String> events = new ArrayList<>(begun());
        ObjectNode chat = chat("failed");
        chat.putObject("last_error").put("code", 5000).put("msg", "the model broke");
        events.add(event("conversation.chat.failed", chat));
        events.add("event:done\ndata:\"[DONE]\"\n\n");
        return events;
    }

    private static List<String> action() {
        List<String> events = new ArrayList<>(begun());
        ObjectNode chat = chat("requires_action");
        ObjectNode call =
                chat.withObject("/required_action/submit_tool_outputs")
                        .putArray("tool_calls")
                        .addObject();
        call.put("id", "call-1").put("type", "function");
        call.putObject("function").put("name", "weather").put("arguments", ChatScript.ARGUMENTS);
        events.add(event("conversation.chat.requires_action", chat));
        events.add("event:done\ndata:\"[DONE]\"\n\n");
        return events;
    }

    private static List<String> begun() {
        return List.of(
                event("conversation.chat.created", chat("created")),
                event("conversation.chat.in_progress", chat("in_progress")));
    }

    private static ObjectNode chat(String status) {
        return Json.object()
                .put("id", "chat-1")
                .put("conversation_id", "conversation-1")
                .put("bot_id", "bot")
                .put("created_at", 1763683200)
                .put("status", status);
    }

    private static ObjectNode message(String type, String content) {
        return Json.object()
                .put("id", "message-1")
                .put("chat_id", "chat-1")
                .put("role", "assistant")
                .put("type", type)
                .put("content", content)
                .put("content_type", "text");
    }

    private static String event(String name, ObjectNode data) {
        return "event:" + name + "\ndata:" + data + "\n\n";
    }

    private static Answer events(List<String> events) {
        return new Answer.Sse(
                200, Headers.of("content-type", "text/event-stream"), events, Duration.ZERO);
    }

    private static Answer error(int code, String message) {
        ObjectNode body = Json.object().put("code", code).put("msg", message);
        body.putObject("detail").put("logid", "log-1");
        return Answer.json(200, body.toString());
    }
}
