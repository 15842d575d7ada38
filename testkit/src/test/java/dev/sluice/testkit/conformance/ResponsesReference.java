package dev.sluice.testkit.conformance;

import dev.sluice.testkit.conformance.Heard.Choice;
import dev.sluice.testkit.conformance.Heard.Tokens;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** OpenAI's Responses; a stream ends with the whole response, which is what counts. */
final class ResponsesReference implements Reference {
    @Override
    public Heard whole(JsonNode body) {
        var heard = new Heard();
        if (Trees.has(body, "error") || !body.path("output").isArray()) {
            heard.failure = "an error, or no output";
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
            case "custom_tool_call" ->
                    said.call(Trees.text(item, "name"), Trees.text(item, "input"));
            case "reasoning" -> {
                for (JsonNode part : Trees.list(item.path("summary"))) {
                    said.reasoning.append(Trees.text(part, "text"));
                }
                for (JsonNode part : Trees.list(item.path("content"))) {
                    said.reasoning.append(Trees.text(part, "text"));
                }
            }
            default -> {}
        }
    }

    @Override
    public Heard stream(List<Bodies.Piece> pieces) {
        var heard = new Heard();
        heard.failure = "the stream has no end";
        for (Bodies.Piece piece : pieces) {
            JsonNode event = Trees.read(piece.data());
            switch (Trees.text(event, "type")) {
                case "response.completed", "response.incomplete" -> {
                    return whole(event.path("response"));
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
