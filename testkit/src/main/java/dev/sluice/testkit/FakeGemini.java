package dev.sluice.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Google's generateContent as far as a client can tell, and as strict as the vendor: a script for
 * {@link FakeUpstream#start(Function)}. It serves the Gemini API and, for a project, Vertex AI.
 *
 * <p>It checks the credential, the path, {@code alt=sse}, the names of all members, the roles and
 * their order, that answers of functions match the calls before them, and that third-generation
 * models get their signatures back. The same request always gets the same answer: the last text of
 * the user, or a call of the first function on offer. Models named {@code fake-429}, {@code
 * fake-500}, {@code fake-503}, {@code fake-error-midstream}, {@code fake-cut}, {@code
 * fake-sensitive} and {@code fake-blocked} behave as they are called.
 *
 * <p>Source: Google's API references and the recordings, November 2026.
 */
public final class FakeGemini implements Function<Request, Answer> {
    private static final Pattern PATH =
            Pattern.compile(
                    "/v1(?:beta1?)?/(projects/[^/]+/locations/[^/]+/)?(?:publishers/google/)?"
                            + "models/([^/:]+):(\\w+)");

    private static final Map<String, Set<String>> KNOWN =
            Map.of(
                    "",
                    Set.of(
                            "contents",
                            "systemInstruction",
                            "tools",
                            "toolConfig",
                            "safetySettings",
                            "generationConfig",
                            "cachedContent",
                            "labels"),
                    "generationConfig",
                    Set.of(
                            "temperature",
                            "topP",
                            "topK",
                            "candidateCount",
                            "maxOutputTokens",
                            "stopSequences",
                            "seed",
                            "presencePenalty",
                            "frequencyPenalty",
                            "responseLogprobs",
                            "logprobs",
                            "responseMimeType",
                            "responseSchema",
                            "responseJsonSchema",
                            "responseModalities",
                            "thinkingConfig",
                            "speechConfig",
                            "imageConfig",
                            "mediaResolution"),
                    "content",
                    Set.of("role", "parts"),
                    "part",
                    Set.of(
                            "text",
                            "inlineData",
                            "fileData",
                            "functionCall",
                            "functionResponse",
                            "thought",
                            "thoughtSignature"),
                    "tool",
                    Set.of("functionDeclarations", "googleSearch", "urlContext", "codeExecution"),
                    "function",
                    Set.of("name", "description", "parameters", "parametersJsonSchema"),
                    "functionCall",
                    Set.of("id", "name", "args"),
                    "functionResponse",
                    Set.of("id", "name", "response", "parts"));

    private final String credential;

    /**
     * Creates the vendor.
     *
     * @param credential the one key of {@code x-goog-api-key}, or the one bearer token
     */
    public FakeGemini(String credential) {
        this.credential = credential;
    }

    @Override
    public Answer apply(Request request) {
        boolean sse = "sse".equals(request.query().get("alt"));
        try {
            return answer(request, sse);
        } catch (Refusal refusal) {
            boolean array = request.path().endsWith(":streamGenerateContent") && !sse;
            String error = refusal.document();
            return Answer.json(refusal.status, array ? "[" + error + "]" : error);
        }
    }

    private Answer answer(Request request, boolean sse) {
        Matcher path = PATH.matcher(request.path());
        if (!path.matches() || !request.method().equals("POST")) {
            throw new Refusal(404, "NOT_FOUND", "Not found: " + request.path());
        }
        authorize(request);
        JsonNode body = body(request);
        String model = path.group(2);
        check(body, model);
        boolean stream = path.group(3).equals("streamGenerateContent");
        if (!stream && !path.group(3).equals("generateContent")) {
            throw new Refusal(404, "NOT_FOUND", "Unknown method " + path.group(3));
        }
        if (stream && !sse) {
            throw new Refusal(400, "INVALID_ARGUMENT", "This fake streams with alt=sse only.");
        }
        return misbehave(model, new Script(body, model), stream);
    }

    private void authorize(Request request) {
        String key = request.headers().text("x-goog-api-key");
        String token = request.headers().text("authorization");
        if (key.isEmpty() && token.isEmpty()) {
            throw new Refusal(
                    403, "PERMISSION_DENIED", "Method doesn't allow unregistered callers.");
        }
        if (!key.isEmpty() && !key.equals(credential)) {
            throw new Refusal(
                    400, "INVALID_ARGUMENT", "API key not valid.", "API_KEY_INVALID");
        }
        if (key.isEmpty() && !token.equals("Bearer " + credential)) {
            throw new Refusal(
                    401, "UNAUTHENTICATED", "Request had invalid authentication credentials.");
        }
    }

    private static JsonNode body(Request request) {
        String type = request.headers().text("content-type");
        if (!type.startsWith("application/json")) {
            throw invalid("Invalid content type '" + type + "'.");
        }
        try {
            JsonNode body = Json.read(request.body());
            if (body.isObject()) {
                return body;
            }
        } catch (JacksonException malformed) {
            throw invalid("Invalid JSON payload received. " + malformed.getOriginalMessage());
        }
        throw invalid("Invalid JSON payload received. It is not an object.");
    }

    private static Refusal invalid(String message) {
        return new Refusal(400, "INVALID_ARGUMENT", message);
    }

    private static void known(JsonNode object, String kind, String at) {
        for (String name : object.propertyNames()) {
            if (!KNOWN.getOrDefault(kind, Set.of()).contains(name)) {
                throw invalid(
                        "Invalid JSON payload received. Unknown name \""
                                + name
                                + "\" at '"
                                + at
                                + "': Cannot find field.");
            }
        }
    }

    private static void check(JsonNode body, String model) {
        known(body, "", "");
        known(body.path("generationConfig"), "generationConfig", "generation_config");
        JsonNode config = body.path("generationConfig");
        range(config, "temperature", 0, 2);
        range(config, "topP", 0, 1);
        range(config, "candidateCount", 1, 8);
        if (config.path("stopSequences").size() > 5) {
            throw invalid("The number of stop_sequences must be at most 5.");
        }
        JsonNode thinking = config.path("thinkingConfig");
        if (thinking.has("thinkingBudget") && thinking.has("thinkingLevel")) {
            throw invalid("You can only set only one of thinking budget and thinking level.");
        }
        for (JsonNode tool : body.path("tools")) {
            known(tool, "tool", "tools[0]");
            for (JsonNode function : tool.path("functionDeclarations")) {
                known(function, "function", "tools[0].function_declarations[0]");
                if (!function.path("name").asString("").matches("[A-Za-z_][A-Za-z0-9_.:-]{0,127}")) {
                    throw invalid("Invalid function name.");
                }
            }
        }
        if (body.path("systemInstruction").has("parts")
                && body.path("systemInstruction").path("parts").isEmpty()) {
            throw invalid("system_instruction must include at least one parts field.");
        }
        new Contents(model).check(body.path("contents"));
    }

    private static void range(JsonNode config, String name, double low, double high) {
        JsonNode value = config.path(name);
        if (value.isNumber() && (value.asDouble() < low || value.asDouble() > high)) {
            throw invalid(name + " must be in the range [" + low + ", " + high + "].");
        }
    }

    /** The rules of a conversation. */
    private static final class Contents {
        private final boolean signs;
        private List<String> called = List.of();
        private @Nullable String before;

        Contents(String model) {
            signs = model.matches("gemini-[3-9].*");
        }

        void check(JsonNode contents) {
            if (!contents.isArray() || contents.isEmpty()) {
                throw invalid("* GenerateContentRequest.contents: contents is not specified");
            }
            for (int i = 0; i < contents.size(); i++) {
                content(contents.get(i), "contents[" + i + "]");
            }
            if (!called.isEmpty()) {
                throw countMismatch();
            }
        }

        private void content(JsonNode content, String at) {
            known(content, "content", at);
            String role = content.path("role").asString("");
            if (!role.equals("user") && !role.equals("model")) {
                throw invalid("Please use a valid role: user, model.");
            }
            if (content.path("parts").isEmpty()) {
                throw invalid("* " + at + ".parts: must include at least one parts field");
            }
            if (before == null && role.equals("model")) {
                throw invalid("Please ensure that the conversation starts with a user turn.");
            }
            if (role.equals("model") && role.equals(before)) {
                throw invalid("Please ensure that multiturn requests alternate.");
            }
            var calls = new ArrayList<String>();
            var responses = new ArrayList<String>();
            for (JsonNode part : content.path("parts")) {
                part(part, at, calls, responses);
            }
            if (!called.isEmpty() || !responses.isEmpty()) {
                if (!called.equals(responses) || content.path("parts").size() != called.size()) {
                    throw countMismatch();
                }
            }
            called = calls;
            before = role;
        }

        private void part(
                JsonNode part, String at, List<String> calls, List<String> responses) {
            known(part, "part", at + ".parts");
            JsonNode call = part.path("functionCall");
            JsonNode response = part.path("functionResponse");
            known(call, "functionCall", at + ".parts.function_call");
            known(response, "functionResponse", at + ".parts.function_response");
            if (call.isObject()) {
                if (!call.path("args").isObject()) {
                    throw invalid("Invalid value at 'args' (type Struct)");
                }
                if (signs && calls.isEmpty() && !part.has("thoughtSignature")) {
                    throw invalid(
                            "Function call is missing a thought_signature in functionCall parts.");
                }
                calls.add(call.path("name").asString(""));
            } else if (response.isObject()) {
                if (!response.path("response").isObject()) {
                    throw invalid("Invalid value at 'response' (type Struct)");
                }
                responses.add(response.path("name").asString(""));
            } else if (part.has("inlineData")) {
                if (part.path("inlineData").path("mimeType").asString("").isEmpty()) {
                    throw invalid("Unsupported MIME type: ");
                }
            } else if (!part.has("text") && !part.has("fileData")) {
                throw invalid(at + ".parts: contents.parts must not be empty.");
            }
        }

        private static Refusal countMismatch() {
            return invalid(
                    "Please ensure that the number of function response parts is equal to the"
                            + " number of function call parts of the function call turn.");
        }
    }

    /** A refusal in Google's envelope. */
    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int status;
        private final String word;
        private final String reason;

        Refusal(int status, String word, String message) {
            this(status, word, message, "");
        }

        Refusal(int status, String word, String message, String reason) {
            super(message);
            this.status = status;
            this.word = word;
            this.reason = reason;
        }

        String document() {
            ObjectNode error = Json.object();
            error.put("code", status).put("message", getMessage()).put("status", word);
            if (!reason.isEmpty()) {
                ObjectNode detail = error.putArray("details").addObject();
                detail.put("@type", "type.googleapis.com/google.rpc.ErrorInfo");
                detail.put("reason", reason).put("domain", "googleapis.com");
            }
            ObjectNode document = Json.object();
            document.set("error", error);
            return document.toString();
        }
    }

    private static Answer misbehave(String model, Script script, boolean stream) {
        switch (model) {
            case "fake-429" ->
                    throw new Refusal(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted.");
            case "fake-500" -> throw new Refusal(500, "INTERNAL", "An internal error occurred.");
            case "fake-503" -> throw new Refusal(503, "UNAVAILABLE", "The model is overloaded.");
            case "fake-blocked" -> {
                String blocked =
                        "{\"promptFeedback\":{\"blockReason\":\"PROHIBITED_CONTENT\"},"
                                + "\"usageMetadata\":{\"promptTokenCount\":3,\"totalTokenCount\":3}}";
                return stream ? events(List.of(blocked)) : Answer.json(200, blocked);
            }
            case "fake-sensitive" -> {
                String withheld = script.chunk(Json.object().putArray("none"), "SAFETY");
                return stream ? events(List.of(withheld)) : Answer.json(200, withheld);
            }
            default -> {}
        }
        List<String> chunks = script.chunks();
        if (!stream) {
            return Answer.json(200, script.whole());
        }
        if (model.equals("fake-error-midstream")) {
            Refusal late = new Refusal(503, "UNAVAILABLE", "The model is overloaded.");
            return events(List.of(chunks.getFirst(), late.document()));
        }
        return model.equals("fake-cut") ? events(chunks.subList(0, 1)) : events(chunks);
    }

    private static Answer events(List<String> chunks) {
        List<String> events = chunks.stream().map(c -> "data: " + c + "\r\n\r\n").toList();
        return new Answer.Sse(
                200,
                Headers.of("content-type", "text/event-stream"),
                events,
                java.time.Duration.ZERO);
    }

    /** What the fake says. */
    private static final class Script {
        private final String model;
        private final List<ObjectNode> parts = new ArrayList<>();
        private final boolean signs;
        private int tokens;

        Script(JsonNode body, String model) {
            this.model = model;
            signs = model.matches("gemini-[3-9].*");
            JsonNode contents = body.path("contents");
            String text = "";
            String answered = "";
            int images = 0;
            for (JsonNode content : contents) {
                boolean user = content.path("role").asString("").equals("user");
                String said = "";
                for (JsonNode part : content.path("parts")) {
                    said += part.path("text").asString("");
                    images += part.has("inlineData") || part.has("fileData") ? 1 : 0;
                    JsonNode response = part.path("functionResponse").path("response");
                    answered = response.isObject() ? response.toString() : answered;
                }
                text = user && !said.isBlank() ? said : text;
                tokens += said.split("\\s+", -1).length;
            }
            JsonNode function = function(body);
            if (!answered.isEmpty()) {
                say("The tool said: " + answered);
            } else if (function != null) {
                call(function);
            } else {
                say("You said: " + text + (images == 0 ? "" : " [images: " + images + "]"));
            }
        }

        private static @Nullable JsonNode function(JsonNode body) {
            JsonNode mode = body.path("toolConfig").path("functionCallingConfig").path("mode");
            for (JsonNode tool : body.path("tools")) {
                if (!tool.path("functionDeclarations").isEmpty()
                        && !mode.asString("").equals("NONE")) {
                    return tool.path("functionDeclarations").get(0);
                }
            }
            return null;
        }

        private void call(JsonNode function) {
            ObjectNode part = Json.object();
            ObjectNode call = part.putObject("functionCall");
            call.put("name", function.path("name").asString(""));
            call.set("args", Json.read(ChatScript.ARGUMENTS));
            if (signs) {
                part.put("thoughtSignature", "c2lnbmF0dXJl");
            }
            parts.add(part);
        }

        private void say(String text) {
            int middle = text.offsetByCodePoints(0, text.codePointCount(0, text.length()) / 2);
            parts.add(Json.object().put("text", text.substring(0, middle)));
            parts.add(Json.object().put("text", text.substring(middle)));
        }

        String whole() {
            ArrayNode all = Json.object().putArray("parts");
            parts.forEach(all::add);
            return chunk(all, "STOP");
        }

        List<String> chunks() {
            var chunks = new ArrayList<String>();
            for (int i = 0; i < parts.size(); i++) {
                ArrayNode one = Json.object().putArray("parts");
                one.add(parts.get(i));
                chunks.add(chunk(one, i == parts.size() - 1 ? "STOP" : ""));
            }
            return chunks;
        }

        String chunk(ArrayNode all, String finish) {
            ObjectNode document = Json.object();
            ObjectNode candidate = document.putArray("candidates").addObject();
            ObjectNode content = candidate.putObject("content");
            if (!all.isEmpty()) {
                content.set("parts", all);
            }
            content.put("role", "model");
            if (!finish.isEmpty()) {
                candidate.put("finishReason", finish);
            }
            candidate.put("index", 0);
            ObjectNode usage = document.putObject("usageMetadata");
            usage.put("promptTokenCount", tokens).put("candidatesTokenCount", parts.size());
            usage.put("thoughtsTokenCount", 7);
            usage.put("totalTokenCount", tokens + parts.size() + 7);
            document.put("modelVersion", model).put("responseId", "fakeresponse");
            return document.toString();
        }
    }
}
