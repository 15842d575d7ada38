package dev.sluice.wire.anthropic;

import dev.sluice.wire.Tree;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.frames.Framing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What an answer says, read from a tree, a reply or events, so that the three can be compared. */
final class Spoken {
    final StringBuilder text = new StringBuilder();
    final StringBuilder reasoning = new StringBuilder();
    final List<String> signatures = new ArrayList<>();
    final List<String> calls = new ArrayList<>();
    String finish = "";
    String usage = "";

    @Override
    public String toString() {
        return "text="
                + text
                + "\nreasoning="
                + reasoning
                + "\nsigned="
                + signatures
                + "\ncalls="
                + calls
                + "\nfinish="
                + finish
                + "\nusage="
                + usage;
    }

    static Spoken ofReply(ChatReply reply) {
        var said = new Spoken();
        ChatReply.Choice choice = reply.choices().getFirst();
        said.text.append(choice.message().text());
        said.reasoning.append(choice.message().reasoning());
        choice.message().content().stream()
                .filter(dev.sluice.wire.chat.Part.Reasoning.class::isInstance)
                .map(p -> ((dev.sluice.wire.chat.Part.Reasoning) p).signature())
                .filter(Objects::nonNull)
                .forEach(said.signatures::add);
        for (ToolCall call : choice.message().toolCalls()) {
            said.calls.add(call.id() + call.name() + Tree.read(call.arguments()));
        }
        said.finish = choice.finish().toString();
        said.usage = counted(reply.usage());
        return said;
    }

    private static String counted(dev.sluice.wire.chat.@Nullable Usage u) {
        return u == null
                ? ""
                : u.input()
                        + "/"
                        + u.cacheRead()
                        + "/"
                        + u.cacheWrite()
                        + "/"
                        + u.output()
                        + "/"
                        + u.reasoning();
    }

    static Spoken ofEvents(List<ChatEvent> events) {
        var said = new Spoken();
        Map<Integer, StringBuilder> arguments = new TreeMap<>();
        Map<Integer, String> names = new TreeMap<>();
        for (ChatEvent event : events) {
            switch (event) {
                case ChatEvent.TextDelta d -> said.text.append(d.text());
                case ChatEvent.ReasoningDelta d -> said.reasoning.append(d.text());
                case ChatEvent.ReasoningSigned s -> said.signatures.add(s.signature());
                case ChatEvent.ToolCallStarted c -> {
                    names.put(c.call(), c.id() + c.name());
                    arguments.put(c.call(), new StringBuilder());
                }
                case ChatEvent.ToolCallDelta d ->
                        Objects.requireNonNull(arguments.get(d.call())).append(d.arguments());
                case ChatEvent.Finished f -> said.finish = f.reason().toString();
                case ChatEvent.Metered m -> said.usage = counted(m.usage());
                default -> {}
            }
        }
        names.forEach((n, name) ->
                said.calls.add(name + parsed(Objects.requireNonNull(arguments.get(n)).toString())));
        return said;
    }

    private static String parsed(String arguments) {
        try {
            return String.valueOf(Tree.read(arguments));
        } catch (RuntimeException cut) {
            return arguments;
        }
    }

    /** Reads a whole message on its own. */
    static Spoken ofMessage(Map<String, @Nullable Object> body) {
        var said = new Spoken();
        if (body.get("completion") instanceof String text) {
            said.text.append(text);
        }
        for (Object element : Tree.array(body.get("content"))) {
            said.block(Tree.object(element));
        }
        said.finish = finish(body.get("stop_reason"));
        said.usage = usage(Tree.object(body.get("usage")));
        return said;
    }

    private void block(Map<String, @Nullable Object> block) {
        switch (String.valueOf(block.get("type"))) {
            case "text" -> text.append(block.get("text"));
            case "thinking" -> {
                reasoning.append(block.get("thinking"));
                if (block.get("signature") instanceof String s && !s.isEmpty()) {
                    signatures.add(s);
                }
            }
            case "tool_use" ->
                    calls.add("" + block.get("id") + block.get("name") + block.get("input"));
            default -> {}
        }
    }

