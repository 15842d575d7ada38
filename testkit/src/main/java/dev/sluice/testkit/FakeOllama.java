package dev.sluice.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Ollama's {@code /api/chat}. Stricter than Ollama, which ignores what it does not know: unknown
 * members and options are refused, because a gateway that sends them has a fault.
 *
 * <p>A model repeats the user's last text and counts the pictures in it; one that is offered tools
 * calls the first, and after its result says what it was. A model that is to think does so first;
 * one called {@code fake-load} is only loaded. Models named {@code fake-404}, {@code fake-429},
 * {@code fake-500}, {@code fake-503}, {@code fake-sensitive} (which Ollama has no word for: it says
 * nothing), {@code fake-cut}, {@code fake-error-midstream} and {@code fake-stall} behave as they
 * are called.
 *
 * <p>Source: Ollama's API docs and the recordings, November 2026.
 */
public final class FakeOllama implements Function<Request, Answer> {
    private static final Set<String> MEMBERS =
            Set.of(
                    "model",
                    "messages",
                    "tools",
                    "stream",
                    "format",
                    "think",
                    "keep_alive",
                    "logprobs",
                    "top_logprobs",
                    "options");
    private static final Set<String> OPTIONS =
            Set.of(
                    "num_ctx",
                    "num_predict",
                    "num_keep",
                    "temperature",
                    "top_p",
                    "top_k",
                    "min_p",
                    "typical_p",
                    "seed",
                    "stop",
                    "repeat_last_n",
                    "repeat_penalty",
                    "presence_penalty",
                    "frequency_penalty",
                    "num_gpu",
                    "num_thread",
                    "num_batch",
                    "use_mmap",
                    "main_gpu");
    private static final Set<String> SPOKEN =
            Set.of(
                    "role",
                    "content",
                    "images",
                    "thinking",
                    "tool_calls",
                    "tool_name",
                    "tool_call_id");

    private final String key;

    /** A local server, which wants no key. */
    public FakeOllama() {
        this("");
    }

    /** Ollama's cloud, which wants this key; "" for none. */
    public FakeOllama(String key) {
        this.key = key;
    }

