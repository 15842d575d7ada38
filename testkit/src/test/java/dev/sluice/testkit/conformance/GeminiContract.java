package dev.sluice.testkit.conformance;

import static dev.sluice.testkit.conformance.ClientSide.require;

import dev.sluice.testkit.conformance.Heard.Choice;
import dev.sluice.testkit.conformance.Heard.Tokens;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ReplyTerms.UsageReport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What Google's client libraries and Gemini CLI rely on. */
final class GeminiContract implements ClientSide.Contract {
    private static final Set<String> FINISHES =
            Set.of("stop", "length", "tool_calls", "content_filter");

    /** It has no words for refusals, cache writes and other reasons to stop. */
    @Override
    public Heard expected(Heard said) {
        Heard heard = said.copy();
        for (Choice choice : heard.choices().values()) {
            boolean known = FINISHES.contains(choice.finish);
            boolean callless = choice.finish.equals("tool_calls") && choice.calls.isEmpty();
            choice.finish = known && !callless ? choice.finish : Heard.ANY;
            choice.text.append(choice.refusal);
            choice.refusal.setLength(0);
            choice.transcript.setLength(0);
            choice.calls.forEach(Choice.Call::loosen);
        }
        Tokens t = heard.usage;
        heard.usage =
                t == null
                        ? null
                        : new Tokens(t.input(), t.output(), t.cacheRead(), 0, t.reasoning());
        return heard;
    }

    @Override
    public Heard received(Heard read) {
        return expected(read);
    }

    @Override
    public boolean alwaysMeters() {
        return true;
    }

    @Override
    public List<String> whole(JsonNode body) {
        var broken = new ArrayList<String>();
        candidates(broken, body);
        for (JsonNode candidate : Trees.list(body.path("candidates"))) {
            require(broken, !Trees.text(candidate, "finishReason").isEmpty(), "finishReason");
        }
        require(broken, !Trees.text(body, "modelVersion").isEmpty(), "modelVersion");
        require(broken, !Trees.text(body, "responseId").isEmpty(), "responseId");
        return broken;
    }

    private static void candidates(List<String> broken, JsonNode body) {
        for (JsonNode candidate : Trees.list(body.path("candidates"))) {
            JsonNode content = candidate.path("content");
            require(broken, Trees.text(content, "role").equals("model"), "role", candidate);
            for (JsonNode part : Trees.list(content.path("parts"))) {
                require(broken, part.isObject() && !part.isEmpty(), "an empty part");
                JsonNode call = part.path("functionCall");
                require(
                        broken,
                        call.isMissingNode()
                                || (!Trees.text(call, "name").isEmpty()
                                        && (!call.has("args") || call.path("args").isObject())),
                        part);
            }
        }
    }

    @Override
    public List<String> stream(List<Bodies.Piece> pieces, UsageReport report, boolean failed) {
        var broken = new ArrayList<String>();
        Set<Integer> open = new HashSet<>();
        Set<Integer> finished = new HashSet<>();
        int errors = 0;
        for (Bodies.Piece piece : pieces) {
            JsonNode chunk = Trees.read(piece.data());
            require(broken, piece.name().isEmpty() && chunk.isObject(), "no chunk:", piece);
            require(broken, errors == 0, "a chunk after the error");
            errors += chunk.has("error") ? 1 : 0;
            candidates(broken, chunk);
            for (JsonNode candidate : Trees.list(chunk.path("candidates"))) {
                int index = candidate.path("index").asInt(0);
                require(broken, !finished.contains(index), "a chunk after the finish");
                open.add(index);
                if (!Trees.text(candidate, "finishReason").isEmpty()) {
                    finished.add(index);
                }
            }
        }
        require(broken, errors == (failed ? 1 : 0), "errors:", errors);
        require(broken, failed || finished.equals(open), "a candidate is not finished");
        return broken;
    }

    @Override
    public List<String> error(JsonNode body, ApiError error) {
        var broken = new ArrayList<String>();
        JsonNode inside = body.path("error");
        require(broken, inside.path("code").isInt(), "code");
        require(broken, !Trees.text(inside, "message").isEmpty(), "message");
        require(broken, Trees.text(inside, "status").matches("[A-Z_]+"), "status");
        return broken;
    }
}
