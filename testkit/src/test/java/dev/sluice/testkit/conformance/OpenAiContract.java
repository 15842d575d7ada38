package dev.sluice.testkit.conformance;

import static dev.sluice.testkit.conformance.ClientSide.require;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ReplyTerms.UsageReport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What OpenAI's client libraries, the strictest of them, rely on. */
final class OpenAiContract implements ClientSide.Contract {
    private static final List<String> ERROR = List.of("message", "type", "param", "code");

    @Override
    public Heard expected(Heard said) {
        return said;
    }

    @Override
    public Heard received(Heard read) {
        return read;
    }

    @Override
    public boolean alwaysMeters() {
        return false;
    }

    @Override
    public List<String> whole(JsonNode body) {
        var broken = new ArrayList<String>();
        require(broken, Trees.text(body, "object").equals("chat.completion"), "object");
        require(broken, !Trees.text(body, "id").isEmpty(), "id is empty");
        require(broken, !Trees.text(body, "model").isEmpty(), "model is empty");
        require(broken, Trees.count(body, "created") > 0, "created is 0");
        require(broken, !body.has("error"), "a member error");
        for (JsonNode choice : Trees.list(body.path("choices"))) {
            JsonNode message = choice.path("message");
            require(broken, choice.path("index").isInt(), "index of a choice");
            require(broken, Trees.text(message, "role").equals("assistant"), "role");
            require(broken, message.has("content") && message.has("refusal"), "content or refusal");
            require(broken, choice.path("finish_reason").isString(), "finish_reason");
            require(broken, choice.has("logprobs"), "logprobs");
            for (JsonNode call : Trees.list(message.path("tool_calls"))) {
                require(broken, !Trees.text(call, "id").isEmpty(), "id of a call");
                require(broken, !Trees.text(call, "type").isEmpty(), "type of a call");
                require(
                        broken,
                        call.at("/function/arguments").isString() || call.has("custom"),
                        call);
            }
        }
        return broken;
    }

    @Override
    public List<String> stream(List<Bodies.Piece> pieces, UsageReport report, boolean failed) {
        return new StreamCheck(report, failed).check(pieces);
    }

    @Override
    public List<String> error(JsonNode body, ApiError error) {
        var broken = new ArrayList<String>();
        JsonNode inside = body.path("error");
        require(broken, inside.isObject(), "no error object");
        inside.propertyNames().retainAll(ERROR);
        require(broken, ERROR.stream().allMatch(inside::has), "members", inside.propertyNames());
        require(broken, Trees.text(inside, "message").equals(error.message()), "message");
        require(broken, Trees.text(inside, "type").equals(error.type()), "type");
        return broken;
    }

    /** One pass over a stream. */
    private static final class StreamCheck {
        private final UsageReport report;
        private final boolean failed;
        private final List<String> broken = new ArrayList<>();
        private final Set<Integer> open = new HashSet<>();
        private final Set<Integer> finished = new HashSet<>();
        private final Map<String, Integer> calls = new HashMap<>();
        private String identity = "";
        private int usages;
        private int errors;

        StreamCheck(UsageReport report, boolean failed) {
            this.report = report;
            this.failed = failed;
        }

        List<String> check(List<Bodies.Piece> pieces) {
            if (pieces.isEmpty() || !pieces.getLast().data().equals("[DONE]")) {
                return List.of("[DONE] is not the last event");
            }
            for (Bodies.Piece piece : pieces.subList(0, pieces.size() - 1)) {
                require(broken, piece.name().isEmpty(), "an event has a name");
                JsonNode chunk = Trees.read(piece.data());
                require(broken, chunk.isObject(), "no JSON object:", piece.data());
                require(broken, usages == 0 && errors == 0, "a chunk after usage or error");
                if (chunk.has("error")) {
                    errors++;
                    JsonNode error = chunk.path("error");
                    require(broken, ERROR.stream().allMatch(error::has), "error", error);
                } else {
                    chunk(chunk);
                }
            }
            require(broken, errors == (failed ? 1 : 0), "error events:", errors);
            require(broken, failed || finished.equals(open), "a choice is not finished");
            return broken;
        }

        private void chunk(JsonNode chunk) {
            String mine =
                    chunk.path("id") + "/" + chunk.path("created") + "/" + chunk.path("model");
            require(broken, identity.isEmpty() || identity.equals(mine), "identity", mine);
            identity = mine;
            require(broken, !Trees.text(chunk, "id").isEmpty(), "id is empty");
            require(broken, Trees.count(chunk, "created") > 0, "created is 0");
            require(
                    broken,
                    Trees.text(chunk, "object").equals("chat.completion.chunk"),
                    "object of a chunk");
            List<JsonNode> choices = Trees.list(chunk.path("choices"));
            if (choices.isEmpty()) {
                usages++;
                require(broken, report == UsageReport.WANTED, "usage was not asked for");
                require(broken, Trees.has(chunk, "usage"), "a chunk without choices or usage");
                return;
            }
            require(broken, !Trees.has(chunk, "usage"), "usage beside choices");
            choices.forEach(this::choice);
        }

        private void choice(JsonNode choice) {
            JsonNode delta = choice.path("delta");
            require(broken, choice.path("index").isInt(), "index of a choice");
            int index = choice.path("index").asInt(0);
            boolean first = open.add(index);
            require(broken, !finished.contains(index), "a chunk after the finish");
            require(broken, choice.has("finish_reason"), "no finish_reason");
            require(
                    broken,
                    first == Trees.text(delta, "role").equals("assistant"),
                    "role first and once");
            require(
                    broken,
                    !first || delta.path("content").isString() || delta.has("tool_calls"),
                    "content of the first chunk");
            boolean silent = delta.has("tool_calls") || delta.has("function_call");
            boolean ends = choice.path("finish_reason").isString();
            require(
                    broken,
                    silent || ends || delta.path("content").isString(),
                    "content is no string:",
                    delta);
            require(broken, !delta.path("tool_calls").isEmpty() || !delta.has("tool_calls"), "[]");
            for (JsonNode call : Trees.list(delta.path("tool_calls"))) {
                call(index, call);
            }
            if (ends) {
                finished.add(index);
            }
        }

        private void call(int choice, JsonNode call) {
            String key = choice + "/" + call.path("index").asInt(-1);
            JsonNode function = call.path("function");
            if (calls.putIfAbsent(key, 0) == null) {
                long before =
                        calls.keySet().stream().filter(k -> k.startsWith(choice + "/")).count();
                require(
                        broken,
                        call.path("index").asInt(-1) == before - 1,
                        "index of a call",
                        call);
                require(broken, !Trees.text(call, "id").isEmpty(), "id of a call");
                require(broken, !Trees.text(call, "type").isEmpty(), "type of a call");
            } else {
                require(broken, !call.has("id") && !function.has("name"), "repeated", call);
            }
            require(
                    broken,
                    function.path("arguments").isString() || call.has("custom"),
                    "arguments",
                    call);
        }
    }
}