    /** A refusal: Ollama's errors are one text. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int status;

        Refused(int status, String message) {
            super(message);
            this.status = status;
        }
    }

    @Override
    public Answer apply(Request request) {
        try {
            return answer(request);
        } catch (Refused refused) {
            return Answer.json(
                    refused.status, Json.object().put("error", refused.getMessage()).toString());
        }
    }

    private Answer answer(Request request) {
        if (!key.isEmpty() && !request.headers().text("authorization").equals("Bearer " + key)) {
            throw new Refused(401, "unauthorized");
        }
        if (!request.method().equals("POST") || !request.target().equals("/api/chat")) {
            return Answer.bytes(404, "text/plain", "404 page not found".getBytes(UTF_8));
        }
        String type = request.headers().text("content-type").toLowerCase(Locale.ROOT);
        require(type.startsWith("application/json"), "content type '" + type + "'");
        JsonNode body;
        try {
            body = Json.read(request.body());
        } catch (JacksonException e) {
            throw new Refused(400, e.getOriginalMessage());
        }
        check(body);
        String model = body.path("model").asString("");
        switch (model) {
            case "fake-404" -> throw new Refused(404, "model '" + model + "' not found");
            case "fake-429" -> throw new Refused(429, "you have reached your hourly usage limit");
            case "fake-500" -> throw new Refused(500, "llama runner process has terminated");
            case "fake-503" ->
                    throw new Refused(
                            503,
                            "server busy, please try again. maximum pending requests exceeded");
            default -> {}
        }
        return said(model, body);
    }

    private static void check(JsonNode body) {
        members("", body, MEMBERS);
        members("options.", body.path("options"), OPTIONS);
        require(!body.path("model").asString("").isEmpty(), "model is required");
        require(body.path("messages").isArray(), "messages must be an array");
        for (JsonNode message : body.path("messages")) {
            members("messages.", message, SPOKEN);
            require(
                    Set.of("system", "user", "assistant", "tool")
                            .contains(message.path("role").asString("")),
                    "invalid role: " + message.path("role"));
            JsonNode content = message.path("content");
            require(
                    content.isString() || content.isMissingNode(),
                    "json: cannot unmarshal into Go struct field .messages.content of type string");
            for (JsonNode image : message.path("images")) {
                picture(image.asString(""));
            }
            for (JsonNode call : message.path("tool_calls")) {
                require(
                        call.path("function").path("arguments").isObject(),
                        "json: cannot unmarshal string into field arguments");
            }
        }
        for (JsonNode tool : body.path("tools")) {
            JsonNode function = tool.path("function");
            require(tool.path("type").asString("").equals("function"), "a tool of another type");
            require(function.path("parameters").isObject(), "a tool without parameters");
        }
        JsonNode format = body.path("format");
        require(
                format.isMissingNode() || format.isObject() || format.asString("").equals("json"),
                "invalid format: expected \"json\" or a JSON schema");
        JsonNode think = body.path("think");
        require(
                think.isMissingNode()
                        || think.isBoolean()
                        || Set.of("low", "medium", "high").contains(think.asString("")),
                "invalid think value: " + think);
    }

    private static void picture(String base64) {
        try {
            require(Base64.getDecoder().decode(base64).length > 0, "image: unknown format");
        } catch (IllegalArgumentException e) {
            throw new Refused(400, "illegal base64 data");
        }
    }

    private static Answer said(String model, JsonNode body) {
        JsonNode messages = body.path("messages");
        boolean load = messages.isEmpty() || model.equals("fake-load");
        var lines = new ArrayList<String>();
        ObjectNode whole = message("");
        JsonNode think = body.path("think");
        if (think.isString() || think.asBoolean(false)) {
            whole.put("thinking", "Let me think.");
            ObjectNode piece = message("");
            lines.add(line(model, piece.put("thinking", "Let me think."), false).toString());
        }
        if (!load && !model.equals("fake-sensitive")) {
            JsonNode last = messages.get(messages.size() - 1);
            boolean result = last.path("role").asString("").equals("tool");
            if (!result && !body.path("tools").isEmpty()) {
                call(whole, body.path("tools").get(0));
                ObjectNode piece = message("");
                call(piece, body.path("tools").get(0));
                lines.add(line(model, piece, false).toString());
            } else {
                String text = echo(last, result);
                whole.put("content", text);
                for (String piece : new ChatScript(text, List.of(), false, 0).pieces()) {
                    lines.add(line(model, message(piece), false).toString());
                }
            }
        }
        String reason = load ? "load" : "stop";
        return body.path("stream").asBoolean(true)
                ? stream(model, lines, done(line(model, message(""), true), reason))
                : model.equals("fake-stall")
                        ? new Answer.Stall()
                        : Answer.json(200, done(line(model, whole, true), reason).toString());
    }

    private static String echo(JsonNode last, boolean result) {
        String text = last.path("content").asString("");
        int pictures = last.path("images").size();
        return (result ? "The tool said: " : "You said: ")
                + text
                + (pictures == 0 ? "" : " [images: " + pictures + "]");
    }

    private static void call(ObjectNode message, JsonNode tool) {
        ObjectNode function = message.putArray("tool_calls").addObject().putObject("function");
        function.put("name", tool.path("function").path("name").asString(""));
        function.putObject("arguments").put("city", "Paris");
    }

    private static ObjectNode message(String content) {
        return Json.object().put("role", "assistant").put("content", content);
    }

    private static ObjectNode line(String model, ObjectNode message, boolean done) {
        ObjectNode line = Json.object().put("model", model);
        line.put("created_at", "2026-11-20T12:00:00.123456789Z").set("message", message);
        return line.put("done", done);
    }

    private static ObjectNode done(ObjectNode line, String reason) {
        line.put("done_reason", reason);
        if (reason.equals("load")) {
            return line;
        }
        return line.put("total_duration", 5_000_000)
                .put("load_duration", 1_000_000)
                .put("prompt_eval_count", 11)
                .put("prompt_eval_duration", 1_000_000)
                .put("eval_count", 7)
                .put("eval_duration", 3_000_000);
    }

    private static Answer stream(String model, List<String> lines, ObjectNode last) {
        var pieces = new ArrayList<Piece>();
        lines.forEach(line -> pieces.add(Piece.of(line + "\n")));
        switch (model) {
            case "fake-stall" -> {
                return new Answer.Stall();
            }
            case "fake-error-midstream" ->
                    pieces.add(Piece.of("{\"error\":\"an error was encountered\"}\n"));
            default -> pieces.add(Piece.of(last + "\n"));
        }
        Headers headers = Headers.of("content-type", "application/x-ndjson");
        Answer whole = new Answer.Chunked(200, headers, pieces);
        return model.equals("fake-cut")
                ? new Answer.CutAfter(
                        whole, 150 + pieces.getFirst().bytes().length, Answer.Ending.CLOSE)
                : whole;
    }

    private static void members(String at, JsonNode node, Set<String> known) {
        for (String name : node.propertyNames()) {
            require(known.contains(name), "unknown member " + at + name);
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new Refused(400, otherwise);
        }
    }
}
