package dev.sluice.testkit.conformance;

import dev.sluice.testkit.conformance.Heard.Choice;
import dev.sluice.testkit.conformance.Heard.Tokens;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** OpenAI's Responses; a stream ends with the whole response, which is what counts. */
final class ResponsesReference implements Reference {
    @Override
    public Heard whole(JsonNode body) {
        var heard = new Heard();
        boolean waits = Trees.text(body, "status").matches("queued|in_progress|cancelled|failed");
        if (waits || Trees.has(body, "error") || !body.path("output").isArray()) {
            heard.failure = "an error, or no answer yet";
            return heard;
        }
        Choice said = heard.choice(0);
        for (JsonNode item : Trees.list(body.path("output"))) {
            item(said, item);
        }
        said.finish =
                switch (Trees.text(body.path("incomplete_details"), "reason")) {
                    case "max_output_tokens" -> "length";
                    case "content_filter" -> "content_filter";
                    default -> "stop";
                };
        JsonNode usage = body.path("usage");
        if (usage.isObject()) {
            heard.usage =
                    new Tokens(
                            Trees.count(usage, "input_tokens"),
                            Trees.count(usage, "output_tokens"),
                            Trees.count(usage, "input_tokens_details", "cached_tokens"),
                            Trees.count(usage, "input_tokens_details", "cache_write_tokens"),
                            Trees.count(usage, "output_tokens_details", "reasoning_tokens"));
        }
        return heard.settled();
    }

    private static void item(Choice said, JsonNode item) {
        switch (Trees.text(item, "type")) {
            case "message" -> {
                for (JsonNode part : Trees.list(item.path("content"))) {
                    said.text.append(Trees.text(part, "text"));
                    said.refusal.append(Trees.text(part, "refusal"));
                }
            }
            case "function_call" ->
                    said.call(Trees.text(item, "name"), Trees.text(item, "arguments"));
            case "custom_tool_call" -> {
                // xAI runs those with such an id itself.
                if (!Trees.text(item, "call_id").startsWith("xs_call")) {
                    said.call(Trees.text(item, "name"), Trees.text(item, "input"));
                }
            }
            case "reasoning" -> {
                Trees.list(item.path("summary")).forEach(part -> thought(said, part));
                Trees.list(item.path("content")).forEach(part -> thought(said, part));
            }
            default -> {}
        }
    }

    /** Parts are paragraphs. */
    private static void thought(Choice said, JsonNode part) {
        String text = Trees.text(part, "text");
        if (!text.isEmpty()) {
            said.reasoning.append(said.reasoning.isEmpty() ? "" : "\n\n").append(text);
        }
    }

    @Override
    public Heard stream(List<Bodies.Piece> pieces) {
        var heard = new Heard();
        heard.failure = "the stream has no end";
        ArrayNode items = JsonNodeFactory.instance.arrayNode();
        for (Bodies.Piece piece : pieces) {
            JsonNode event = Trees.read(piece.data());
            switch (Trees.text(event, "type")) {
                case "response.output_item.done" -> items.add(event.path("item"));
                // Codex' own server leaves the items out of the whole.
                case "response.completed", "response.incomplete" -> {
                    JsonNode response = event.path("response").deepCopy();
                    if (response instanceof ObjectNode whole && !items.isEmpty()) {
                        whole.set("output", items);
                    }
                    return whole(response);
                }
                case "response.failed", "error" -> {
                    return heard;
                }
                default -> {}
            }
        }
        return heard;
    }
}
