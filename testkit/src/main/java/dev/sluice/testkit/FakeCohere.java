package dev.sluice.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Cohere's {@code /v2/chat} as far as a client can tell, and as strict as the vendor: a script for
 * {@link FakeUpstream#start(Function)}.
 *
 * <p>It checks the key, the path, the names of all members, ranges and the order of messages, and
 * answers with the last text of the user, or with a call of the first tool on offer. Models named
 * {@code fake-429}, {@code fake-500}, {@code fake-error-midstream}, {@code fake-cut} and {@code
 * fake-sensitive} behave as they are called.
 *
 * <p>Source: Cohere's API reference and the recordings, November 2026.
 */
public final class FakeCohere implements Function<Request, Answer> {
    private static final Set<String> KNOWN =
            Set.of(
                    "model",
                    "messages",
                    "stream",
                    "tools",
                    "strict_tools",
                    "documents",
                    "citation_options",
                    "response_format",
                    "safety_mode",
                    "max_tokens",
                    "stop_sequences",
                    "temperature",
                    "seed",
                    "frequency_penalty",
                    "presence_penalty",
                    "k",
                    "p",
                    "logprobs",
                    "tool_choice",
                    "thinking",
                    "priority");
    private static final Set<String> MESSAGE =
            Set.of("role", "content", "tool_plan", "tool_calls", "tool_call_id", "citations");

    private final String key;

    /** A vendor with one key. */
    public FakeCohere(String key) {
        this.key = key;
    }

    @Override
    public Answer apply(Request request) {
        try {
            return answer(request);
        } catch (Refusal refusal) {
            return refusal(refusal.status, String.valueOf(refusal.getMessage()));
        }
    }

    private static Answer refusal(int status, String message) {
        ObjectNode document = Json.object().put("id", "fake-error").put("message", message);
        return Answer.json(status, document.toString());
    }

    private Answer answer(Request request) {
        if (!request.headers().text("authorization").equals("Bearer " + key)) {
            throw new Refusal(401, "invalid api token");
        }
        if (!request.path().equals("/v2/chat") || !request.method().equals("POST")) {
            throw new Refusal(404, "not found");
        }
        JsonNode body;
        try {
            body = Json.read(request.body());
        } catch (JacksonException malformed) {
            throw new Refusal(400, "invalid request: " + malformed.getOriginalMessage());
        }
        check(body);
        boolean stream = body.path("stream").asBoolean(false);
        Script script = new Script(body);
        List<String> events = script.events();
        return switch (body.path("model").asString("")) {
            case "fake-429" -> refusal(429, "You are using a Trial key, which is limited.");
            case "fake-500" -> refusal(500, "internal server error");
            case "fake-sensitive" -> refusal(498, "blocked input");
            case "fake-error-midstream" -> stream(broken(events));
            case "fake-cut" -> stream(events.subList(0, 3));
            default -> stream ? stream(events) : Answer.json(200, script.whole());
        };
    }

    private static List<String> broken(List<String> events) {
        var some = new ArrayList<>(events.subList(0, 3));
        some.add(
                event(
                        "message-end",
                        "{\"finish_reason\":\"ERROR\",\"usage\":{},\"error\":\"No valid response"
                                + " generated.\"}",
                        -1));
        return some;
    }

    private static Answer stream(List<String> events) {
        var headers = Headers.of("content-type", "text/event-stream");
        return new Answer.Sse(200, headers, events, Duration.ZERO);
    }

    private static String event(String type, String delta, int index) {
        String place = index < 0 ? "" : ",\"index\":" + index;
        String id = type.equals("message-start") ? "\"id\":\"fake-cohere\"," : "";
        return "event: "
                + type
                + "\ndata: {"
                + id
                + "\"type\":\""
                + type
                + "\""
                + place
                + (delta.isEmpty() ? "" : ",\"delta\":" + delta)
                + "}\n\n";
    }

    private static void check(JsonNode body) {
        for (String name : body.propertyNames()) {
            if (!KNOWN.contains(name)) {
                throw new Refusal(422, "unknown field: parameter '" + name + "' is not valid");
            }
        }
        String model = body.path("model").asString("");
        if (model.isEmpty()) {
            throw new Refusal(400, "model field is required");
        }
        if (!model.startsWith("command") && !model.startsWith("fake-")) {
            throw new Refusal(
                    404,
                    "model '" + model + "' not found, make sure the correct model ID was used");
        }
        range(body, "temperature", 0, 1);
        range(body, "p", 0.01, 0.99);
        range(body, "presence_penalty", 0, 1);
        range(body, "frequency_penalty", 0, 1);
        String choice = body.path("tool_choice").asString("REQUIRED");
        if (!choice.equals("REQUIRED") && !choice.equals("NONE")) {
            throw new Refusal(400, "invalid tool_choice");
        }
        if (body.has("tools") && body.has("response_format")) {
            throw new Refusal(400, "cannot specify both tools and response_format");
        }
        messages(body.path("messages"));
    }

    private static void range(JsonNode body, String name, double low, double high) {
        JsonNode value = body.path(name);
        if (value.isNumber() && (value.asDouble() < low || value.asDouble() > high)) {
            throw new Refusal(400, name + " must be between " + low + " and " + high);
        }
    }

    private static void messages(JsonNode messages) {
        if (!messages.isArray() || messages.isEmpty()) {
            throw new Refusal(400, "messages must be at least 1");
        }
        var open = new ArrayList<String>();
        for (JsonNode message : messages) {
            for (String name : message.propertyNames()) {
                if (!MESSAGE.contains(name)) {
                    throw new Refusal(422, "unknown field: '" + name + "' in message");
                }
            }
            String role = message.path("role").asString("");
            if (role.equals("tool")) {
                if (!open.remove(message.path("tool_call_id").asString(""))) {
                    throw new Refusal(400, "tool_call_id does not match any tool call");
                }
            } else if (!open.isEmpty()) {
                throw new Refusal(400, "all tool calls must be followed by tool results");
            } else if (role.equals("assistant")) {
                message.path("tool_calls").forEach(c -> open.add(c.path("id").asString("")));
                if (message.path("tool_calls").isEmpty()
                        && message.path("content").isEmpty()
                        && message.path("content").asString("").isEmpty()) {
                    throw new Refusal(400, "assistant message must have content or tool calls");
                }
            } else if (!role.equals("user") && !role.equals("system")) {
                throw new Refusal(400, "invalid role '" + role + "'");
            } else if (message.path("content").isMissingNode()) {
                throw new Refusal(400, "message must have non-empty content");
            }
        }
    }

    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int status;

        Refusal(int status, String message) {
            super(message);
            this.status = status;
        }
    }

    /** What the fake says. */
    private static final class Script {
        private static final String USAGE =
                "{\"billed_units\":{\"input_tokens\":3,\"output_tokens\":4},\"tokens\":"
                        + "{\"input_tokens\":30,\"output_tokens\":4},\"cached_tokens\":16}";

        private final @Nullable String tool;
        private final String text;

        Script(JsonNode body) {
            JsonNode messages = body.path("messages");
            JsonNode last = messages.get(messages.size() - 1);
            boolean answered = last.path("role").asString("").equals("tool");
            boolean may = !body.path("tool_choice").asString("").equals("NONE");
            JsonNode first = body.path("tools").path(0).path("function").path("name");
            tool = answered || !may || !first.isString() ? null : first.asString();
            int images = 0;
            var said = new StringBuilder(last.path("content").asString(""));
            for (JsonNode part : last.path("content")) {
                said.append(part.path("text").asString(""));
                images += part.has("image_url") ? 1 : 0;
            }
            String seen = images == 0 ? "" : " [images: " + images + "]";
            text = (answered ? "The tool said: " : "You said: ") + said + seen;
        }

        private ObjectNode call() {
            ObjectNode call = Json.object().put("id", "call_fake").put("type", "function");
            call.putObject("function").put("name", tool).put("arguments", ChatScript.ARGUMENTS);
            return call;
        }

        String whole() {
            ObjectNode document = Json.object().put("id", "fake-cohere");
            ObjectNode message = document.putObject("message").put("role", "assistant");
            if (tool == null) {
                message.putArray("content").addObject().put("type", "text").put("text", text);
            } else {
                message.put("tool_plan", "I will call it.").putArray("tool_calls").add(call());
            }
            document.put("finish_reason", tool == null ? "COMPLETE" : "TOOL_CALL");
            document.set("usage", Json.read(USAGE));
            return document.toString();
        }

        List<String> events() {
            var events = new ArrayList<String>();
            String none = "{\"message\":{\"role\":\"assistant\",\"content\":[],\"tool_calls\":[]}}";
            events.add(event("message-start", none, -1));
            if (tool == null) {
                int middle = text.offsetByCodePoints(0, text.codePointCount(0, text.length()) / 2);
                events.add(event("content-start", content("\"type\":\"text\",\"text\":\"\""), 0));
                for (String piece : List.of(text.substring(0, middle), text.substring(middle))) {
                    events.add(
                            event("content-delta", content("\"text\":" + Json.quoted(piece)), 0));
                }
                events.add(event("content-end", "", 0));
            } else {
                String plan = "{\"message\":{\"tool_plan\":\"I will call it.\"}}";
                events.add(event("tool-plan-delta", plan, -1));
                ObjectNode call = call();
                ((ObjectNode) call.path("function")).put("arguments", "");
                events.add(event("tool-call-start", calls(call.toString()), 0));
                String arguments = Json.quoted(ChatScript.ARGUMENTS);
                String more = "{\"function\":{\"arguments\":" + arguments + "}}";
                events.add(event("tool-call-delta", calls(more), 0));
                events.add(event("tool-call-end", "", 0));
            }
            String finish = tool == null ? "COMPLETE" : "TOOL_CALL";
            String end = "{\"finish_reason\":\"" + finish + "\",\"usage\":" + USAGE + "}";
            events.add(event("message-end", end, -1));
            events.add("data: [DONE]\n\n");
            return events;
        }

        private static String content(String members) {
            return "{\"message\":{\"content\":{" + members + "}}}";
        }

        private static String calls(String call) {
            return "{\"message\":{\"tool_calls\":" + call + "}}";
        }
    }
}
