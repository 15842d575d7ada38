package dev.sluice.wire.openai;

import dev.sluice.wire.Tree;
import dev.sluice.wire.TreeJson;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one choice of an answer says, however it was read: the measure of equality. */
final class Spoken {
    final StringBuilder text = new StringBuilder();
    final StringBuilder reasoning = new StringBuilder();
    final StringBuilder refusal = new StringBuilder();
    final List<String[]> calls = new ArrayList<>();
    String finish = "";

    @Override
    public String toString() {
        var all = new StringBuilder();
        all.append("text=").append(text).append(" reasoning=").append(reasoning);
        all.append(" refusal=").append(refusal).append(" finish=").append(finish);
        for (String[] call : calls) {
            // A call without arguments is written "{}", and one without an id is given one.
            String arguments = call[2].isBlank() ? "{}" : call[2];
            all.append(" call=").append(call[1]).append('(').append(arguments).append(')');
            all.append(call[0].isEmpty() || call[0].startsWith("call_") ? "" : call[0]);
        }
        return all.toString();
    }

    /** Reads a message by its JSON tree alone. */
    static Spoken ofMessage(Map<String, @Nullable Object> message, @Nullable Object finish) {
        var said = new Spoken();
        said.add(message);
        said.finish(finish);
        return said;
    }

    /** Adds a message or a delta by its JSON tree alone. */
    void add(Map<String, @Nullable Object> message) {
        content(message.get("content"));
        String thought = "";
        for (String name : List.of("reasoning_content", "reasoning")) {
            if (thought.isEmpty() && message.get(name) instanceof String found) {
                thought = found;
            }
        }
        if (thought.isEmpty()) {
            for (Object detail : Tree.array(message.get("reasoning_details"))) {
                for (String name : List.of("text", "summary")) {
                    if (Tree.object(detail).get(name) instanceof String found) {
                        thought += found;
                    }
                }
            }
        }
        reasoning.append(thought);
        if (message.get("refusal") instanceof String found) {
            refusal.append(found);
        }
        Map<String, @Nullable Object> legacy = Tree.object(message.get("function_call"));
        if (!legacy.isEmpty()) {
            if (legacy.get("name") instanceof String name) {
                calls.add(new String[] {"", name, ""});
            }
            calls.getLast()[2] += argumentsOf(legacy.get("arguments"));
        }
    }

    private void content(@Nullable Object content) {
        if (content instanceof String found) {
            text.append(found);
        }
        for (Object part : Tree.array(content)) {
            if (part instanceof String found) {
                text.append(found);
            }
            Map<String, @Nullable Object> members = Tree.object(part);
            if ("text".equals(members.get("type"))) {
                text.append(members.get("text"));
            }
            for (Object thought : Tree.array(members.get("thinking"))) {
                reasoning.append(Tree.object(thought).get("text"));
            }
        }
    }

    /** Adds whole calls. */
    void addCalls(@Nullable Object toolCalls) {
        for (Object call : Tree.array(toolCalls)) {
            Map<String, @Nullable Object> function = Tree.object(Tree.object(call).get("function"));
            calls.add(
                    new String[] {
                        textOf(Tree.object(call).get("id")),
                        textOf(function.get("name")),
                        argumentsOf(function.get("arguments"))
                    });
        }
    }

    /** Takes a finish reason in a vendor's words. */
    void finish(@Nullable Object word) {
        if (!(word instanceof String found) || found.isEmpty() || !finish.isEmpty()) {
            return;
        }
        finish =
                switch (found) {
                    case "eos", "end_turn" -> "stop";
                    case "tool_call" -> "tool_calls";
                    default -> found;
                };
    }

    /** Says what the finish must be once all is said. */
    void settle(boolean legacy) {
        if (finish.isEmpty()) {
            finish = "stop";
        }
        if (!calls.isEmpty() && List.of("stop", "tool_calls", "function_call").contains(finish)) {
            finish = legacy ? "function_call" : "tool_calls";
        }
    }

    static String textOf(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    private static String argumentsOf(@Nullable Object value) {
        return value == null || value instanceof String
                ? textOf(value)
                : new String(TreeJson.write(value), java.nio.charset.StandardCharsets.UTF_8);
    }

    /** Takes a choice as the hub holds it. */
    static Spoken ofChoice(ChatReply.Choice choice) {
        var said = new Spoken();
        said.text.append(choice.message().text());
        said.reasoning.append(choice.message().reasoning());
        choice.message().content().stream()
                .filter(dev.sluice.wire.chat.Part.Refusal.class::isInstance)
                .map(dev.sluice.wire.chat.Part.Refusal.class::cast)
                .forEach(r -> said.refusal.append(r.text()));
        for (ToolCall call : choice.message().toolCalls()) {
            said.calls.add(new String[] {call.id(), call.name(), call.arguments()});
        }
        said.finish = OpenAiReplies.word(choice.finish());
        return said;
    }

    /** Adds up events, by choice. */
    static Map<Integer, Spoken> ofEvents(List<ChatEvent> events) {
        var all = new TreeMap<Integer, Spoken>();
        for (ChatEvent event : events) {
            switch (event) {
                case ChatEvent.TextDelta(int i, String text) -> at(all, i).text.append(text);
                case ChatEvent.ReasoningDelta(int i, String text) ->
                        at(all, i).reasoning.append(text);
                case ChatEvent.RefusalDelta(int i, String text) -> at(all, i).refusal.append(text);
                case ChatEvent.ToolCallStarted call ->
                        at(all, call.choice()).calls.add(new String[] {call.id(), call.name(), ""});
                case ChatEvent.ToolCallDelta(int i, int call, String arguments) ->
                        at(all, i).calls.get(call)[2] += arguments;
                case ChatEvent.Finished(int i, var reason) ->
                        at(all, i).finish = OpenAiReplies.word(reason);
                case ChatEvent.Started _,
                        ChatEvent.ReasoningSigned _,
                        ChatEvent.AudioDelta _,
                        ChatEvent.Annotated _,
                        ChatEvent.Opaque _,
                        ChatEvent.Metered _,
                        ChatEvent.Failed _ -> {}
            }
        }
        return all;
    }

    static Spoken at(Map<Integer, Spoken> all, int choice) {
        return all.computeIfAbsent(choice, _ -> new Spoken());
    }
}
