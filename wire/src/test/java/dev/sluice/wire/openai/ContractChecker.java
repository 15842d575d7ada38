package dev.sluice.wire.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.Tree;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The stream contract written down a second time, with a tree instead of bytes: takes the events
 * that reached the client, fails at the first that breaks it, and adds up what was said as a
 * client's accumulator does.
 */
final class ContractChecker {
    private final StreamTerms.UsageChunk terms;
    private final Map<String, @Nullable Object> fixed = new TreeMap<>();
    private final Set<Integer> started = new HashSet<>();
    private final Set<Integer> finished = new HashSet<>();
    final Said said = new Said();
    int usageChunks;

    ContractChecker(StreamTerms.UsageChunk terms) {
        this.terms = terms;
    }

    /** Checks one event. */
    void event(byte[] buf, int from, int to) {
        String raw = new String(buf, from, to - from, UTF_8);
        assertTrue(raw.startsWith("data: {") && raw.endsWith("}\n\n"), raw);
        assertEquals(raw.length() - 2, raw.indexOf('\n'), raw);
        assertFalse(raw.contains("\r"), raw);
        chunk(Tree.object(Tree.read(buf, from + 6, to - 2)), raw);
    }

    private void chunk(Map<String, @Nullable Object> chunk, String raw) {
        assertFalse(chunk.containsKey("error"), raw);
        assertEquals("chat.completion.chunk", chunk.get("object"), raw);
        for (String name : new String[] {"id", "created", "model"}) {
            Object value = chunk.get(name);
            assertNotNull(value, raw);
            assertNotEquals("", value, raw);
            fixed.putIfAbsent(name, value);
            assertEquals(fixed.get(name), value, raw);
        }
        assertTrue(chunk.get("created") instanceof Integer, raw);
        assertTrue(chunk.get("choices") instanceof List, raw);
        if (Tree.array(chunk.get("choices")).isEmpty()) {
            assertEquals(StreamTerms.UsageChunk.WANTED, terms, raw);
            assertFalse(started.isEmpty(), raw);
            usageChunks += chunk.get("usage") instanceof Map ? 1 : 0;
        }
        for (Object choice : Tree.array(chunk.get("choices"))) {
            choice(Tree.object(choice), raw);
        }
    }

    private void choice(Map<String, @Nullable Object> choice, String raw) {
        int index = assertInstanceOf(Integer.class, choice.get("index"), raw);
        assertTrue(choice.get("delta") instanceof Map, raw);
        Map<String, @Nullable Object> delta = Tree.object(choice.get("delta"));
        if (started.add(index)) {
            assertEquals("assistant", delta.get("role"), raw);
        }
        if (!delta.containsKey("tool_calls") && !(delta.get("function_call") instanceof Map)) {
            assertInstanceOf(String.class, delta.get("content"), raw);
        }
        if (delta.containsKey("tool_calls")) {
            assertFalse(Tree.array(delta.get("tool_calls")).isEmpty(), raw);
        }
        said.text(index, delta);
        for (Object call : Tree.array(delta.get("tool_calls"))) {
            call(index, Tree.object(call), raw);
        }
        assertTrue(choice.containsKey("finish_reason"), raw);
        Object finish = choice.get("finish_reason");
        if (finish != null) {
            assertTrue(finished.add(index), raw);
            assertNotEquals("", finish, raw);
            assertFalse(finish.equals("stop") && said.calls(index) > 0, raw);
        }
    }

    private void call(int choice, Map<String, @Nullable Object> call, String raw) {
        int index = assertInstanceOf(Integer.class, call.get("index"), raw);
        Map<String, @Nullable Object> function = Tree.object(call.get("function"));
        if (index == said.calls(choice)) {
            assertInstanceOf(String.class, call.get("id"), raw);
            assertNotEquals("", call.get("id"), raw);
            assertEquals("function", call.get("type"), raw);
            assertInstanceOf(String.class, function.get("name"), raw);
        } else {
            assertTrue(index < said.calls(choice), raw);
            assertFalse(call.containsKey("id") || call.containsKey("type"), raw);
            assertFalse(function.containsKey("name"), raw);
        }
        assertInstanceOf(String.class, function.get("arguments"), raw);
        said.call(choice, index, function);
    }
}
