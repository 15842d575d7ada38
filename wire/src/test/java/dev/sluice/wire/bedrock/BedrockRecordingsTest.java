package dev.sluice.wire.bedrock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.Recorded;
import dev.sluice.wire.Tree;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.ReplyBuilder;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.frames.Frames;
import dev.sluice.wire.frames.Framing;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every recorded Converse answer says in the hub what an independent reading finds in it. */
class BedrockRecordingsTest {
    private final BedrockDialect dialect = new BedrockDialect();

    /** What an answer says, as one comparable text. */
    private static final class Said {
        private final StringBuilder text = new StringBuilder();
        private final StringBuilder thought = new StringBuilder();
        private final List<@Nullable Object> calls = new ArrayList<>();
        private String stop = "";
        private long input;
        private long output;

        String shown() {
            return text + "|" + thought + "|" + calls + "|" + stop + "|" + input + "+" + output;
        }

        void usage(Map<String, @Nullable Object> usage) {
            input =
                    count(usage, "inputTokens")
                            + count(usage, "cacheReadInputTokens")
                            + count(usage, "cacheWriteInputTokens");
            output = count(usage, "outputTokens");
        }

        private static long count(Map<String, @Nullable Object> usage, String name) {
            return usage.get(name) instanceof Number n ? n.longValue() : 0;
        }

        void stopped(@Nullable Object word) {
            stop =
                    switch (String.valueOf(word)) {
                        case "tool_use" -> "TOOL_CALLS";
                        case "max_tokens" -> "LENGTH";
                        case "guardrail_intervened" -> "CONTENT_FILTER";
                        default -> calls.isEmpty() ? "STOP" : "TOOL_CALLS";
                    };
        }
    }

    private static String hub(ChatReply reply) {
        var said = new Said();
        ChatReply.Choice choice = reply.choices().getFirst();
        for (Part part : choice.message().content()) {
            if (part instanceof Part.Text t) {
                said.text.append(t.text());
            } else if (part instanceof Part.Reasoning r) {
                said.thought.append(r.text()).append(r.signature() == null ? "" : r.signature());
            }
        }
        for (ToolCall call : choice.message().toolCalls()) {
            said.calls.add(
                    List.of(call.id(), call.name(), Tree.object(Tree.read(call.arguments()))));
        }
        said.stop = String.valueOf(choice.finish());
        if (reply.usage() != null) {
            said.input = reply.usage().input();
            said.output = reply.usage().output();
        }
        return said.shown();
    }

    private static String tree(Map<String, @Nullable Object> body) {
        var said = new Said();
        var message = Tree.object(Tree.object(body.get("output")).get("message"));
        for (Object element : Tree.array(message.get("content"))) {
            var block = Tree.object(element);
            if (block.get("text") instanceof String text) {
                said.text.append(text);
            }
            for (Object cited :
                    Tree.array(Tree.object(block.get("citationsContent")).get("content"))) {
                said.text.append(Tree.object(cited).get("text"));
            }
            var thought =
                    Tree.object(Tree.object(block.get("reasoningContent")).get("reasoningText"));
            said.thought.append(thought.getOrDefault("text", ""));
            said.thought.append(thought.getOrDefault("signature", ""));
            var use = Tree.object(block.get("toolUse"));
            if (!use.isEmpty() && !"server_tool_use".equals(use.get("type"))) {
                said.calls.add(
                        List.of(
                                String.valueOf(use.get("toolUseId")),
                                String.valueOf(use.get("name")),
                                Tree.object(use.get("input"))));
            }
        }
        said.stopped(body.get("stopReason"));
        said.usage(Tree.object(body.get("usage")));
        return said.shown();
    }

