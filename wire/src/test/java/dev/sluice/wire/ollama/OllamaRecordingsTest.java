package dev.sluice.wire.ollama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.Recorded;
import dev.sluice.wire.Tree;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.ReplyBuilder;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.frames.Frames;
import dev.sluice.wire.frames.Framing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every recorded answer of Ollama says in the hub what an independent reading finds in it. */
class OllamaRecordingsTest {
    private final OllamaDialect dialect = new OllamaDialect();

    private static String hub(ChatReply reply) {
        ChatReply.Choice choice = reply.choices().getFirst();
        var calls = new ArrayList<@Nullable Object>();
        for (ToolCall call : choice.message().toolCalls()) {
            calls.add(List.of(call.id(), call.name(), Tree.object(Tree.read(call.arguments()))));
        }
        String usage =
                reply.usage() == null
                        ? "0+0"
                        : reply.usage().input() + "+" + reply.usage().output();
        return String.join(
                "|",
                choice.message().text(),
                choice.message().reasoning(),
                calls.toString(),
                choice.finish().toString(),
                usage,
                reply.model());
    }

    private static String tree(List<Map<String, @Nullable Object>> lines) {
        var text = new StringBuilder();
        var thought = new StringBuilder();
        var calls = new ArrayList<@Nullable Object>();
        for (Map<String, @Nullable Object> line : lines) {
            var message = Tree.object(line.get("message"));
            text.append(message.getOrDefault("content", ""));
            thought.append(message.getOrDefault("thinking", ""));
            for (Object element : Tree.array(message.get("tool_calls"))) {
                var call = Tree.object(element);
                var function = Tree.object(call.get("function"));
                calls.add(
                        List.of(
                                String.valueOf(call.getOrDefault("id", "")),
                                String.valueOf(function.get("name")),
                                Tree.object(function.get("arguments"))));
            }
        }
        var last = lines.getLast();
        String finish =
                calls.isEmpty()
                        ? "length".equals(last.get("done_reason")) ? "LENGTH" : "STOP"
                        : "TOOL_CALLS";
        String usage =
                last.getOrDefault("prompt_eval_count", 0)
                        + "+"
                        + last.getOrDefault("eval_count", 0);
        return String.join(
                "|",
                text,
                thought,
                calls.toString(),
                finish,
                usage,
                String.valueOf(last.get("model")));
    }

    private String streamed(byte[] body, int step) {
        StreamReader reader = dialect.newStreamReader();
        var builder = new ReplyBuilder();
        var events = new ArrayList<ChatEvent>();
        Frames.Sink sink = (name, data) -> events.addAll(reader.read(name, data));
        Frames cutter = Framing.LINES.open();
        for (int at = 0; at < body.length; at += step) {
            cutter.feed(body, at, Math.min(body.length, at + step), sink);
        }
        cutter.end(sink);
        events.addAll(reader.end());
        events.forEach(builder::take);
        return hub(builder.reply());
    }

    @Test
    void everyAnswer() {
        var seen = new int[3];
        List<String> failures =
                Recorded.each(
                        "ollama__api.chat.jsonl",
                        exchange -> {
                            byte[] body = exchange.body();
                            if (exchange.status() >= 400) {
                                seen[2]++;
                                assertEquals(
                                        exchange.status(),
                                        dialect.readError(exchange.status(), body).status());
                            } else if (exchange.member("response_json") != null) {
                                seen[0]++;
                                var tree = Tree.object(exchange.member("response_json"));
                                assertEquals(tree(List.of(tree)), hub(dialect.readReply(body)));
                            } else {
                                seen[1]++;
                                List<Map<String, @Nullable Object>> lines =
                                        new String(body, StandardCharsets.UTF_8)
                                                .lines()
                                                .filter(line -> !line.isBlank())
                                                .map(line -> Tree.object(Tree.read(line)))
                                                .toList();
                                for (int step : new int[] {body.length, 1, 11}) {
                                    assertEquals(tree(lines), streamed(body, step));
                                }
                            }
                        });

        assertEquals(List.of(), failures);
        assertTrue(
                seen[0] > 25 && seen[1] > 15 && seen[2] > 0,
                seen[0] + " whole, " + seen[1] + " streams, " + seen[2] + " errors");
    }
}
