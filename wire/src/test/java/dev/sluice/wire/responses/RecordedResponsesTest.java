package dev.sluice.wire.responses;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.Frayed;
import dev.sluice.wire.Tree;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.LegacyFunctions;
import dev.sluice.wire.chat.ReplyBuilder;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.frames.Framing;
import dev.sluice.wire.openai.OpenAiDialect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Every recorded response of every vendor, against an independent reading of its JSON. */
class RecordedResponsesTest {
    // Its owner cut deltas out of the middle by hand; they no longer add up to the text.
    private static final String SHORTENED = "openai.responses.stream.85e909d493";

    private final ResponsesDialect dialect = new ResponsesDialect();
    private final List<String> failures = new ArrayList<>();

    /** What a response says, in one comparable text. */
    private static final class Said {
        private final StringBuilder text = new StringBuilder();
        private final StringBuilder refusal = new StringBuilder();
        private final List<String> thoughts = new ArrayList<>();
        private final List<String> calls = new ArrayList<>();
        private int marks;

        void take(Map<String, @Nullable Object> item) {
            String type = String.valueOf(item.get("type"));
            List<@Nullable Object> content = Tree.array(item.get("content"));
            if (type.equals("function_call")) {
                calls.add(item.get("call_id") + " " + item.get("name") + item.get("arguments"));
            } else if (type.equals("reasoning")) {
                List<String> summary = texts(Tree.array(item.get("summary")));
                thoughts.addAll(summary.isEmpty() ? texts(content) : summary);
            } else if (type.equals("message")) {
                for (Object part : content) {
                    var piece = Tree.object(part);
                    if (piece.get("refusal") instanceof String why) {
                        refusal.append(why);
                    } else {
                        text.append(piece.get("text"));
                        marks += Tree.array(piece.get("annotations")).size();
                    }
                }
            }
        }

        private static List<String> texts(List<@Nullable Object> parts) {
            return parts.stream()
                    .map(p -> String.valueOf(Tree.object(p).get("text")))
                    .filter(t -> !t.isEmpty())
                    .toList();
        }

        void compare(ChatReply reply, Map<String, @Nullable Object> body) {
            var choice = reply.choices().getFirst();
            var read = choice.message();
            assertEquals(text.toString(), read.text(), "text");
            assertEquals(String.join("\n\n", thoughts), read.reasoning(), "reasoning");
            var made = new ArrayList<String>();
            for (ToolCall call : read.toolCalls()) {
                made.add(call.id() + " " + call.name() + call.arguments());
            }
            assertEquals(calls, made);
            if (marks > 0) {
                assertEquals(marks, read.annotations().size(), "annotations");
            }
            Standard stop = calls.isEmpty() ? Standard.STOP : Standard.TOOL_CALLS;
            boolean cut = "incomplete".equals(body.get("status"));
            assertEquals(cut ? Standard.LENGTH : stop, choice.finish());
            usage(Tree.object(body.get("usage")), reply.usage());
        }

        private static void usage(Map<String, @Nullable Object> stated, @Nullable Usage usage) {
            if (stated.isEmpty()) {
                return;
            }
            assertTrue(usage != null, "no usage");
            assertEquals(count(stated, "input_tokens"), usage.input());
            assertEquals(count(stated, "output_tokens"), usage.output());
            assertEquals(count(stated, "total_tokens"), usage.total());
            var in = Tree.object(stated.get("input_tokens_details"));
            assertEquals(count(in, "cached_tokens"), usage.cacheRead());
            assertEquals(count(in, "cache_write_tokens"), usage.cacheWrite());
            var out = Tree.object(stated.get("output_tokens_details"));
            assertEquals(count(out, "reasoning_tokens"), usage.reasoning());
        }

        private static long count(Map<String, @Nullable Object> of, String name) {
            return of.get(name) instanceof Number number ? number.longValue() : 0;
        }
    }

    @Test
    void everyWholeResponse() {
        int compared = 0;
        for (String line : lines("__responses.jsonl")) {
            var record = Tree.object(Tree.read(line));
            byte[] body = raw(line, "response_json");
            int status = record.get("status") instanceof Integer s ? s : 200;
            if (body.length > 0) {
                compared++;
                attempt(record, () -> whole(status, body));
            }
        }
        assertEquals(List.of(), failures);
        assertTrue(compared > 180, "compared " + compared);
    }

    private void whole(int status, byte[] bytes) {
        Map<String, @Nullable Object> body = Tree.object(Tree.read(bytes));
        if (status >= 400) {
            ApiError error = dialect.readError(status, bytes);
            assertTrue(error.status() >= 400 && !error.message().isBlank(), error.toString());
            return;
        }
        if (!List.of("completed", "incomplete").contains(String.valueOf(body.get("status")))) {
            var thrown = assertThrows(ApiException.class, () -> dialect.readReply(bytes));
            assertEquals(502, thrown.error().status());
            return;
        }
        var said = new Said();
        Tree.array(body.get("output")).forEach(item -> said.take(Tree.object(item)));
        ChatReply reply = dialect.readReply(bytes);
        said.compare(reply, body);
        assertEquals(body.get("id"), reply.id());
        new OpenAiDialect().writeReply(reply);
    }

