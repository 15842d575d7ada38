package dev.sluice.wire.anthropic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.Tree;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.ReplyTerms;
import dev.sluice.wire.chat.StreamWriter;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.openai.OpenAiDialect;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every recorded exchange in Anthropic's language, whole and cut. */
class RecordedMessagesTest {
    private static final ReplyTerms TERMS =
            new ReplyTerms("x1", 1_700_000_000, "m", ReplyTerms.UsageReport.WANTED);

    private final AnthropicDialect dialect = new AnthropicDialect();

    @Test
    void everyReplySaysTheSameInTheHubAndWrittenBack() {
        var compared = new AtomicInteger();
        List<String> failures =
                MessageRecordings.each(exchange -> {
                    if (exchange.status() != 200 || exchange.isStream()) {
                        return;
                    }
                    compared.incrementAndGet();
                    String expected = Spoken.ofMessage(exchange.responseTree()).toString();
                    ChatReply reply = dialect.readReply(exchange.response());
                    assertEquals(expected, Spoken.ofReply(reply).toString());
                    Written written = dialect.writeReply(reply.filled(TERMS));
                    String again =
                            Spoken.ofMessage(Tree.object(Tree.read(written.body()))).toString();
                    if (!exchange.responseTree().containsKey("completion")) {
                        assertEquals(expected, again);
                        assertEquals(List.of(), written.dropped());
                    }
                });
        assertEquals(List.of(), failures);
        assertTrue(compared.get() > 230, "compared " + compared);
    }

    @Test
    void everyStreamSaysTheSameAsEventsAndWrittenBack() {
        var compared = new AtomicInteger();
        List<String> failures =
                MessageRecordings.each(exchange -> {
                    if (exchange.isStream() && exchange.status() == 200) {
                        compared.incrementAndGet();
                        stream(exchange.response());
                    }
                });
        assertEquals(List.of(), failures);
        assertTrue(compared.get() > 110, "compared " + compared);
    }

    private static void stream(byte[] body) {
        String expected = Spoken.ofStream(body).toString();
        List<ChatEvent> events = Spoken.read(body, body.length);
        assertEquals(expected, Spoken.ofEvents(events).toString());
        assertEquals(
                1, events.stream().filter(ChatEvent.Finished.class::isInstance).count(), "finish");
        byte[] again = written(new AnthropicDialect().newStreamWriter(TERMS), events);
        assertEquals(expected, Spoken.ofStream(again).toString(), "written back");
        int step = Math.max(1, body.length / 100);
        for (int cut = 0; cut < body.length; cut += step) {
            assertEquals(events, Spoken.read(body, cut), "cut at " + cut);
        }
        byte[] broken = java.util.Arrays.copyOf(body, body.length / 2);
        List<ChatEvent> half = Spoken.read(broken, broken.length);
        assertInstanceOf(ChatEvent.Failed.class, half.getLast());
        written(new OpenAiDialect().newStreamWriter(TERMS), events);
    }

    private static byte[] written(StreamWriter writer, List<ChatEvent> events) {
        var out = new ByteArrayOutputStream();
        events.forEach(event -> out.writeBytes(writer.write(event)));
        out.writeBytes(writer.end());
        return out.toByteArray();
    }

    @Test
    void everyErrorBecomesOneThatAClientMaySee() {
        var mapped = new AtomicInteger();
        List<String> failures =
                MessageRecordings.each(exchange -> {
                    if (exchange.status() < 400) {
                        return;
                    }
                    mapped.incrementAndGet();
                    ApiError error = dialect.readError(exchange.status(), exchange.response());
                    int expected = exchange.status() == 401 ? 502 : exchange.status();
                    assertEquals(expected, error.status());
                    if (error.status() == 404) {
                        assertEquals("model_not_found", error.code());
                    }
                });
        assertEquals(List.of(), failures);
        assertTrue(mapped.get() > 20, "mapped " + mapped);
    }

    @Test
    void everyCallIsReadAndWrittenForBothLanguages() {
        var read = new AtomicInteger();
        List<String> failures =
                MessageRecordings.each(exchange -> {
                    byte[] request = exchange.request();
                    if (request == null
                            || exchange.status() != 200
                            || Tree.object(Tree.read(request)).containsKey("prompt")) {
                        return;
                    }
                    read.incrementAndGet();
                    ChatCall call = dialect.readCall(request);
                    if (call.model() == null) {
                        call = call.withModel("claude-3-7-sonnet");
                    }
                    new OpenAiDialect().writeCall(call);
                    Tree.read(new OpenAiDialect().writeCall(call).body());
                    Written written = dialect.writeCall(call);
                    var again = Tree.object(Tree.read(written.body()));
                    var before = Tree.object(Tree.read(request));
                    for (String name :
                            List.of(
                                    "tools",
                                    "system",
                                    "thinking",
                                    "stop_sequences",
                                    "output_config")) {
                        same(name, before.get(name), again.get(name));
                    }
                });
        assertEquals(List.of(), failures);
        assertTrue(read.get() > 300, "read " + read);
    }

    private static void same(String name, @Nullable Object before, @Nullable Object again) {
        boolean marked = String.valueOf(before).contains("$schema");
        if ((before instanceof List<?> list && list.isEmpty()) || marked) {
            return;
        }
        // Blocks of plain text become one text.
        if (name.equals("system") && again instanceof String text && before instanceof List<?>) {
            for (Object block : Tree.array(before)) {
                assertTrue(text.contains(String.valueOf(Tree.object(block).get("text"))));
            }
            return;
        }
        assertEquals(before, again, name);
    }
}
