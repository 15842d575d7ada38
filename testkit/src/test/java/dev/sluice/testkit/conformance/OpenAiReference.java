package dev.sluice.testkit.conformance;

import dev.sluice.testkit.conformance.Heard.Choice;
import dev.sluice.testkit.conformance.Heard.Tokens;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** OpenAI's chat completions and chunks, as many vendors send them. */
final class OpenAiReference implements Reference {
    @Override
    public Heard whole(JsonNode body) {
        var heard = new Heard();
        if (!body.path("choices").isArray() || Trees.has(body, "error")) {
            heard.failure = "no choices, or an error";
            return heard;
        }
        int position = 0;
        for (JsonNode choice : Trees.list(body.path("choices"))) {
            Choice said = heard.choice(choice.path("index").asInt(position++));
            JsonNode message = choice.path("message");
            message(said, message);
            for (JsonNode call : Trees.list(message.path("tool_calls"))) {
                JsonNode what = called(call);
                // Snowflake fills the list with calls of nothing.
                if (!Trees.text(what, "name").isEmpty() || !arguments(what).isEmpty()) {
                    said.call(Trees.text(what, "name"), arguments(what));
                }
            }
            finish(heard, said, choice);
            if (Trees.has(choice, "error")) {
                heard.failure = "an error in a choice";
            }
        }
        heard.usage = usage(usageOf(body));
        return heard.settled();
    }

    @Override
    public Heard stream(List<Bodies.Piece> pieces) {
        var heard = new Heard();
        var calls = new HashMap<String, Choice.Call>();
        var finished = new HashMap<Integer, Boolean>();
        boolean done = false;
        for (Bodies.Piece piece : pieces) {
            if (piece.data().startsWith("[DONE]")) {
                done = true;
                break;
            }
            JsonNode chunk = Trees.read(piece.data());
            if (!chunk.isObject() || Trees.has(chunk, "error") || piece.name().equals("error")) {
                heard.failure = "an error in the stream";
                return heard;
            }
            int position = 0;
            for (JsonNode choice : Trees.list(chunk.path("choices"))) {
                int index = choice.path("index").asInt(position++);
                Choice said = heard.choice(index);
                JsonNode delta = choice.path("delta");
                message(said, delta);
                for (JsonNode call : Trees.list(delta.path("tool_calls"))) {
                    fragment(said, calls, index, call);
                }
                finish(heard, said, choice);
                finished.merge(
                        index, !Trees.text(choice, "finish_reason").isEmpty(), (a, b) -> a || b);
            }
            Tokens tokens = usage(usageOf(chunk));
            heard.usage = tokens == null ? heard.usage : tokens;
        }
        // OpenAI's audio models end with usage and [DONE], and give no reason.
        boolean ended = done && heard.usage != null;
        if (finished.isEmpty() || (finished.containsValue(false) && !ended)) {
            heard.failure = "the stream has no end";
        }
        return heard.settled();
    }

    /** Moonshot and Groq have other places for it. */
    private static JsonNode usageOf(JsonNode body) {
        JsonNode usage = body.path("usage");
        if (!usage.isObject()) {
            usage = body.path("x_groq").path("usage");
        }
        return usage.isObject() ? usage : body.path("choices").path(0).path("usage");
    }

    private static void message(Choice said, JsonNode message) {
        content(said, message.path("content"));
        String thought = Trees.text(message, "reasoning_content");
        if (thought.isEmpty()) {
            thought = Trees.text(message, "reasoning");
        }
        // Beside a member for the text, the details repeat it; an empty one says that it was told.
        boolean told = message.path("reasoning_content").isString();
        if (thought.isEmpty() && !told) {
            for (JsonNode detail : Trees.list(message.path("reasoning_details"))) {
                thought += Trees.text(detail, "text") + Trees.text(detail, "summary");
            }
        }
        said.reasoning.append(thought);
        said.refusal.append(Trees.text(message, "refusal"));
        said.transcript.append(Trees.text(message.path("audio"), "transcript"));
        JsonNode legacy = message.path("function_call");
        if (!Trees.text(legacy, "name").isEmpty()) {
            said.call(Trees.text(legacy, "name"), "");
        }
        if (legacy.isObject() && !said.calls.isEmpty()) {
            said.calls.getLast().arguments.append(arguments(legacy));
        }
    }

