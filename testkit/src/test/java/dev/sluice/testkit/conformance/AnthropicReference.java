package dev.sluice.testkit.conformance;

import dev.sluice.testkit.conformance.Heard.Choice;
import dev.sluice.testkit.conformance.Heard.Tokens;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Anthropic's messages and their events. */
final class AnthropicReference implements Reference {
    @Override
    public Heard whole(JsonNode body) {
        var heard = new Heard();
        if (!body.path("content").isArray()) {
            heard.failure = "no content";
            return heard;
        }
        Choice said = heard.choice(0);
        for (JsonNode block : Trees.list(body.path("content"))) {
            switch (Trees.text(block, "type")) {
                case "text" -> said.text.append(Trees.text(block, "text"));
                case "thinking" -> said.reasoning.append(Trees.text(block, "thinking"));
                case "tool_use" ->
                        said.call(Trees.text(block, "name"), Trees.json(block.path("input")));
                default -> {}
            }
        }
        said.finish = finish(Trees.text(body, "stop_reason"));
        heard.usage = usage(body.path("usage"));
        return heard.settled();
    }

    @Override
    public Heard stream(List<Bodies.Piece> pieces) {
        var heard = new Heard();
        Choice said = heard.choice(0);
        Map<Integer, Choice.Call> calls = new HashMap<>();
        ObjectNode usage = JsonNodeFactory.instance.objectNode();
        heard.failure = "the stream has no end";
        for (Bodies.Piece piece : pieces) {
            JsonNode event = Trees.read(piece.data());
            int index = event.path("index").asInt(0);
            switch (Trees.text(event, "type")) {
                case "message_start" -> merge(usage, event.path("message").path("usage"));
                case "content_block_start" -> {
                    JsonNode block = event.path("content_block");
                    said.text.append(Trees.text(block, "text"));
                    said.reasoning.append(Trees.text(block, "thinking"));
                    if (Trees.text(block, "type").equals("tool_use")) {
                        JsonNode input = block.path("input");
                        String begun = input.isObject() && !input.isEmpty() ? input.toString() : "";
                        calls.put(index, said.call(Trees.text(block, "name"), begun));
                    }
                }
                case "content_block_delta" -> {
                    JsonNode delta = event.path("delta");
                    said.text.append(Trees.text(delta, "text"));
                    said.reasoning.append(Trees.text(delta, "thinking"));
                    Choice.Call call = calls.get(index);
                    if (call != null) {
                        call.arguments.append(Trees.text(delta, "partial_json"));
                    }
                }
                case "message_delta" -> {
                    merge(usage, event.path("usage"));
                    String word = Trees.text(event.path("delta"), "stop_reason");
                    said.finish = word.isEmpty() ? said.finish : finish(word);
                }
                case "message_stop" -> heard.failure = null;
                case "error" -> {
                    heard.failure = "an error event";
                    return heard;
                }
                default -> {}
            }
        }
        heard.usage = usage.isEmpty() ? null : usage(usage);
        return heard.settled();
    }

    /** The counts of a later event replace those of an earlier one where they are stated. */
    private static void merge(ObjectNode all, JsonNode stated) {
        stated.properties()
                .forEach(member -> {
                    if (!member.getValue().isNull()) {
                        all.set(member.getKey(), member.getValue());
                    }
                });
    }

    private static String finish(String word) {
        return switch (word) {
            case "end_turn", "stop_sequence", "pause_turn", "compaction", "" -> "stop";
            case "max_tokens", "model_context_window_exceeded" -> "length";
            case "tool_use" -> "tool_calls";
            case "refusal" -> "content_filter";
            default -> word;
        };
    }

    @org.jspecify.annotations.Nullable
    private static Tokens usage(JsonNode stated) {
        if (!stated.isObject()) {
            return null;
        }
        long read = Trees.count(stated, "cache_read_input_tokens");
        long written = Trees.count(stated, "cache_creation_input_tokens");
        return new Tokens(
                Trees.count(stated, "input_tokens") + read + written,
                Trees.count(stated, "output_tokens"),
                read,
                written,
                Trees.count(stated, "output_tokens_details", "thinking_tokens"));
    }
}
