package dev.sluice.wire.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.Tree;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ReplyTerms;
import dev.sluice.wire.chat.ReplyTerms.UsageReport;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.StreamWriter;
import dev.sluice.wire.sse.SseEvent;
import dev.sluice.wire.sse.SseFramer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every recorded stream, read into events and written as chunks again. */
class RecordedStreamsTest {
    private final OpenAiDialect dialect = new OpenAiDialect();

    @Test
    void everyStreamSaysTheSameAsEventsAndWrittenBack() {
        var compared = new AtomicInteger();
        var broken = new AtomicInteger();
        var outcome =
                ChatRecordings.each(exchange -> {
                    if (exchange.isStream()) {
                        compared.incrementAndGet();
                        compare(frames(exchange.responseBytes()), broken);
                    }
                });
        assertEquals(List.of(), outcome.failures());
        assertTrue(compared.get() > 500, "compared " + compared);
        assertTrue(broken.get() < 12, "broken " + broken);
    }

    private void compare(List<SseEvent> frames, AtomicInteger broken) {
        List<ChatEvent> events = read(frames);
        boolean failed = events.stream().anyMatch(ChatEvent.Failed.class::isInstance);
        for (UsageReport report : UsageReport.values()) {
            byte[] written = write(events, report);
            Map<Integer, Spoken> again = checked(frames(written), report, failed);
            assertEquals(Spoken.ofEvents(events).toString(), again.toString(), "written back");
        }
        if (failed) {
            broken.incrementAndGet();
            return;
        }
        assertEquals(spoken(frames).toString(), Spoken.ofEvents(events).toString(), "events");
        compareUsage(frames, events);
    }

    @Test
    void nothingIsFinishedBeforeItsEndWhereverTheStreamBreaks() {
        var cuts = new AtomicInteger();
        var outcome =
                ChatRecordings.each(exchange -> {
                    if (exchange.isStream() && exchange.responseBytes().length < 20_000) {
                        cut(frames(exchange.responseBytes()), cuts);
                    }
                });
        assertEquals(List.of(), outcome.failures());
        assertTrue(cuts.get() > 1000, "cuts " + cuts);
    }

    private void cut(List<SseEvent> frames, AtomicInteger cuts) {
        boolean finishSeen = false;
        for (int length = 0; length <= frames.size(); length++) {
            if (length > 0) {
                String data = String.valueOf(frames.get(length - 1).data());
                finishSeen |= data.replace(" ", "").contains("\"finish_reason\":\"");
                finishSeen |= data.startsWith("[DONE]");
            }
            List<ChatEvent> events = read(frames.subList(0, length));
            cuts.incrementAndGet();
            if (!finishSeen) {
                assertInstanceOf(ChatEvent.Failed.class, events.getLast());
                assertFalse(events.stream().anyMatch(ChatEvent.Finished.class::isInstance));
            }
            String written =
                    new String(write(events, UsageReport.WITHHELD), StandardCharsets.UTF_8);
            assertTrue(written.endsWith("\n\ndata: [DONE]\n\n"), "end");
            assertEquals(
                    events.getLast() instanceof ChatEvent.Failed ? 1 : 0,
                    written.split("data: \\{\"error\"", -1).length - 1,
                    "error events");
        }
    }

    private List<ChatEvent> read(List<SseEvent> frames) {
        StreamReader reader = dialect.newStreamReader();
        var events = new ArrayList<ChatEvent>();
        for (SseEvent frame : frames) {
            if (frame.data() != null) {
                String name = frame.name() == null ? "" : frame.name();
                events.addAll(reader.read(name, frame.data().getBytes(StandardCharsets.UTF_8)));
            }
        }
        events.addAll(reader.end());
        assertEquals(List.of(), reader.end(), "a second end");
        return events;
    }

    private byte[] write(List<ChatEvent> events, UsageReport report) {
        StreamWriter writer =
                dialect.newStreamWriter(new ReplyTerms("chatcmpl-t", 1700000000, "m", report));
        var out = new ByteArrayOutputStream();
        events.forEach(event -> out.writeBytes(writer.write(event)));
        out.writeBytes(writer.end());
        return out.toByteArray();
    }

    static List<SseEvent> frames(byte[] body) {
        var frames = new ArrayList<SseEvent>();
        var framer = new SseFramer();
        framer.feed(body, 0, body.length, (b, f, t) -> frames.add(SseEvent.decode(b, f, t)));
        framer.end((b, f, t) -> frames.add(SseEvent.decode(b, f, t)));
        return frames;
    }

    /** Adds up a vendor's chunks by their JSON trees alone. */
    private static Map<Integer, Spoken> spoken(List<SseEvent> frames) {
        var all = new TreeMap<Integer, Spoken>();
        var keys = new HashMap<String, Integer>();
        var legacy = new boolean[1];
        for (SseEvent frame : frames) {
            if (frame.data() == null || frame.data().startsWith("[DONE]")) {
                continue;
            }
            for (Object choice : Tree.array(tree(frame).get("choices"))) {
                var members = Tree.object(choice);
                int index = members.get("index") instanceof Integer i ? i : 0;
                var delta = Tree.object(members.get("delta"));
                Spoken said = Spoken.at(all, index);
                legacy[0] |= delta.get("function_call") != null;
                said.add(delta);
                for (Object call : Tree.array(delta.get("tool_calls"))) {
                    addFragment(said, keys, index, Tree.object(call));
                }
                said.finish(members.get("finish_reason"));
            }
        }
        all.values().forEach(said -> said.settle(legacy[0]));
        return all;
    }

