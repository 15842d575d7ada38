package dev.sluice.testkit.conformance;

import dev.sluice.testkit.conformance.Heard.Choice;
import dev.sluice.testkit.conformance.Heard.Tokens;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the hub holds, as something heard. */
final class HubReading {
    private HubReading() {}

    /** A whole answer. */
    static Heard of(ChatReply reply) {
        var heard = new Heard();
        for (ChatReply.Choice choice : reply.choices()) {
            Choice said = heard.choice(choice.index());
            said.text.append(choice.message().text());
            said.reasoning.append(choice.message().reasoning());
            for (Part part : choice.message().content()) {
                if (part instanceof Part.Refusal refusal) {
                    said.refusal.append(refusal.text());
                }
                if (part instanceof Part.Speech speech) {
                    said.transcript.append(speech.transcript());
                }
            }
            choice.message().toolCalls().forEach(c -> said.call(c.name(), c.arguments()));
            said.finish = word(choice.finish());
        }
        heard.usage = tokens(reply.usage());
        return heard.settled();
    }

    /** A streamed answer. */
    static Heard of(List<ChatEvent> events) {
        var heard = new Heard();
        for (ChatEvent event : events) {
            switch (event) {
                case ChatEvent.TextDelta(int i, String text) -> heard.choice(i).text.append(text);
                case ChatEvent.ReasoningDelta(int i, String text) ->
                        heard.choice(i).reasoning.append(text);
                case ChatEvent.RefusalDelta(int i, String text) ->
                        heard.choice(i).refusal.append(text);
                case ChatEvent.AudioDelta(int i, Part.Speech sound) ->
                        heard.choice(i).transcript.append(sound.transcript());
                case ChatEvent.ToolCallStarted call ->
                        heard.choice(call.choice()).call(call.name(), "");
                case ChatEvent.ToolCallDelta(int i, int call, String arguments) ->
                        heard.choice(i).calls.get(call).arguments.append(arguments);
                case ChatEvent.Finished(int i, FinishReason reason) ->
                        heard.choice(i).finish = word(reason);
                case ChatEvent.Metered(Usage usage) -> heard.usage = tokens(usage);
                case ChatEvent.Failed(var error) -> heard.failure = error.message();
                case ChatEvent.Started _,
                        ChatEvent.ReasoningSigned _,
                        ChatEvent.Annotated _,
                        ChatEvent.Opaque _ -> {}
            }
        }
        return heard.settled();
    }

    private static @Nullable Tokens tokens(@Nullable Usage usage) {
        return usage == null
                ? null
                : new Tokens(
                        usage.input(),
                        usage.output(),
                        usage.cacheRead(),
                        usage.cacheWrite(),
                        usage.reasoning());
    }

    private static String word(FinishReason reason) {
        return switch (reason) {
            case Standard standard ->
                    switch (standard) {
                        case STOP -> "stop";
                        case LENGTH -> "length";
                        case TOOL_CALLS, FUNCTION_CALL -> "tool_calls";
                        case CONTENT_FILTER -> "content_filter";
                        case SENSITIVE -> "sensitive";
                    };
            case FinishReason.Other(String word) -> word;
        };
    }
}
