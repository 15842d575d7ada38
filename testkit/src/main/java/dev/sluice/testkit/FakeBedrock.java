package dev.sluice.testkit;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * AWS Bedrock's Converse and ConverseStream, as strict as the vendor: it recomputes the signature
 * or wants its API key, refuses unknown members and every disorder of turns, and answers in binary
 * event streams.
 *
 * <p>A model repeats the user's last text and counts the pictures in it; one that is offered tools
 * calls the first, and after its result says what it was. A model that is to think does so first.
 * Models named {@code fake-429}, {@code fake-500}, {@code fake-503}, {@code fake-sensitive}, {@code
 * fake-cut}, {@code fake-error-midstream} and {@code fake-stall} behave as they are called.
 *
 * <p>Source: Amazon Bedrock API reference and the recordings, November 2026.
 */
public final class FakeBedrock implements Function<Request, Answer> {
    private static final Pattern PATH = Pattern.compile("/model/([^/]+)/converse(-stream)?");
    private static final Pattern MODEL =
            Pattern.compile(
                    "fake-[a-z0-9-]+|arn:aws:bedrock:.+|((us|eu|apac|global)\\.)?"
                        + "(anthropic\\.claude|amazon\\.nova|openai\\.gpt-oss|meta\\.llama)[a-z0-9.:-]*");

    private final AwsAuthorization authorization;
    private final String apiKey;

    /**
     * Starts with one access key, one API key and the system's clock.
     *
     * @param apiKey a key that is accepted as a bearer token instead of a signature
     */
    public FakeBedrock(String accessKey, String secretKey, String region, String apiKey) {
        this(
                new AwsAuthorization(
                        accessKey, secretKey, region, "bedrock", InstantSource.system()),
                apiKey);
    }

    FakeBedrock(AwsAuthorization authorization, String apiKey) {
        this.authorization = authorization;
        this.apiKey = apiKey;
    }

    @Override
    public Answer apply(Request request) {
        try {
            return answer(request);
        } catch (AwsError error) {
            return error.answer();
        }
    }

    private Answer answer(Request request) {
        if (!request.headers().text("authorization").equals("Bearer " + apiKey)) {
            authorization.check(request);
        }
        Matcher path = PATH.matcher(request.path());
        if (!request.method().equals("POST") || !path.matches() || path.group(1).contains(":")) {
            throw new AwsError(404, "UnknownOperationException", "Unknown operation");
        }
        String type = request.headers().text("content-type").toLowerCase(Locale.ROOT);
        if (!type.equals("application/json")) {
            throw new AwsError(415, "UnsupportedMediaTypeException", "Send application/json.");
        }
        String model = URLDecoder.decode(path.group(1), StandardCharsets.UTF_8);
        if (!MODEL.matcher(model).matches()) {
            throw AwsError.invalid("The provided model identifier is invalid.");
        }
        JsonNode body = read(request);
        ConverseRules.check(body);
        refuse(model);
        return path.group(2) == null ? whole(model, body) : stream(model, body);
    }

    private static JsonNode read(Request request) {
        try {
            JsonNode body = Json.read(request.body());
            if (body.isObject()) {
                return body;
            }
        } catch (JacksonException e) {
            throw new AwsError(400, "SerializationException", "STRUCTURE_VALUE expected");
        }
        throw new AwsError(400, "SerializationException", "STRUCTURE_VALUE expected");
    }

    private static void refuse(String model) {
        switch (model) {
            case "fake-429" ->
                    throw new AwsError(
                            429,
                            "ThrottlingException",
                            "Too many tokens, please wait before trying again.");
            case "fake-500" ->
                    throw new AwsError(500, "InternalServerException", "The server had an error.");
            case "fake-503" ->
                    throw new AwsError(
                            503, "ServiceUnavailableException", "Bedrock is unable to process.");
            default -> {}
        }
    }

    /** What the model says: blocks of content, in order. */
    private static ArrayNode said(JsonNode body) {
        JsonNode last = body.path("messages").get(body.path("messages").size() - 1);
        var text = new StringBuilder();
        var told = new StringBuilder();
        int pictures = 0;
        for (JsonNode block : last.path("content")) {
            text.append(block.path("text").asString(""));
            pictures += block.has("image") ? 1 : 0;
            for (JsonNode inner : block.path("toolResult").path("content")) {
                told.append(inner.path("text").asString(""));
                pictures += inner.has("image") ? 1 : 0;
            }
        }
        ArrayNode content = Json.object().putArray("content");
        JsonNode thinking = body.path("additionalModelRequestFields").path("thinking");
        if (!thinking.path("type").asString("disabled").equals("disabled")) {
            content.addObject()
                    .putObject("reasoningContent")
                    .putObject("reasoningText")
                    .put("text", "Let me think.")
                    .put("signature", "c2lnbmVk");
        }
        String tool = tool(body.path("toolConfig"));
        if (told.isEmpty() && !tool.isEmpty()) {
            content.addObject()
                    .putObject("toolUse")
                    .put("toolUseId", "tooluse_fake1")
                    .put("name", tool)
                    .putObject("input")
                    .put("city", "Paris");
            return content;
        }
        String words = told.isEmpty() ? "You said: " + text : "The tool said: " + told;
        String seen = pictures == 0 ? "" : " [images: " + pictures + "]";
        content.addObject().put("text", words + seen);
        return content;
    }

