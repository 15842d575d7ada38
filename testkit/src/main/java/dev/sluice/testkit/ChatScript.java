package dev.sluice.testkit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a fake model has to say to a chat request: text, or calls of the tools it was offered. The
 * same request always gets the same answer.
 *
 * @param text the spoken text, or null when it only calls tools
 * @param calls the names of the tools it calls, in order
 * @param legacy whether the call is written as {@code function_call}
 * @param prompt the length of the request's texts in words, for the usage
 */
record ChatScript(@Nullable String text, List<String> calls, boolean legacy, int prompt) {
    static final String ARGUMENTS = "{\"city\":\"Paris\"}";

    static ChatScript of(JsonNode body) {
        JsonNode messages = body.path("messages");
        if (!messages.isArray() || messages.isEmpty()) {
            throw VendorError.badRequest(
                    "Invalid 'messages': empty array. Expected an array with minimum length 1.",
                    "messages",
                    "empty_array");
        }
        int words = 0;
        for (int i = 0; i < messages.size(); i++) {
            words += check(messages.get(i), i);
        }
        JsonNode last = messages.get(messages.size() - 1);
        String role = last.path("role").asString("");
        String said = textOf(last);
        if (role.equals("tool") || role.equals("function")) {
            return new ChatScript("The tool said: " + said, List.of(), false, words);
        }
        List<String> tools = names(body);
        if (!tools.isEmpty()) {
            boolean legacy = body.path("tools").isEmpty();
            return new ChatScript(null, tools, legacy, words);
        }
        int images = imagesIn(last);
        String seen = images == 0 ? "" : " [images: " + images + "]";
        return new ChatScript("You said: " + said + seen, List.of(), false, words);
    }

    /** The text in pieces of at most four characters, cut between code points. */
    List<String> pieces() {
        List<String> pieces = new ArrayList<>();
        String rest = text == null ? "" : text;
        while (!rest.isEmpty()) {
            int end =
                    rest.offsetByCodePoints(0, Math.min(4, rest.codePointCount(0, rest.length())));
            pieces.add(rest.substring(0, end));
            rest = rest.substring(end);
        }
        return pieces;
    }

    String finish() {
        if (calls.isEmpty()) {
            return "stop";
        }
        return legacy ? "function_call" : "tool_calls";
    }

    int completion() {
        return Math.max(1, pieces().size() + 5 * calls.size());
    }

    private static List<String> names(JsonNode body) {
        List<String> names = new ArrayList<>();
        if (!body.path("tool_choice").asString("").equals("none")) {
            for (JsonNode tool : body.path("tools")) {
                names.add(tool.path("function").path("name").asString(""));
            }
        }
        if (names.isEmpty() && !body.path("functions").isEmpty()) {
            names.add(body.path("functions").get(0).path("name").asString(""));
        }
        return names;
    }

    private static int check(JsonNode message, int index) {
        String at = "messages[" + index + "]";
        switch (message.path("role").asString("")) {
            case "system", "developer", "user" -> requireContent(message, at);
            case "assistant" -> {
                if (message.path("tool_calls").isEmpty()
                        && !message.path("function_call").isObject()) {
                    requireContent(message, at);
                }
            }
            case "tool" -> {
                requireContent(message, at);
                requireText(message, "tool_call_id", at);
            }
            case "function" -> requireText(message, "name", at);
            default ->
                    throw VendorError.badRequest(
                            "Invalid value: " + message.path("role") + ".",
                            at + ".role",
                            "invalid_value");
        }
        return textOf(message).split("\\s+", -1).length;
    }

    private static void requireContent(JsonNode message, String at) {
        JsonNode content = message.path("content");
        if (!content.isString() && !content.isArray()) {
            throw VendorError.badRequest(
                    "Invalid value for 'content': expected a string, got " + content + ".",
                    at + ".content",
                    null);
        }
    }

    private static void requireText(JsonNode message, String member, String at) {
        if (!message.path(member).isString()) {
            throw VendorError.badRequest(
                    "Missing parameter '" + member + "'.",
                    at + "." + member,
                    "missing_required_parameter");
        }
    }

    private static String textOf(JsonNode message) {
        JsonNode content = message.path("content");
        if (content.isString()) {
            return content.asString();
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            text.append(part.path("text").asString(""));
        }
        return text.toString();
    }

    private static int imagesIn(JsonNode message) {
        int images = 0;
        for (JsonNode part : message.path("content")) {
            if (part.path("type").asString("").equals("image_url")) {
                images++;
            }
        }
        return images;
    }
}