    static String finish(@Nullable Object word) {
        return switch (String.valueOf(word)) {
            case "max_tokens", "model_context_window_exceeded" -> "LENGTH";
            case "tool_use" -> "TOOL_CALLS";
            case "refusal" -> "CONTENT_FILTER";
            default -> "STOP";
        };
    }

    static String usage(Map<String, @Nullable Object> u) {
        if (u.isEmpty()) {
            return "";
        }
        long read = count(u, "cache_read_input_tokens");
        long written = count(u, "cache_creation_input_tokens");
        return (count(u, "input_tokens") + read + written)
                + "/"
                + read
                + "/"
                + written
                + "/"
                + count(u, "output_tokens")
                + "/"
                + count(Tree.object(u.get("output_tokens_details")), "thinking_tokens");
    }

    private static long count(Map<String, @Nullable Object> u, String name) {
        return u.get(name) instanceof Number n ? n.longValue() : 0;
    }

    /** Reads a stream on its own: the blocks are put together, then read as a message. */
    static Spoken ofStream(byte[] body) {
        Map<Object, Map<String, @Nullable Object>> blocks = new LinkedHashMap<>();
        Map<String, @Nullable Object> message = new LinkedHashMap<>();
        Map<String, @Nullable Object> usage = new LinkedHashMap<>();
        for (String line : new String(body, StandardCharsets.UTF_8).split("\r?\n", -1)) {
            if (!line.startsWith("data:") || line.contains("[DONE]")) {
                continue;
            }
            var event = Tree.object(Tree.read(line.substring(5).strip()));
            Object index = String.valueOf(event.get("index"));
            switch (String.valueOf(event.get("type"))) {
                case "message_start" ->
                        put(usage, Tree.object(Tree.object(event.get("message")).get("usage")));
                case "content_block_start" ->
                        blocks.put(
                                index,
                                new LinkedHashMap<>(Tree.object(event.get("content_block"))));
                case "content_block_delta" ->
                        delta(
                                Objects.requireNonNull(blocks.get(index)),
                                Tree.object(event.get("delta")));
                case "message_delta" -> {
                    put(message, Tree.object(event.get("delta")));
                    put(usage, Tree.object(event.get("usage")));
                }
                default -> {}
            }
        }
        for (Map<String, @Nullable Object> block : blocks.values()) {
            if (block.get("json") instanceof String json && !json.isEmpty()) {
                block.put("input", parsed(json));
            }
        }
        message.put("content", new ArrayList<Object>(blocks.values()));
        message.put("usage", usage);
        return ofMessage(message);
    }

    private static void put(
            Map<String, @Nullable Object> into, Map<String, @Nullable Object> from) {
        from.forEach((name, value) -> {
            if (value != null) {
                into.put(name, value);
            }
        });
    }

    private static void delta(
            Map<String, @Nullable Object> block, Map<String, @Nullable Object> delta) {
        join(block, "text", delta.get("text"));
        join(block, "thinking", delta.get("thinking"));
        join(block, "signature", delta.get("signature"));
        join(block, "json", delta.get("partial_json"));
    }

    private static void join(
            Map<String, @Nullable Object> block, String name, @Nullable Object more) {
        if (more instanceof String text) {
            Object before = block.get(name);
            block.put(name, (before instanceof String b ? b : "") + text);
        }
    }

    /** Reads a body in two pieces, cut there. */
    static List<ChatEvent> read(byte[] body, int cut) {
        var reader = new AnthropicStreamReader();
        var frames = Framing.EVENTS.open();
        var events = new ArrayList<ChatEvent>();
        frames.feed(body, 0, cut, (name, data) -> events.addAll(reader.read(name, data)));
        frames.feed(body, cut, body.length, (name, data) -> events.addAll(reader.read(name, data)));
        frames.end((name, data) -> events.addAll(reader.read(name, data)));
        events.addAll(reader.end());
        return events;
    }
}
