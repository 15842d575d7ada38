package dev.sluice.wire.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.wire.Tree;
import dev.sluice.wire.TreeJson;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.Written;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every recorded request, read into the hub and written back, asks the same. */
class RecordedCallsTest {
    private final OpenAiDialect dialect = new OpenAiDialect();

    // A temperature in a string: the vendor refused it too.
    private static final List<String> WRONG = List.of("llamacpp.chat.completions.a68a5edc42");

    @Test
    void everyRequestAsksTheSameAfterTheHub() {
        var compared = new int[1];
        var outcome =
                ChatRecordings.each(exchange -> {
                    if (exchange.request() instanceof Map<?, ?>) {
                        compared[0]++;
                        compare(exchange);
                    }
                });
        assertEquals(List.of(), outcome.failures());
        assertTrue(compared[0] > 1600, "compared " + compared[0]);
    }

    private void compare(ChatRecordings.Exchange exchange) {
        byte[] body = TreeJson.write(exchange.request());
        if (WRONG.contains(exchange.id())) {
            var thrown = assertThrows(ApiException.class, () -> dialect.readCall(body));
            assertEquals(400, thrown.error().status());
            assertEquals("temperature", thrown.error().param());
            return;
        }
        if (Tree.array(Tree.object(exchange.request()).get("messages")).isEmpty()) {
            var thrown = assertThrows(ApiException.class, () -> dialect.readCall(body));
            assertEquals("messages", thrown.error().param());
            return;
        }
        ChatCall call = dialect.readCall(body);
        Written written = dialect.writeCall(call);
        assertEquals(List.of(), written.dropped());
        Object before = settled(Tree.object(exchange.request()));
        Object after = settled(Tree.object(Tree.read(written.body())));
        assertEquals(null, TreeJson.difference("", before, after));
        ChatCall again = dialect.readCall(written.body());
        byte[] second = dialect.writeCall(again).body();
        assertEquals(again, dialect.readCall(second), "read again");
    }

    /**
     * Takes away the accepted differences, which mean the same to every vendor: null members; a
     * single stop text or text part for a list of one; {@code index} in a replayed tool call; a
     * tool without {@code type: function}; empty lists of tool calls; empty content.
     */
    private static Object settled(Map<String, @Nullable Object> call) {
        var copy = withoutNulls(call);
        if (copy.get("stop") instanceof String stop) {
            copy.put("stop", List.of(stop));
        }
        var messages = new ArrayList<@Nullable Object>();
        for (Object message : Tree.array(copy.get("messages"))) {
            messages.add(settledMessage(Tree.object(message)));
        }
        copy.put("messages", messages);
        var tools = new ArrayList<@Nullable Object>();
        for (Object tool : Tree.array(copy.get("tools"))) {
            var members = withoutNulls(Tree.object(tool));
            if (members.get("function") instanceof Map<?, ?> function) {
                members.putIfAbsent("type", "function");
                members.put("function", withoutNulls(Tree.object(function)));
            }
            tools.add(members);
        }
        copy.put("tools", tools);
        if (copy.get("response_format") instanceof Map<?, ?> format
                && format.get("json_schema") instanceof Map<?, ?> schema) {
            var members = withoutNulls(Tree.object(format));
            members.put("json_schema", withoutNulls(Tree.object(schema)));
            copy.put("response_format", members);
        }
        return copy;
    }

    private static Object settledMessage(Map<String, @Nullable Object> message) {
        var copy = withoutNulls(message);
        List<@Nullable Object> parts = Tree.array(copy.get("content"));
        if (copy.get("content") instanceof List<?> && parts.isEmpty()) {
            copy.remove("content");
        } else if (parts.size() == 1
                && Tree.object(parts.getFirst())
                        .keySet()
                        .equals(java.util.Set.of("type", "text"))) {
            copy.put("content", Tree.object(parts.getFirst()).get("text"));
        } else if (!parts.isEmpty()) {
            copy.put("content", parts.stream().map(RecordedCallsTest::settledPart).toList());
        }
        if (Tree.array(copy.get("annotations")).isEmpty()) {
            copy.remove("annotations");
        }
        if ("".equals(copy.get("content"))) {
            copy.remove("content");
        }
        var calls = new ArrayList<@Nullable Object>();
        for (Object call : Tree.array(copy.get("tool_calls"))) {
            var members = new LinkedHashMap<>(Tree.object(call));
            members.remove("index");
            calls.add(members);
        }
        copy.put("tool_calls", calls);
        return copy;
    }

    // The short form of an image is written as the long one.
    private static @Nullable Object settledPart(@Nullable Object part) {
        var copy = new LinkedHashMap<>(Tree.object(part));
        if (copy.get("image_url") instanceof String url) {
            copy.put("image_url", Map.of("url", url));
        }
        if (copy.get("thinking") instanceof List<?> thoughts) {
            var text = new StringBuilder();
            thoughts.forEach(thought -> text.append(Tree.object(thought).get("text")));
            copy.put("thinking", text.toString());
        }
        if (copy.get("input_audio") instanceof String data) {
            copy.put("input_audio", Map.of("data", data));
        }
        return copy;
    }

    private static Map<String, @Nullable Object> withoutNulls(Map<String, @Nullable Object> map) {
        var copy = new LinkedHashMap<String, @Nullable Object>(map);
        copy.values().removeIf(java.util.Objects::isNull);
        return copy;
    }
}
