package dev.sluice.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * DashScope's native generation API, for text and for pictures, and stricter than the vendor about
 * members in the wrong place, which it would ignore.
 *
 * <p>A model repeats the user, calls the first tool it is offered once, thinks when {@code
 * enable_thinking} says so, and names a source when it searches. Models named {@code fake-429},
 * {@code fake-500}, {@code fake-sensitive}, {@code fake-sensitive-midstream} and {@code fake-cut}
 * behave as they are called.
 *
 * <p>Source: Alibaba Cloud Model Studio docs, DashScope API reference, read 2026-11.
 */
public final class FakeDashScope implements Function<Request, Answer> {
    private static final String SERVICES = "/api/v1/services/aigc/";
    private static final String PARAMETERS =
            "result_format incremental_output temperature top_p top_k max_tokens seed stop"
                    + " repetition_penalty presence_penalty enable_search search_options"
                    + " enable_thinking thinking_budget tools tool_choice parallel_tool_calls"
                    + " response_format logprobs top_logprobs n vl_high_resolution_images";

    private final String key;
    private final Texts texts;

    /** How streamed texts come. */
    public enum Texts {
        /** As it is asked for: additions only with {@code incremental_output}. */
        AS_ASKED,
        /** Everything so far in every frame, whatever is asked for. */
        REPEATED
    }

    /** DashScope as documented. */
    public FakeDashScope(String key) {
        this(key, Texts.AS_ASKED);
    }

    /** DashScope with its newer or older habit. */
    public FakeDashScope(String key, Texts texts) {
        this.key = key;
        this.texts = texts;
    }

    @Override
    public Answer apply(Request request) {
        try {
            return answer(request);
        } catch (VendorError e) {
            String code = e.status() == 400 ? "InvalidParameter" : String.valueOf(e.code());
            return refusal(e.status(), code, String.valueOf(e.getMessage()));
        }
    }

    private static Answer.Fixed refusal(int status, String code, String message) {
        return Answer.json(status, error(code, message));
    }

    private static String error(String code, String message) {
        return Json.object()
                .put("code", code)
                .put("message", message)
                .put("request_id", "q-fake")
                .toString();
    }

    private Answer answer(Request request) {
        if (!request.headers().text("authorization").equals("Bearer " + key)) {
            throw new VendorError(401, "", "Invalid API-key provided.", null, "InvalidApiKey");
        }
        boolean text = request.path().equals(SERVICES + "text-generation/generation");
        boolean shown = request.path().equals(SERVICES + "multimodal-generation/generation");
        if (!request.method().equals("POST") || !(text || shown)) {
            throw new VendorError(404, "", "Not found.", null, "NotFound");
        }
        boolean stream = request.headers().text("x-dashscope-sse").equals("enable");
        Shape.require(
                !stream || request.headers().text("accept").contains("text/event-stream"),
                "a stream without 'Accept: text/event-stream'");
        JsonNode body = JsonBody.of(request);
        Shape.known(body, "body", "model input parameters");
        String model = Shape.text(body, "model");
        boolean sees = model.matches(".*(-vl|omni|audio|qvq).*");
        Shape.require(sees == shown || model.startsWith("fake-"), "url error");
        JsonNode parameters = body.path("parameters");
        checkParameters(parameters, stream);
        JsonNode messages = Shape.list(body.path("input"), "messages");
        EchoScript script = script(messages, parameters, shown);
        boolean adds =
                parameters.path("incremental_output").asBoolean(false) && texts == Texts.AS_ASKED;
        var writer = new Writer(script, parameters, shown, adds);
        return behave(model, stream, writer);
    }

    private static Answer behave(String model, boolean stream, Writer writer) {
        String censored = "Output data may contain inappropriate content.";
        String event = "id:9\nevent:error\n:HTTP_STATUS/400\ndata:";
        return switch (model) {
            case "fake-429" -> refusal(429, "Throttling.RateQuota", "Requests rate limit exceeded");
            case "fake-500" -> refusal(500, "InternalError.Algo", "An internal error occurred.");
            case "fake-sensitive" -> refusal(400, "DataInspectionFailed", censored);
            case "fake-sensitive-midstream" -> {
                var events = new ArrayList<>(writer.events().subList(0, 2));
                events.add(event + error("DataInspectionFailed", censored) + "\n\n");
                yield EchoScript.stream(events);
            }
            case "fake-cut" -> EchoScript.torn(EchoScript.stream(writer.events()));
            default ->
                    stream ? EchoScript.stream(writer.events()) : Answer.json(200, writer.whole());
        };
    }

    private static void checkParameters(JsonNode parameters, boolean stream) {
        Shape.known(parameters, "parameters", PARAMETERS);
        Shape.require(
                parameters.path("result_format").asString("").equals("message"),
                "result_format is not message");
        Shape.require(
                stream || !parameters.path("incremental_output").asBoolean(false),
                "incremental_output without a stream");
        Shape.range(parameters, "temperature", 0, Math.nextDown(2));
        Shape.range(parameters, "top_p", Math.nextUp(0), Math.nextDown(1));
        Shape.range(parameters, "presence_penalty", -2, 2);
        Shape.range(parameters, "seed", 0, Integer.MAX_VALUE);
        Shape.range(parameters, "max_tokens", 1, 1e6);
        Shape.range(parameters, "n", 1, parameters.path("tools").isEmpty() ? 4 : 1);
        JsonNode choice = parameters.path("tool_choice");
        Shape.require(
                choice.isMissingNode()
                        || choice.isObject()
                        || choice.asString("").matches("auto|none"),
                "tool_choice is " + choice);
    }

