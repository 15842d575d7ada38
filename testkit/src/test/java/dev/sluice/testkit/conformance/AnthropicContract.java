package dev.sluice.testkit.conformance;

import static dev.sluice.testkit.conformance.ClientSide.require;

import dev.sluice.testkit.conformance.Heard.Choice;
import dev.sluice.testkit.conformance.Heard.Tokens;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ReplyTerms.UsageReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What Anthropic's client libraries and Claude Code rely on. */
final class AnthropicContract implements ClientSide.Contract {
    private static final Set<String> STOPS =
            Set.of(
                    "end_turn",
                    "max_tokens",
                    "stop_sequence",
                    "tool_use",
                    "pause_turn",
                    "refusal",
                    "model_context_window_exceeded");
    private static final Set<String> FINISHES =
            Set.of("stop", "length", "tool_calls", "content_filter");

    /** It has one answer, no words for refusals, and no other reasons to stop. */
    @Override
    public Heard expected(Heard said) {
        Heard heard = said.first();
        for (Choice choice : heard.choices().values()) {
            boolean known = FINISHES.contains(choice.finish) && choice.refusal.isEmpty();
            choice.finish = known ? choice.finish : Heard.ANY;
            choice.text.append(choice.transcript);
            choice.transcript.setLength(0);
            choice.refusal.setLength(0);
            choice.calls.forEach(Choice.Call::loosen);
        }
        Tokens t = heard.usage;
        heard.usage =
                t == null
                        ? null
                        : new Tokens(t.input(), t.output(), t.cacheRead(), t.cacheWrite(), 0);
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
        require(broken, Trees.text(body, "type").equals("message"), "type");
        require(broken, Trees.text(body, "role").equals("assistant"), "role");
        require(broken, !Trees.text(body, "id").isEmpty(), "id is empty");
        require(broken, !Trees.text(body, "model").isEmpty(), "model is empty");
        require(broken, STOPS.contains(Trees.text(body, "stop_reason")), body.path("stop_reason"));
        require(broken, body.has("stop_sequence"), "stop_sequence");
        require(broken, body.path("usage").path("input_tokens").isInt(), "usage");
        require(broken, !body.path("content").isEmpty(), "content is empty");
        for (JsonNode block : Trees.list(body.path("content"))) {
            block(broken, block);
        }
        return broken;
    }

    private static void block(List<String> broken, JsonNode block) {
        switch (Trees.text(block, "type")) {
            case "text" -> require(broken, block.path("text").isString(), block);
            case "thinking" ->
                    require(
                            broken,
                            block.path("thinking").isString() && block.path("signature").isString(),
                            block);
            case "tool_use" -> {
                require(broken, Trees.text(block, "id").matches("[a-zA-Z0-9_-]+"), block);
                require(broken, !Trees.text(block, "name").isEmpty(), block);
                require(broken, block.path("input").isObject(), block);
            }
            default -> require(broken, !Trees.text(block, "type").isEmpty(), block);
        }
    }

    @Override
    public List<String> stream(List<Bodies.Piece> pieces, UsageReport report, boolean failed) {
        return new StreamCheck().check(pieces, failed);
    }

    @Override
    public List<String> error(JsonNode body, ApiError error) {
        var broken = new ArrayList<String>();
        require(broken, Trees.text(body, "type").equals("error"), "type");
        require(broken, !Trees.text(body.path("error"), "type").isEmpty(), "type of the error");
        require(broken, !Trees.text(body.path("error"), "message").isEmpty(), "message");
        return broken;
    }

    /** One pass over a stream: one block open at a time, numbered without gaps. */
    private static final class StreamCheck {
        private final List<String> broken = new ArrayList<>();
        private int blocks;
        private boolean open;
        private boolean stopped;

        List<String> check(List<Bodies.Piece> pieces, boolean failed) {
            boolean begun = false;
            String last = "";
            for (Bodies.Piece piece : pieces) {
                JsonNode event = Trees.read(piece.data());
                String type = Trees.text(event, "type");
                require(broken, piece.name().equals(type), "name and type:", piece);
                require(broken, begun || type.matches("message_start|error|ping"), "first", type);
                require(broken, !begun || !type.equals("message_start"), "begun twice");
                begun |= type.equals("message_start");
                event(type, event);
                last = type;
            }
            require(broken, last.equals(failed ? "error" : "message_stop"), "last event", last);
            return broken;
        }

        private void event(String type, JsonNode event) {
            switch (type) {
                case "message_start" -> {
                    JsonNode message = event.path("message");
                    require(broken, message.path("content").isArray(), message);
                    require(broken, message.path("usage").path("input_tokens").isInt(), message);
                    require(broken, !Trees.text(message, "id").isEmpty(), "id is empty");
                }
                case "content_block_start" -> {
                    require(broken, !open && !stopped, "a block within a block");
                    require(broken, event.path("index").asInt(-1) == blocks, "index", event);
                    open = true;
                }
                case "content_block_delta", "content_block_stop" -> {
                    require(broken, open, type, "outside a block");
                    require(broken, event.path("index").asInt(-1) == blocks, "index", event);
                    if (type.equals("content_block_stop")) {
                        open = false;
                        blocks++;
                    }
                }
                case "message_delta" -> {
                    String reason = Trees.text(event.path("delta"), "stop_reason");
                    require(broken, !open && STOPS.contains(reason), event);
                    require(broken, event.path("usage").path("output_tokens").isInt(), event);
                    stopped = true;
                }
                case "message_stop" -> require(broken, stopped, "message_stop without a reason");
                case "ping", "error" -> {}
                default -> require(broken, false, "an unknown event", event);
            }
        }
    }
}
