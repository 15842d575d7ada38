package dev.sluice.testkit.conformance;

import dev.sluice.testkit.conformance.Heard.Choice;
import dev.sluice.testkit.conformance.Heard.Tokens;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Ollama's own chat, whole and as lines. */
final class OllamaReference implements Reference {
    @Override
    public Heard whole(JsonNode body) {
        return stream(List.of(new Bodies.Piece("", body.toString())));
    }

    @Override
    public Heard stream(List<Bodies.Piece> pieces) {
        var heard = new Heard();
        Choice said = heard.choice(0);
        heard.failure = "the stream has no end";
        for (Bodies.Piece piece : pieces) {
            JsonNode line = Trees.read(piece.data());
            if (Trees.has(line, "error")) {
                heard.failure = "an error line";
                return heard;
            }
            JsonNode message = line.path("message");
            said.text.append(Trees.text(message, "content"));
            said.reasoning.append(Trees.text(message, "thinking"));
            for (JsonNode call : Trees.list(message.path("tool_calls"))) {
                JsonNode function = call.path("function");
                said.call(Trees.text(function, "name"), Trees.json(function.path("arguments")));
            }
            if (line.path("done").asBoolean(false)) {
                heard.failure = null;
                said.finish = Trees.text(line, "done_reason").equals("length") ? "length" : "stop";
                if (Trees.has(line, "eval_count") || Trees.has(line, "prompt_eval_count")) {
                    heard.usage =
                            new Tokens(
                                    Trees.count(line, "prompt_eval_count"),
                                    Trees.count(line, "eval_count"),
                                    0,
                                    0,
                                    0);
                }
            }
        }
        return heard.settled();
    }
}