    private static String tool(JsonNode config) {
        JsonNode named = config.path("toolChoice").path("tool").path("name");
        if (named.isString()) {
            return named.asString();
        }
        for (JsonNode tool : config.path("tools")) {
            if (tool.has("toolSpec")) {
                return tool.path("toolSpec").path("name").asString("");
            }
        }
        return "";
    }

    private static String stop(String model, ArrayNode content) {
        if (model.equals("fake-sensitive")) {
            return "guardrail_intervened";
        }
        return content.get(content.size() - 1).has("toolUse") ? "tool_use" : "end_turn";
    }

    private static ObjectNode usage(JsonNode body) {
        boolean cached = body.toString().contains("\"cachePoint\"");
        int input = 10 + body.path("messages").size();
        ObjectNode usage = Json.object().put("inputTokens", input).put("outputTokens", 7);
        usage.put("totalTokens", input + 7 + (cached ? 5 : 0));
        if (cached) {
            usage.put("cacheReadInputTokens", 3).put("cacheWriteInputTokens", 2);
        }
        return usage;
    }

    private static Answer whole(String model, JsonNode body) {
        if (model.equals("fake-stall")) {
            return new Answer.Stall();
        }
        ArrayNode content = said(body);
        ObjectNode reply = Json.object();
        reply.putObject("metrics").put("latencyMs", 7);
        ObjectNode message = reply.putObject("output").putObject("message");
        message.put("role", "assistant").set("content", content);
        reply.put("stopReason", stop(model, content)).set("usage", usage(body));
        return Answer.json(200, reply.toString());
    }

    private static Answer stream(String model, JsonNode body) {
        ArrayNode content = said(body);
        var frames = new ArrayList<Piece>();
        frames.add(AwsFrames.event("messageStart", Json.object().put("role", "assistant")));
        for (int i = 0; i < content.size(); i++) {
            block(frames, i, content.get(i));
        }
        if (model.equals("fake-error-midstream")) {
            frames.add(AwsFrames.exception("modelStreamErrorException", "The model broke off."));
            return chunked(frames);
        }
        frames.add(
                AwsFrames.event(
                        "messageStop", Json.object().put("stopReason", stop(model, content))));
        ObjectNode end = Json.object();
        end.set("usage", usage(body));
        end.putObject("metrics").put("latencyMs", 7);
        frames.add(AwsFrames.event("metadata", end));
        return switch (model) {
            case "fake-stall" -> new Answer.Stall();
            // The head, the first frame and some of the second.
            case "fake-cut" ->
                    new Answer.CutAfter(
                            chunked(frames),
                            160 + frames.getFirst().bytes().length,
                            Answer.Ending.CLOSE);
            default -> chunked(frames);
        };
    }

    private static Answer chunked(List<Piece> frames) {
        return new Answer.Chunked(
                200, Headers.of("content-type", "application/vnd.amazon.eventstream"), frames);
    }

    private static void block(List<Piece> frames, int index, JsonNode block) {
        if (block.has("toolUse")) {
            JsonNode use = block.path("toolUse");
            ObjectNode start = Json.object().put("contentBlockIndex", index);
            start.putObject("start")
                    .putObject("toolUse")
                    .put("toolUseId", use.path("toolUseId").asString(""))
                    .put("name", use.path("name").asString(""));
            frames.add(AwsFrames.event("contentBlockStart", start));
            for (String piece : pieces(use.path("input").toString())) {
                ObjectNode event = delta(index);
                ((ObjectNode) event.path("delta")).putObject("toolUse").put("input", piece);
                frames.add(AwsFrames.event("contentBlockDelta", event));
            }
        } else if (block.has("text")) {
            for (String piece : pieces(block.path("text").asString(""))) {
                ObjectNode event = delta(index);
                ((ObjectNode) event.path("delta")).put("text", piece);
                frames.add(AwsFrames.event("contentBlockDelta", event));
            }
        } else {
            JsonNode thought = block.path("reasoningContent").path("reasoningText");
            for (String member : List.of("text", "signature")) {
                ObjectNode event = delta(index);
                ((ObjectNode) event.path("delta"))
                        .putObject("reasoningContent")
                        .put(member, thought.path(member).asString(""));
                frames.add(AwsFrames.event("contentBlockDelta", event));
            }
        }
        frames.add(
                AwsFrames.event("contentBlockStop", Json.object().put("contentBlockIndex", index)));
    }

    private static ObjectNode delta(int index) {
        ObjectNode event = Json.object().put("contentBlockIndex", index);
        event.putObject("delta");
        return event;
    }

    private static List<String> pieces(String text) {
        return new ChatScript(text, List.of(), false, 0).pieces();
    }
}
