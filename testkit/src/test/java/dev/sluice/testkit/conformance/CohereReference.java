package dev.sluice.testkit.conformance;

import dev.sluice.testkit.conformance.Heard.Choice;
import dev.sluice.testkit.conformance.Heard.Tokens;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Cohere's chat, version 2. */
final class CohereReference implements Reference {
    @Override
    public Heard whole(JsonNode body) {
        var heard = new Heard();
        JsonNode message = body.path("message");
        if (!message.isObject()) {
            heard.failure = "no message";
            return heard;
        }
        Choice said = heard.choice(0);
        said.reasoning.append(Trees.text(message, "tool_plan"));
        for (JsonNode block : Trees.list(message.path("content"))) {
            said.text.append(Trees.text(block, "text"));
            said.reasoning.append(Trees.text(block, "thinking"));
        }
        for (JsonNode call : Trees.list(message.path("tool_calls"))) {
            JsonNode function = call.path("function");
            said.call(Trees.text(function, "name"), Trees.text(function, "arguments"));
        }
        finish(heard, said, Trees.text(body, "finish_reason"));
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
            JsonNode message = event.path("delta").path("message");
            int index = event.path("index").asInt(0);
            switch (Trees.text(event, "type")) {
                case "content-start", "content-delta" -> {
                    said.text.append(Trees.text(message.path("content"), "text"));
                    said.reasoning.append(Trees.text(message.path("content"), "thinking"));
                }
                case "tool-plan-delta" -> said.reasoning.append(Trees.text(message, "tool_plan"));
                case "tool-call-start", "tool-call-delta" -> {
                    JsonNode function = message.path("tool_calls").path("function");
                    Choice.Call call = calls.get(index);
                    if (call == null) {
                        call = said.call(Trees.text(function, "name"), "");
                        calls.put(index, call);
                    }
                    call.arguments.append(Trees.text(function, "arguments"));
                }
                case "message-end" -> {
                    heard.failure = null;
                    finish(heard, said, Trees.text(event.path("delta"), "finish_reason"));
                    heard.usage = usage(event.path("delta").path("usage"));
                }
                default -> {}
            }
        }
        return heard.settled();
    }

    private static void finish(Heard heard, Choice said, String word) {
        said.finish =
                switch (word) {
                    case "COMPLETE", "STOP_SEQUENCE", "" -> "stop";
                    case "MAX_TOKENS" -> "length";
                    case "TOOL_CALL" -> "tool_calls";
                    case "ERROR_TOXIC" -> "content_filter";
                    default -> word;
                };
        if (word.equals("ERROR") || word.equals("TIMEOUT")) {
            heard.failure = "finish_reason " + word;
        }
    }

    private static @Nullable Tokens usage(JsonNode stated) {
        if (!stated.isObject()) {
            return null;
        }
        JsonNode counts =
                Trees.has(stated, "tokens") ? stated.path("tokens") : stated.path("billed_units");
        return new Tokens(
                Trees.count(counts, "input_tokens"),
                Trees.count(counts, "output_tokens"),
                Trees.count(stated, "cached_tokens"),
                0,
                Trees.count(counts, "reasoning_tokens"));
    }
}
