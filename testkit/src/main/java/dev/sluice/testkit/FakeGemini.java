package dev.sluice.testkit;

import java.util.ArrayList;
import java.util.List;
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
        } catch (GeminiRules.Refusal refusal) {
            boolean array = request.path().endsWith(":streamGenerateContent") && !sse;
            String error = refusal.document();
            return Answer.json(refusal.status, array ? "[" + error + "]" : error);
        }
    }

    private Answer answer(Request request, boolean sse) {
        Matcher path = PATH.matcher(request.path());
        if (!path.matches() || !request.method().equals("POST")) {
            throw new GeminiRules.Refusal(404, "NOT_FOUND", "Not found: " + request.path());
        }
        authorize(request);
        JsonNode body = body(request);
        String model = path.group(2);
        GeminiRules.check(body, model);
        boolean stream = path.group(3).equals("streamGenerateContent");
        if (!stream && !path.group(3).equals("generateContent")) {
            throw new GeminiRules.Refusal(404, "NOT_FOUND", "Unknown method " + path.group(3));
        }
        if (stream && !sse) {
            throw new GeminiRules.Refusal(
                    400, "INVALID_ARGUMENT", "This fake streams with alt=sse only.");
        }
        return misbehave(model, new Script(body, model), stream);
    }

    private void authorize(Request request) {
        String key = request.headers().text("x-goog-api-key");
        String token = request.headers().text("authorization");
        if (key.isEmpty() && token.isEmpty()) {
            throw new GeminiRules.Refusal(
                    403, "PERMISSION_DENIED", "Method doesn't allow unregistered callers.");
        }
        if (!key.isEmpty() && !key.equals(credential)) {
            throw new GeminiRules.Refusal(
                    400, "INVALID_ARGUMENT", "API key not valid.", "API_KEY_INVALID");
        }
        if (key.isEmpty() && !token.equals("Bearer " + credential)) {
            throw new GeminiRules.Refusal(
                    401, "UNAUTHENTICATED", "Request had invalid authentication credentials.");
        }
    }

    private static JsonNode body(Request request) {
        String type = request.headers().text("content-type");
        if (!type.startsWith("application/json")) {
            throw GeminiRules.invalid("Invalid content type '" + type + "'.");
        }
        try {
            JsonNode body = Json.read(request.body());
            if (body.isObject()) {
                return body;
            }
        } catch (JacksonException malformed) {
            throw GeminiRules.invalid(
                    "Invalid JSON payload received. " + malformed.getOriginalMessage());
        }
        throw GeminiRules.invalid("Invalid JSON payload received. It is not an object.");
    }

    private static Answer misbehave(String model, Script script, boolean stream) {
        switch (model) {
            case "fake-429" ->
                    throw new GeminiRules.Refusal(
                            429, "RESOURCE_EXHAUSTED", "Resource has been exhausted.");
            case "fake-500" ->
                    throw new GeminiRules.Refusal(500, "INTERNAL", "An internal error occurred.");
            case "fake-503" ->
                    throw new GeminiRules.Refusal(503, "UNAVAILABLE", "The model is overloaded.");
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
            GeminiRules.Refusal late =
                    new GeminiRules.Refusal(503, "UNAVAILABLE", "The model is overloaded.");
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
                if (user && !said.isBlank()) {
                    text = said;
                    answered = "";
                }
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