    private static void content(Choice said, JsonNode content) {
        if (content.isString()) {
            said.text.append(content.asString());
        }
        for (JsonNode part : Trees.list(content)) {
            said.text.append(part.isString() ? part.asString() : Trees.text(part, "text"));
            for (JsonNode thought : Trees.list(part.path("thinking"))) {
                said.reasoning.append(Trees.text(thought, "text"));
            }
        }
    }

    private static void fragment(
            Choice said, Map<String, Choice.Call> calls, int choice, JsonNode call) {
        String key = choice + "/" + call.path("index");
        String id = Trees.text(call, "id");
        JsonNode what = called(call);
        Choice.Call known = calls.get(key);
        boolean other = !id.isEmpty() && known != calls.get(key + id);
        boolean unnumbered = !Trees.has(call, "index") && !Trees.text(what, "name").isEmpty();
        if (known == null || other || unnumbered) {
            if (Trees.text(what, "name").isEmpty() && arguments(what).isEmpty()) {
                return;
            }
            known = said.call(Trees.text(what, "name"), "");
            calls.put(key, known);
            calls.put(key + id, known);
        }
        known.arguments.append(arguments(what));
    }

    private static JsonNode called(JsonNode call) {
        return call.path("function").isObject() ? call.path("function") : call.path("custom");
    }

    private static String arguments(JsonNode what) {
        JsonNode arguments = what.has("input") ? what.path("input") : what.path("arguments");
        return arguments.isString()
                ? arguments.asString()
                : arguments.isNull() ? "" : Trees.json(arguments);
    }

    private static void finish(Heard heard, Choice said, JsonNode choice) {
        String word = Trees.text(choice, "finish_reason");
        if (word.isEmpty() || word.equals("null") || !said.finish.isEmpty()) {
            return;
        }
        said.finish =
                switch (word) {
                    case "eos", "end_turn", "stop_sequence", "normal", "finish" -> "stop";
                    case "max_tokens", "model_length" -> "length";
                    case "tool_use", "tool_call", "function_call" -> "tool_calls";
                    case "safety" -> "content_filter";
                    default -> word;
                };
        if (List.of("error", "network_error", "insufficient_system_resource").contains(word)) {
            heard.failure = "finish_reason " + word;
        }
    }

    /** Sorts out who counts what into which number, by the sum that the vendor states. */
    private static @Nullable Tokens usage(JsonNode stated) {
        if (!stated.isObject()) {
            return null;
        }
        long prompt = Trees.count(stated, "prompt_tokens");
        long completion = Trees.count(stated, "completion_tokens");
        long total = Trees.count(stated, "total_tokens");
        long reasoning =
                Math.max(
                        Trees.count(stated, "reasoning_tokens"),
                        Math.max(
                                Trees.count(
                                        stated, "completion_tokens_details", "reasoning_tokens"),
                                Trees.count(
                                        stated, "completion_token_details", "reasoning_tokens")));
        long audio = Trees.count(stated, "prompt_tokens_details", "audio_tokens");
        long spoken = Trees.count(stated, "completion_tokens_details", "audio_tokens");
        long cached = cached(stated);
        long written = Trees.count(stated, "prompt_tokens_details", "cache_write_tokens");
        if (cached > prompt) {
            prompt += cached;
        } else if (audio > 0 && total == prompt + audio + completion) {
            prompt += audio;
        }
        boolean beside =
                reasoning > 0
                        && (total == prompt + completion + reasoning
                                || (total == 0 && reasoning > completion));
        completion += beside ? reasoning : 0;
        return new Tokens(
                prompt, completion, cached, written, Math.min(reasoning, completion - spoken));
    }

    private static long cached(JsonNode stated) {
        long cached = Trees.count(stated, "prompt_tokens_details", "cached_tokens");
        for (String name :
                List.of("prompt_cache_hit_tokens", "cached_tokens", "num_cached_tokens")) {
            cached = Math.max(cached, Trees.count(stated, name));
        }
        return cached;
    }
}