    @Test
    void wholeReplies() {
        var seen = new int[2];
        List<String> failures =
                Recorded.each(
                        "bedrock__converse.jsonl",
                        exchange -> {
                            byte[] body = exchange.body();
                            if (exchange.status() >= 400) {
                                seen[1]++;
                                ApiError error = dialect.readError(exchange.status(), body);
                                assertTrue(error.status() >= 400 && !error.message().isBlank());
                            } else {
                                seen[0]++;
                                assertEquals(
                                        tree(Tree.object(exchange.member("response_json"))),
                                        hub(dialect.readReply(body)));
                            }
                        });

        assertEquals(List.of(), failures);
        assertTrue(seen[0] > 100 && seen[1] > 8, seen[0] + " replies, " + seen[1] + " errors");
    }

    private static List<Map.Entry<String, byte[]>> frames(byte[] body, int step) {
        var frames = new ArrayList<Map.Entry<String, byte[]>>();
        Frames.Sink sink = (name, data) -> frames.add(Map.entry(name, data));
        Frames cutter = Framing.AWS_EVENTS.open();
        for (int at = 0; at < body.length; at += step) {
            cutter.feed(body, at, Math.min(body.length, at + step), sink);
        }
        cutter.end(sink);
        return frames;
    }

    private String streamed(byte[] body, int step) {
        StreamReader reader = dialect.newStreamReader();
        var builder = new ReplyBuilder();
        var events = new ArrayList<ChatEvent>();
        frames(body, step).forEach(f -> events.addAll(reader.read(f.getKey(), f.getValue())));
        events.addAll(reader.end());
        events.forEach(builder::take);
        return hub(builder.reply());
    }

    /** Puts the blocks of a stream together as the body of a whole reply. */
    private static String joined(byte[] body) {
        var said = new Said();
        var signatures = new StringBuilder();
        var inputs = new LinkedHashMap<Object, StringBuilder>();
        var uses = new LinkedHashMap<Object, Map<String, @Nullable Object>>();
        String stop = "";
        for (Map.Entry<String, byte[]> frame : frames(body, body.length)) {
            var event = Tree.object(Tree.read(frame.getValue()));
            Object index = String.valueOf(event.get("contentBlockIndex"));
            switch (frame.getKey()) {
                case "contentBlockStart" -> {
                    var use = Tree.object(Tree.object(event.get("start")).get("toolUse"));
                    if (!use.isEmpty() && !"server_tool_use".equals(use.get("type"))) {
                        uses.put(index, use);
                        inputs.put(index, new StringBuilder());
                    }
                }
                case "contentBlockDelta" -> {
                    var delta = Tree.object(event.get("delta"));
                    said.text.append(delta.getOrDefault("text", ""));
                    var thought = Tree.object(delta.get("reasoningContent"));
                    said.thought.append(thought.getOrDefault("text", ""));
                    signatures.append(thought.getOrDefault("signature", ""));
                    if (inputs.get(index) != null) {
                        var use = Tree.object(delta.get("toolUse"));
                        inputs.get(index).append(use.getOrDefault("input", ""));
                    }
                }
                case "messageStop" -> stop = String.valueOf(event.get("stopReason"));
                case "metadata" -> said.usage(Tree.object(event.get("usage")));
                default -> {}
            }
        }
        uses.forEach((index, use) -> {
            String input = String.valueOf(inputs.get(index));
            said.calls.add(
                    List.of(
                            String.valueOf(use.get("toolUseId")),
                            String.valueOf(use.get("name")),
                            Tree.object(Tree.read(input.isEmpty() ? "{}" : input))));
        });
        said.thought.append(signatures);
        said.stopped(stop);
        return said.shown();
    }

    @Test
    void streams() {
        var seen = new int[1];
        List<String> failures =
                Recorded.each(
                        "bedrock__converse-stream.jsonl",
                        exchange -> {
                            if (!(exchange.member("response_body_base64") instanceof String text)) {
                                return;
                            }
                            seen[0]++;
                            byte[] body = Base64.getDecoder().decode(text);
                            String expected = joined(body);
                            for (int step : new int[] {body.length, 1, 7, 1000}) {
                                assertEquals(expected, streamed(body, step));
                            }
                        });

        assertEquals(List.of(), failures);
        assertTrue(seen[0] > 30, seen[0] + " streams");
    }
}