    private static EchoScript script(JsonNode messages, JsonNode parameters, boolean shown) {
        int images = 0;
        String before = "";
        JsonNode last = messages.get(messages.size() - 1);
        for (JsonNode message : messages) {
            Shape.known(message, "message", "role content name tool_calls tool_call_id");
            String role = Shape.text(message, "role");
            Shape.require(role.matches("system|user|assistant|tool"), "role is " + role);
            boolean follows = before.equals("tool") || before.equals("calls");
            Shape.require(!role.equals("tool") || follows, "a tool's answer without a call");
            Shape.require(
                    !before.equals("calls") || role.equals("tool"), "a call without an answer");
            images = imagesIn(message, shown);
            before = message.path("tool_calls").isEmpty() ? role : "calls";
        }
        String text = textOf(last);
        if (last.path("role").asString("").equals("tool")) {
            Shape.text(last, "tool_call_id");
            return EchoScript.answered(text);
        }
        JsonNode tools = parameters.path("tools");
        boolean none = parameters.path("tool_choice").asString("").equals("none");
        if (!tools.isEmpty() && !none) {
            return EchoScript.calls(Shape.text(tools.get(0).path("function"), "name"));
        }
        return EchoScript.said(text, images);
    }

    private static int imagesIn(JsonNode message, boolean shown) {
        JsonNode content = message.path("content");
        Shape.require(
                shown ? content.isArray() : content.isString(),
                "content is " + content.getNodeType());
        int images = 0;
        for (JsonNode part : content) {
            Shape.known(part, "part", "text image video audio");
            Shape.require(part.size() == 1, "a part is " + part);
            images += part.has("image") ? 1 : 0;
        }
        return images;
    }

    private static String textOf(JsonNode message) {
        JsonNode content = message.path("content");
        if (content.isString()) {
            return content.asString();
        }
        var text = new StringBuilder();
        content.forEach(part -> text.append(part.path("text").asString("")));
        return text.toString();
    }

    /** Writes one answer. */
    private record Writer(EchoScript script, JsonNode parameters, boolean shown, boolean adds) {
        private static final String THOUGHT = "Let me think.";

        String whole() {
            return frame(script.text(), thought(), EchoScript.ARGUMENTS, finish());
        }

        List<String> events() {
            var frames = new ArrayList<String>();
            String text = "";
            if (!thought().isEmpty()) {
                frames.add(frame("", THOUGHT.substring(0, 3), "", "null"));
                frames.add(frame("", adds ? THOUGHT.substring(3) : THOUGHT, "", "null"));
            }
            if (script.call() != null) {
                String all = EchoScript.ARGUMENTS;
                frames.add(frame("", "", all.substring(0, 5), "null"));
                frames.add(frame("", "", adds ? all.substring(5) : all, "null"));
            }
            for (String piece : script.pieces()) {
                text = adds ? piece : text + piece;
                frames.add(frame(text, "", "", "null"));
            }
            String all = script.call() == null || adds ? "" : EchoScript.ARGUMENTS;
            frames.add(frame(adds ? "" : script.text(), adds ? "" : thought(), all, finish()));
            var events = new ArrayList<String>();
            for (String frame : frames) {
                String head = "id:" + (events.size() + 1) + "\nevent:result\n:HTTP_STATUS/200\n";
                events.add(head + "data:" + frame + "\n\n");
            }
            return events;
        }

        private String thought() {
            return parameters.path("enable_thinking").asBoolean(false) ? THOUGHT : "";
        }

        private String finish() {
            return script.call() == null ? "stop" : "tool_calls";
        }

        private String frame(String text, String thought, String arguments, String finish) {
            ObjectNode document = Json.object();
            ObjectNode output = document.putObject("output");
            ObjectNode choice = output.putArray("choices").addObject();
            ObjectNode message = choice.putObject("message").put("role", "assistant");
            if (shown) {
                message.putArray("content").addObject().put("text", text);
            } else {
                message.put("content", text);
            }
            if (parameters.path("enable_thinking").asBoolean(false)) {
                message.put("reasoning_content", thought);
            }
            if (script.call() != null && !arguments.isEmpty()) {
                ObjectNode call = message.putArray("tool_calls").addObject();
                boolean first = arguments.startsWith("{");
                call.put("index", 0).put("id", first ? "call_fake" : "").put("type", "function");
                ObjectNode function = call.putObject("function").put("arguments", arguments);
                if (first) {
                    function.put("name", script.call());
                }
            }
            choice.put("finish_reason", finish);
            JsonNode search = parameters.path("search_options");
            if (parameters.path("enable_search").asBoolean(false)
                    && search.path("enable_source").asBoolean(false)) {
                ObjectNode source =
                        output.putObject("search_info").putArray("search_results").addObject();
                source.put("index", 1).put("title", "A page").put("url", "https://page.test/");
            }
            ObjectNode usage = document.putObject("usage").put("input_tokens", 7);
            usage.put("output_tokens", 5).put("total_tokens", 12);
            return document.put("request_id", "q-fake").toString();
        }
    }
}
