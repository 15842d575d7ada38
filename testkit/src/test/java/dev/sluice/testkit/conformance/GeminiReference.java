package dev.sluice.testkit.conformance;

import dev.sluice.testkit.conformance.Heard.Choice;
import dev.sluice.testkit.conformance.Heard.Tokens;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Gemini's candidates, whole and in pieces; Vertex speaks the same. */
final class GeminiReference implements Reference {
    private static final String UNFINISHED = "no candidate has finished";

    @Override
    public Heard whole(JsonNode body) {
        Heard heard = stream(List.of(new Bodies.Piece("", body.toString())));
        // Some have no finishReason; a whole answer is over all the same.
        if (UNFINISHED.equals(heard.failure) && !body.path("candidates").isEmpty()) {
            heard.failure = null;
        }
        return heard;
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
                String word = finishReason(candidate);
                if (!word.isEmpty()) {
                    finished = true;
                    finish(heard, said, word);
                }
            }
            Tokens tokens = usage(chunk.path("usageMetadata"));
            heard.usage = tokens == null ? heard.usage : tokens;
        }
        if (!finished && heard.failure == null) {
            heard.failure = UNFINISHED;
        }
        return heard.settled();
    }

    // The numbers of the protocol's enumeration, as some clients record them.
    private static String finishReason(JsonNode candidate) {
        JsonNode word = candidate.path("finishReason");
        if (!word.isInt()) {
            return Trees.text(candidate, "finishReason");
        }
        return switch (word.asInt()) {
            case 1 -> "STOP";
            case 2 -> "MAX_TOKENS";
            case 3 -> "SAFETY";
            case 4 -> "RECITATION";
            default -> "OTHER";
        };
    }

    private static void part(Choice said, JsonNode part) {
        if (part.path("thought").asBoolean(false)) {
            said.reasoning.append(Trees.text(part, "text"));
            return;
        }
        said.text.append(Trees.text(part, "text"));
        code(said, part);
        JsonNode call = part.path("functionCall");
        if (Trees.has(call, "name")) {
            said.call(Trees.text(call, "name"), Trees.json(call.path("args")));
        }
        for (JsonNode piece : Trees.list(call.path("partialArgs"))) {
            said.calls.getLast().add(piece);
        }
    }

    /** What the model ran and what came of it stands in the text, fenced. */
    private static void code(Choice said, JsonNode part) {
        JsonNode code = part.path("executableCode");
        if (code.isObject()) {
            String language = Trees.text(code, "language").toLowerCase(Locale.ROOT);
            fence(said, language, Trees.text(code, "code"));
        }
        JsonNode result = part.path("codeExecutionResult");
        if (result.isObject()) {
            fence(said, "", Trees.text(result, "output"));
        }
    }

    private static void fence(Choice said, String language, String text) {
        String end = text.endsWith("\n") ? "" : "\n";
        said.text.append("```").append(language).append('\n').append(text).append(end);
        said.text.append("```\n");
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
