package dev.sluice.wire.chat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * OpenAI's deprecated functions for vendors that only know tools: the call is rewritten before it
 * is sent, the answer afterwards, and the caller notices nothing.
 */
public final class LegacyFunctions {
    private LegacyFunctions() {}

    /** Returns the same call with tools, calls and results in place of functions. */
    public static ChatCall asTools(ChatCall call) {
        boolean said =
                call.messages().stream()
                        .anyMatch(m ->
                                m instanceof Message.FunctionResult
                                        || (m instanceof Message.Assistant a && isLegacy(a)));
        boolean offered = call.toolUse().style() == ToolUse.Style.LEGACY_FUNCTIONS;
        if (!said && !offered) {
            return call;
        }
        ToolUse use = call.toolUse();
        return call.withMessages(messages(call.messages()))
                .withToolUse(
                        new ToolUse(
                                use.tools(), use.choice(), use.parallel(), ToolUse.Style.TOOLS));
    }

    private static boolean isLegacy(Message.Assistant message) {
        return message.toolCalls().stream()
                .anyMatch(c -> c.kind() == ToolCall.Kind.LEGACY_FUNCTION);
    }

    private static List<Message> messages(List<Message> before) {
        var after = new ArrayList<Message>();
        Map<String, String> lastCalls = new HashMap<>();
        for (Message message : before) {
            if (message instanceof Message.FunctionResult result) {
                String id = lastCalls.getOrDefault(result.name(), "");
                after.add(
                        new Message.ToolResult(
                                id, result.content(), result.name(), result.extras()));
            } else if (message instanceof Message.Assistant a && isLegacy(a)) {
                var calls = new ArrayList<ToolCall>();
                for (ToolCall each : a.toolCalls()) {
                    boolean old = each.kind() == ToolCall.Kind.LEGACY_FUNCTION;
                    String id = old ? "call_function" + after.size() : each.id();
                    lastCalls.put(each.name(), id);
                    ToolCall.Kind kind = old ? ToolCall.Kind.FUNCTION : each.kind();
                    calls.add(new ToolCall(id, kind, each.name(), each.arguments(), each.extras()));
                }
                after.add(
                        new Message.Assistant(
                                a.content(), calls, a.annotations(), a.name(), a.extras()));
            } else {
                after.add(message);
            }
        }
        return after;
    }

    /** Returns the same reply with its first tool call in the legacy way. */
    public static ChatReply inReply(ChatReply reply) {
        var choices = new ArrayList<ChatReply.Choice>();
        for (ChatReply.Choice choice : reply.choices()) {
            Message.Assistant said = choice.message();
            if (said.toolCalls().isEmpty()) {
                choices.add(choice);
                continue;
            }
            ToolCall first = said.toolCalls().getFirst();
            var call =
                    new ToolCall(
                            "",
                            ToolCall.Kind.LEGACY_FUNCTION,
                            first.name(),
                            first.arguments(),
                            Extras.NONE);
            choices.add(
                    new ChatReply.Choice(
                            choice.index(),
                            new Message.Assistant(
                                    said.content(),
                                    List.of(call),
                                    said.annotations(),
                                    said.name(),
                                    said.extras()),
                            choice.finish().afterCalls(ToolUse.Style.LEGACY_FUNCTIONS),
                            choice.extras()));
        }
        return reply.withChoices(choices);
    }

    /** Returns the events that say the same in the legacy way: none or one. */
    public static List<ChatEvent> inEvent(ChatEvent event) {
        return switch (event) {
            case ChatEvent.ToolCallStarted c ->
                    c.call() > 0
                            ? List.of()
                            : List.of(
                                    new ChatEvent.ToolCallStarted(
                                            c.choice(),
                                            0,
                                            ToolCall.Kind.LEGACY_FUNCTION,
                                            "",
                                            c.name(),
                                            Extras.NONE));
            case ChatEvent.ToolCallDelta d -> d.call() > 0 ? List.of() : List.of(event);
            case ChatEvent.Finished(int choice, FinishReason reason) ->
                    reason == FinishReason.Standard.TOOL_CALLS
                            ? List.of(
                                    new ChatEvent.Finished(
                                            choice, FinishReason.Standard.FUNCTION_CALL))
                            : List.of(event);
            case ChatEvent.Started _,
                    ChatEvent.TextDelta _,
                    ChatEvent.ReasoningDelta _,
                    ChatEvent.ReasoningSigned _,
                    ChatEvent.RefusalDelta _,
                    ChatEvent.AudioDelta _,
                    ChatEvent.Annotated _,
                    ChatEvent.Opaque _,
                    ChatEvent.Metered _,
                    ChatEvent.Failed _ ->
                    List.of(event);
        };
    }
}
