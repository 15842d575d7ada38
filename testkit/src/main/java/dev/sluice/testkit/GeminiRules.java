package dev.sluice.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What Google refuses in the body of a generateContent call, and in which words. */
final class GeminiRules {
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

    private GeminiRules() {}

    static Refusal invalid(String message) {
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

    /** Refuses a body that breaks a rule. */
    static void check(JsonNode body, String model) {
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
                if (!function.path("name")
                        .asString("")
                        .matches("[A-Za-z_][A-Za-z0-9_.:-]{0,127}")) {
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

        private void part(JsonNode part, String at, List<String> calls, List<String> responses) {
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
    static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;
        final int status;
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
}
