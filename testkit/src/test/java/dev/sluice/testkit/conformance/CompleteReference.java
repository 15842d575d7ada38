package dev.sluice.testkit.conformance;

import dev.sluice.testkit.conformance.Heard.Choice;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Anthropic's legacy text completions. */
final class CompleteReference implements Reference {
    @Override
    public Heard whole(JsonNode body) {
        return stream(List.of(new Bodies.Piece("completion", body.toString())));
    }

    @Override
    public Heard stream(List<Bodies.Piece> pieces) {
        var heard = new Heard();
        Choice said = heard.choice(0);
        heard.failure = "the stream has no end";
        for (Bodies.Piece piece : pieces) {
            JsonNode event = Trees.read(piece.data());
            said.text.append(Trees.text(event, "completion"));
            String word = Trees.text(event, "stop_reason");
            if (!word.isEmpty()) {
                heard.failure = null;
                said.finish = word.equals("max_tokens") ? "length" : "stop";
            }
        }
        return heard.settled();
    }
}