    @Test
    void everyStream() {
        int compared = 0;
        for (String line : lines("__responses.jsonl")) {
            var record = Tree.object(Tree.read(line));
            if (record.get("response_body_text") instanceof String text
                    && !SHORTENED.equals(record.get("id"))) {
                compared++;
                attempt(record, () -> stream(text));
            }
        }
        assertEquals(List.of(), failures);
        assertTrue(compared > 90, "compared " + compared);
    }

    private void stream(String text) {
        var items = new ArrayList<Map<String, @Nullable Object>>();
        Map<String, @Nullable Object> last = Map.of();
        boolean failed = false;
        for (String line : text.split("\r?\n", -1)) {
            if (!line.startsWith("data:") || line.contains("[DONE]")) {
                continue;
            }
            var event = Tree.object(Tree.read(line.substring(5)));
            String type = String.valueOf(event.get("type"));
            if (type.equals("response.output_item.done")) {
                items.add(Tree.object(event.get("item")));
            }
            if (type.equals("response.completed") || type.equals("response.incomplete")) {
                last = Tree.object(event.get("response"));
            }
            failed |= type.equals("error") || type.equals("response.failed");
        }
        byte[] wire = text.getBytes(UTF_8);
        List<ChatEvent> events = Frayed.read(dialect, Framing.EVENTS, wire, wire.length);
        for (int cut = 1; cut < wire.length; cut += 1 + wire.length / 7) {
            assertEquals(events, Frayed.read(dialect, Framing.EVENTS, wire, cut));
        }
        if (failed || last.isEmpty()) {
            assertTrue(events.getLast() instanceof ChatEvent.Failed, "no failure");
            return;
        }
        var builder = new ReplyBuilder();
        events.forEach(builder::take);
        var said = new Said();
        if (items.isEmpty()) {
            Tree.array(last.get("output")).forEach(item -> said.take(Tree.object(item)));
        }
        items.forEach(said::take);
        said.compare(builder.reply(), last);
        assertEquals(1, events.stream().filter(e -> e instanceof ChatEvent.Started).count());
        assertEquals(1, events.stream().filter(e -> e instanceof ChatEvent.Finished).count());
    }

    @Test
    void everyChatCallCanBeAsked() {
        int written = 0;
        for (String line : lines("__chat.completions.jsonl")) {
            var record = Tree.object(Tree.read(line));
            byte[] body = raw(line, "request_json");
            if (body.length > 4) {
                written++;
                attempt(record, () -> ask(body));
            }
        }
        assertEquals(List.of(), failures);
        assertTrue(written > 900, "written " + written);
    }

    private void ask(byte[] body) {
        ChatCall call;
        try {
            call = LegacyFunctions.asTools(new OpenAiDialect().readCall(body));
        } catch (ApiException e) {
            return;
        }
        try {
            var asked = Tree.object(Tree.read(dialect.writeCall(call).body()));
            assertTrue(asked.containsKey("input") && asked.containsKey("store"));
        } catch (ApiException e) {
            assertEquals("unsupported_content", e.error().code());
        }
    }

    private void attempt(Map<String, @Nullable Object> record, Runnable check) {
        try {
            check.run();
        } catch (RuntimeException | AssertionError e) {
            String what = e.toString();
            failures.add(
                    record.get("id") + ": " + what.substring(Math.max(0, what.length() - 600)));
        }
    }

    private static byte[] raw(String line, String member) {
        var found = new byte[][] {{}};
        JsonReader.read(
                line.getBytes(UTF_8),
                in -> {
                    in.members(name -> {
                        if (name.equals(member)) {
                            found[0] = in.raw().json().getBytes(UTF_8);
                        }
                    });
                    return null;
                });
        return found[0];
    }

    private static List<String> lines(String suffix) {
        String named = System.getProperty("SLUICE_RECORDINGS", System.getenv("SLUICE_RECORDINGS"));
        Path folder = named == null || named.isBlank() ? null : Path.of(named);
        for (Path up = Path.of("").toAbsolutePath();
                folder == null && up != null;
                up = up.getParent()) {
            Path candidate = up.resolve("shared/recordings");
            folder = Files.isDirectory(candidate) ? candidate : null;
        }
        Assumptions.assumeTrue(
                folder != null && Files.isDirectory(folder),
                "no recordings: set SLUICE_RECORDINGS to their folder");
        var all = new ArrayList<String>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(suffix)).sorted().toList()) {
                all.addAll(Files.readAllLines(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }
}