    private static void addFragment(
            Spoken said,
            Map<String, Integer> keys,
            int choice,
            Map<String, @Nullable Object> call) {
        String id = Spoken.textOf(call.get("id"));
        String index = choice + "/" + call.get("index");
        var function = Tree.object(call.get("function"));
        Integer number = keys.get(index);
        if (number == null || (!id.isEmpty() && !said.calls.get(number)[0].equals(id))) {
            number = said.calls.size();
            keys.put(index, number);
            said.calls.add(new String[] {id, Spoken.textOf(function.get("name")), ""});
        }
        said.calls.get(number)[2] += Spoken.textOf(function.get("arguments"));
    }

    private static Map<String, @Nullable Object> tree(SseEvent frame) {
        return Tree.object(Tree.read(String.valueOf(frame.data())));
    }

    private static void compareUsage(List<SseEvent> frames, List<ChatEvent> events) {
        Map<String, @Nullable Object> stated = Map.of();
        for (SseEvent frame : frames) {
            if (frame.data() != null && frame.data().startsWith("{")) {
                var usage = Tree.object(tree(frame).get("usage"));
                stated = usage.isEmpty() ? stated : usage;
            }
        }
        if (stated.isEmpty()) {
            return;
        }
        long output = 0;
        for (ChatEvent event : events) {
            if (event instanceof ChatEvent.Metered(var usage)) {
                output = usage.output();
            }
        }
        long completion = stated.get("completion_tokens") instanceof Number n ? n.longValue() : 0;
        var details = Tree.object(stated.get("completion_tokens_details"));
        long reasoning = details.get("reasoning_tokens") instanceof Number r ? r.longValue() : 0;
        assertTrue(output == completion || output == completion + reasoning, "usage " + stated);
    }

    /** Reads a written stream and fails where it breaks the contract. */
    private static Map<Integer, Spoken> checked(
            List<SseEvent> frames, UsageReport report, boolean failed) {
        var all = new TreeMap<Integer, Spoken>();
        var finished = new TreeMap<Integer, String>();
        var calls = new HashMap<String, String>();
        String identity = "";
        assertEquals("[DONE]", frames.getLast().data());
        for (int n = 0; n < frames.size() - 1; n++) {
            SseEvent frame = frames.get(n);
            boolean isLast = n == frames.size() - 2;
            var chunk = tree(frame);
            if (chunk.containsKey("error")) {
                assertTrue(failed && isLast);
                var error = Tree.object(chunk.get("error")).keySet();
                assertEquals(List.of("message", "type", "param", "code"), List.copyOf(error));
                continue;
            }
            String mine = chunk.get("id") + "/" + chunk.get("created") + "/" + chunk.get("model");
            assertTrue(identity.isEmpty() || identity.equals(mine), "one id, time and model");
            identity = mine;
            assertEquals("chat.completion.chunk", chunk.get("object"));
            List<@Nullable Object> choices = Tree.array(chunk.get("choices"));
            if (choices.isEmpty()) {
                assertTrue(report == UsageReport.WANTED && chunk.get("usage") != null);
                assertTrue(isLast);
                continue;
            }
            assertTrue(chunk.get("usage") == null);
            var choice = Tree.object(choices.getFirst());
            var delta = Tree.object(choice.get("delta"));
            int index = (Integer) java.util.Objects.requireNonNull(choice.get("index"));
            boolean first = !all.containsKey(index);
            Spoken said = Spoken.at(all, index);
            assertFalse(finished.containsKey(index), "a chunk after the finish");
            assertTrue(choice.containsKey("finish_reason") && choice.containsKey("logprobs"));
            assertEquals(first, "assistant".equals(delta.get("role")));
            assertTrue(!first || "".equals(delta.get("content")));
            if (delta.containsKey("tool_calls")) {
                var call = Tree.object(Tree.array(delta.get("tool_calls")).getFirst());
                checkCall(calls, index, call);
                addFragment(said, new HashMap<>(numbers(said, index)), index, call);
            } else if (!delta.containsKey("function_call")) {
                assertInstanceOf(String.class, delta.get("content"));
            }
            said.add(delta);
            if (choice.get("finish_reason") instanceof String word) {
                finished.put(index, word);
                said.finish = word;
            }
        }
        assertTrue(failed || finished.keySet().equals(all.keySet()), "every choice is finished");
        return all;
    }

    private static Map<String, Integer> numbers(Spoken said, int choice) {
        var numbers = new HashMap<String, Integer>();
        for (int i = 0; i < said.calls.size(); i++) {
            numbers.put(choice + "/" + i, i);
        }
        return numbers;
    }

    private static void checkCall(
            Map<String, String> calls, int choice, Map<String, @Nullable Object> call) {
        String key = choice + "/" + call.get("index");
        var function = Tree.object(call.get("function"));
        assertInstanceOf(String.class, function.get("arguments"));
        if (calls.putIfAbsent(key, "") == null) {
            assertInstanceOf(String.class, call.get("id"));
            assertInstanceOf(String.class, function.get("name"));
            assertEquals("function", call.get("type"));
        } else {
            assertFalse(call.containsKey("id") || function.containsKey("name"), "repeated name");
        }
    }
}
