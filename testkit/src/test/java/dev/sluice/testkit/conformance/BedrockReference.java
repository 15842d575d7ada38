package dev.sluice.testkit.conformance;

import dev.sluice.testkit.conformance.Heard.Choice;
import dev.sluice.testkit.conformance.Heard.Tokens;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Bedrock's Converse and ConverseStream. */
final class BedrockReference implements Reference {
    @Override
    public Heard whole(JsonNode body) {
        var heard = new Heard();
        JsonNode content = body.path("output").path("message").path("content");
        if (!body.path("output").isObject()) {
            heard.failure = "no output";
            return heard;
        }
        Choice said = heard.choice(0);
        for (JsonNode block : Trees.list(content)) {
            said.text.append(Trees.text(block, "text"));
            for (JsonNode cited : Trees.list(block.path("citationsContent").path("content"))) {
                said.text.append(Trees.text(cited, "text"));
            }
            JsonNode thought = block.path("reasoningContent").path("reasoningText");
            said.reasoning.append(Trees.text(thought, "text"));
            JsonNode call = block.path("toolUse");
            // A server_tool_use was made and answered by the vendor itself.
            if (call.isObject() && !Trees.text(call, "type").equals("server_tool_use")) {
                said.call(Trees.text(call, "name"), Trees.json(call.path("input")));
            }
        }
        finish(heard, said, Trees.text(body, "stopReason"));
        heard.usage = usage(body.path("usage"));
        return heard.settled();
    }

    @Override
    public Heard stream(List<Bodies.Piece> pieces) {
        var heard = new Heard();
        Choice said = heard.choice(0);
        Map<Integer, Choice.Call> calls = new HashMap<>();
        heard.failure = "the stream has no end";
        for (Bodies.Piece piece : pieces) {
            JsonNode event = Trees.read(piece.data());
            int index = event.path("contentBlockIndex").asInt(0);
            switch (piece.name()) {
                case "contentBlockStart" -> {
                    JsonNode call = event.path("start").path("toolUse");
                    if (call.isObject() && !Trees.text(call, "type").equals("server_tool_use")) {
                        calls.put(index, said.call(Trees.text(call, "name"), ""));
                    }
                }
                case "contentBlockDelta" -> {
                    JsonNode delta = event.path("delta");
                    said.text.append(Trees.text(delta, "text"));
                    said.reasoning.append(Trees.text(delta.path("reasoningContent"), "text"));
                    Choice.Call call = calls.get(index);
                    if (call != null) {
                        call.arguments.append(Trees.text(delta.path("toolUse"), "input"));
                    }
                }
                case "messageStop" -> {
                    heard.failure = null;
                    finish(heard, said, Trees.text(event, "stopReason"));
                }
                case "metadata" -> heard.usage = usage(event.path("usage"));
                default -> {
                    if (piece.name().endsWith("Exception")) {
                        heard.failure = piece.name();
                        return heard;
                    }
                }
            }
        }
        return heard.settled();
    }

    private static void finish(Heard heard, Choice said, String word) {
        said.finish =
                switch (word) {
                    case "max_tokens", "model_context_window_exceeded" -> "length";
                    case "tool_use" -> "tool_calls";
                    case "guardrail_intervened", "content_filtered" -> "content_filter";
                    case "end_turn", "stop_sequence", "" -> "stop";
                    default -> word;
                };
        if (word.startsWith("malformed_") && said.text.isEmpty() && said.calls.isEmpty()) {
            heard.failure = "stopReason " + word;
        }
    }

    private static @Nullable Tokens usage(JsonNode stated) {
        if (!stated.isObject()) {
            return null;
        }
        long read = Trees.count(stated, "cacheReadInputTokens");
        long written = Trees.count(stated, "cacheWriteInputTokens");
        return new Tokens(
                Trees.count(stated, "inputTokens") + read + written,
                Trees.count(stated, "outputTokens"),
                read,
                written,
                0);
    }
}
