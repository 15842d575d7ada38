package dev.sluice.testkit.conformance;

import dev.sluice.testkit.conformance.Heard.Choice;
import dev.sluice.testkit.conformance.Heard.Tokens;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Gemini's candidates, whole and in pieces; Vertex speaks the same. */
final class GeminiReference implements Reference {
    @Override
    public Heard whole(JsonNode body) {
        return stream(List.of(new Bodies.Piece("", body.toString())));
    }

    @Override
    public Heard stream(List<Bodies.Piece> pieces) {
        var heard = new Heard();
        boolean finished = false;
        for (Bodies.Piece piece : pieces) {
            JsonNode chunk = Trees.read(piece.data());
            if (Trees.has(chunk, "error")
                    || Trees.has(chunk.path("promptFeedback"), "blockReason")) {
                heard.failure = "an error or a blocked prompt";
                return heard;
            }
            int position = 0;
            for (JsonNode candidate : Trees.list(chunk.path("candidates"))) {
                Choice said = heard.choice(candidate.path("index").asInt(position++));
                for (JsonNode part : Trees.list(candidate.path("content").path("parts"))) {
                    part(said, part);
                }
                String word = Trees.text(candidate, "finishReason");
                if (!word.isEmpty()) {
                    finished = true;
                    finish(heard, said, word);
                }
            }
            Tokens tokens = usage(chunk.path("usageMetadata"));
            heard.usage = tokens == null ? heard.usage : tokens;
        }
        if (!finished) {
            heard.failure = "no candidate has finished";
        }
        return heard.settled();
    }

    private static void part(Choice said, JsonNode part) {
        if (part.path("thought").asBoolean(false)) {
            said.reasoning.append(Trees.text(part, "text"));
            return;
        }
        said.text.append(Trees.text(part, "text"));
        JsonNode call = part.path("functionCall");
        if (call.isObject()) {
            said.call(Trees.text(call, "name"), Trees.json(call.path("args")));
        }
    }

    private static void finish(Heard heard, Choice said, String word) {
        said.finish =
                switch (word) {
                    case "MAX_TOKENS", "CONTINUATION" -> "length";
                    case "SAFETY",
                            "RECITATION",
                            "BLOCKLIST",
                            "PROHIBITED_CONTENT",
                            "SPII",
                            "LANGUAGE",
                            "MODEL_ARMOR",
                            "IMAGE_SAFETY",
                            "IMAGE_PROHIBITED_CONTENT",
                            "IMAGE_RECITATION" ->
                            "content_filter";
                    default -> "stop";
                };
        boolean broken =
                List.of(
                                "MALFORMED_FUNCTION_CALL",
                                "UNEXPECTED_TOOL_CALL",
                                "TOO_MANY_TOOL_CALLS",
                                "NO_IMAGE",
                                "IMAGE_OTHER",
                                "OTHER")
                        .contains(word);
        if (broken && said.text.isEmpty() && said.calls.isEmpty()) {
            heard.failure = "finishReason " + word + " and nothing else";
        }
    }

    private static @Nullable Tokens usage(JsonNode stated) {
        if (!stated.isObject()) {
            return null;
        }
        long thought = Trees.count(stated, "thoughtsTokenCount");
        return new Tokens(
                Trees.count(stated, "promptTokenCount")
                        + Trees.count(stated, "toolUsePromptTokenCount"),
                Trees.count(stated, "candidatesTokenCount") + thought,
                Trees.count(stated, "cachedContentTokenCount"),
                0,
                thought);
    }
}
