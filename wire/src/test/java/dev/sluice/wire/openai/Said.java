package dev.sluice.wire.openai;

import dev.sluice.wire.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a stream said in all: text, reasoning and tool calls of each choice. */
final class Said {
    private final Map<Integer, StringBuilder> text = new TreeMap<>();
    private final Map<Integer, StringBuilder> reasoning = new TreeMap<>();
    private final Map<Integer, List<StringBuilder>> calls = new TreeMap<>();
    private final Map<String, Integer> upstream = new TreeMap<>();

    /** Adds what a delta says and thinks. */
    void text(int choice, Map<String, @Nullable Object> delta) {
        StringBuilder says = text.computeIfAbsent(choice, any -> new StringBuilder());
        StringBuilder thinks = reasoning.computeIfAbsent(choice, any -> new StringBuilder());
        if (delta.get("content") instanceof String plain) {
            says.append(plain);
        }
        for (Object part : Tree.array(delta.get("content"))) {
            Map<String, @Nullable Object> fields = Tree.object(part);
            if (fields.get("text") instanceof String plain) {
                says.append(plain);
            }
            for (Object thought : Tree.array(fields.get("thinking"))) {
                thinks.append(Tree.object(thought).get("text"));
            }
        }
        if (delta.get("reasoning_content") instanceof String plain) {
            thinks.append(plain);
        }
    }

    /** Returns how many tools a choice has called. */
    int calls(int choice) {
        return calls.getOrDefault(choice, List.of()).size();
    }

    /** Adds a fragment to the call with this index. */
    void call(int choice, int index, Map<String, @Nullable Object> function) {
        List<StringBuilder> list = calls.computeIfAbsent(choice, any -> new ArrayList<>());
        while (list.size() <= index) {
            list.add(new StringBuilder());
        }
        if (function.get("name") instanceof String name) {
            list.get(index).insert(0, name + "(");
        }
        if (function.get("arguments") instanceof String arguments) {
            list.get(index).append(arguments);
        }
    }

    /** Adds a fragment as some upstream numbered it: a new id opens a call, an old one goes on. */
    void upstreamCall(int choice, Map<String, @Nullable Object> call) {
        Object id = call.get("id");
        Object index = call.get("index");
        String key = choice + "/" + index;
        Map<String, @Nullable Object> function = Tree.object(call.get("function"));
        boolean named = function.get("name") instanceof String name && !name.isEmpty();
        boolean opens = named && (!upstream.containsKey(key) || !upstream.containsKey(key + id));
        if (opens) {
            upstream.put(key, calls(choice));
            upstream.put(key + id, calls(choice));
            call(choice, calls(choice), function);
            return;
        }
        Map<String, @Nullable Object> rest = new TreeMap<>(function);
        rest.remove("name");
        call(choice, upstream.getOrDefault(key, 0), rest);
    }

    @Override
    public String toString() {
        return "text " + text + "\nreasoning " + reasoning + "\ncalls " + calls;
    }
}
