package dev.sluice.testkit;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The checks that the fakes of small vendors share; the caller says which code a refusal has. */
final class VendorRules {
    private VendorRules() {}

    /** Refuses members that are not in the list, and those of the list that are not there. */
    static void members(JsonNode object, String required, String optional, String code) {
        List<String> needed = words(required);
        List<String> allowed = words(optional);
        for (String name : needed) {
            if (object.path(name).isMissingNode() || object.path(name).isNull()) {
                throw VendorError.badRequest("missing member: " + name, name, code);
            }
        }
        for (String name : object.propertyNames()) {
            if (!needed.contains(name) && !allowed.contains(name)) {
                throw VendorError.badRequest("unknown member: " + name, name, code);
            }
        }
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split(" ", -1)).filter(word -> !word.isEmpty()).toList();
    }

    /** Refuses a number outside of a closed range, or something that is no number. */
    static void range(JsonNode object, String name, double low, double high) {
        JsonNode value = object.path(name);
        boolean fits =
                value.isMissingNode()
                        || (value.isNumber()
                                && value.asDouble() >= low
                                && value.asDouble() <= high);
        if (!fits) {
            throw VendorError.badRequest(name + " is out of range: " + value, name, "range");
        }
    }

    /** Refuses another content type than the one named. */
    static void contentType(Request request, String type) {
        String found = request.headers().text("content-type").toLowerCase(Locale.ROOT);
        if (!found.equals(type)) {
            throw VendorError.badRequest("content type " + found, null, "content_type");
        }
    }

    /** Puts texts in OpenAI's form, so that {@link ChatScript} can answer them. */
    static ChatScript script(String lastUserText, int before) {
        ObjectNode body = Json.object();
        var messages = body.putArray("messages");
        for (int i = 0; i < before; i++) {
            messages.addObject().put("role", "user").put("content", "before");
        }
        messages.addObject().put("role", "user").put("content", lastUserText);
        return ChatScript.of(body);
    }

    /** Three counts in the words that most vendors have for them. */
    static ObjectNode usage(ChatScript script) {
        int prompt = script.prompt();
        int completion = script.completion();
        return Json.object()
                .put("prompt_tokens", prompt)
                .put("completion_tokens", completion)
                .put("total_tokens", prompt + completion);
    }
}
