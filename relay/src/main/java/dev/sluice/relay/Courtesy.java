package dev.sluice.relay;

import dev.sluice.providers.Manners;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.LegacyFunctions;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.ReplyTerms;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.ToolUse;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.chat.UsageEstimate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an answer in the hub is given on its way to the client: functions in the way the client
 * speaks, the configured word for withheld content, an estimate where the vendor counted nothing.
 */
final class Courtesy {
    /** The texts of one choice; tool calls are texts of their own, from {@link #CALLS} on. */
    private static final int TEXT = 0;

    private static final int REASONING = 1;
    private static final int REFUSAL = 2;
    private static final int CALLS = 3;

    private final ChatCall asked;
    private final Manners manners;
    private final ReplyTerms terms;
    private final Map<Integer, UsageEstimate> said = new HashMap<>(2);
    private @Nullable Usage usage;
    private boolean current;

    Courtesy(Relay call, ChatCall asked, Manners manners) {
        this.asked = asked;
        this.manners = manners;
        terms =
                new ReplyTerms(
                        "chatcmpl-" + call.response().requestId().substring(4),
                        System.currentTimeMillis() / 1000,
                        asked.model() == null ? "unknown" : asked.model(),
                        asked.output().delivery().wantsUsage()
                                ? ReplyTerms.UsageReport.WANTED
                                : ReplyTerms.UsageReport.WITHHELD);
    }

    ReplyTerms terms() {
        return terms;
    }

    /** Says whether one answer was asked for. */
    boolean isSingle() {
        return asked.output().choices() == null
                || asked.output().choices().compareTo(java.math.BigInteger.ONE) <= 0;
    }

    boolean streams() {
        return asked.output().delivery().streams();
    }

    /** Returns the tokens of the answer, once they are known. */
    @Nullable Usage usage() {
        return usage;
    }

    /** Makes a whole reply ready for the client. */
    ChatReply of(ChatReply reply) {
        ChatReply ready = isLegacy() ? LegacyFunctions.inReply(reply) : reply;
        var choices = new ArrayList<ChatReply.Choice>();
        boolean uncounted = ready.usage() == null;
        for (ChatReply.Choice choice : ready.choices()) {
            if (uncounted) {
                hear(choice.index(), choice.message());
            }
            FinishReason finish = word(choice.finish());
            choices.add(
                    new ChatReply.Choice(
                            choice.index(), choice.message(), finish, choice.extras()));
        }
        ready = ready.withChoices(choices).filled(terms);
        Usage counted = ready.usage() == null ? estimate() : ready.usage();
        usage = counted;
        current = true; // nothing is said after a whole reply
        return ready.withUsage(counted);
    }

    private void hear(int choice, Message.Assistant message) {
        hear(choice, TEXT, message.text());
        hear(choice, REASONING, message.reasoning());
        int call = CALLS;
        for (ToolCall each : message.toolCalls()) {
            hear(choice, call++, each.name() + ' ' + each.arguments());
        }
    }

    /** Counts more of one text of one choice. */
    private void hear(int choice, int text, String piece) {
        current &= piece.isEmpty();
        said.computeIfAbsent(choice, _ -> new UsageEstimate()).on(text).add(piece);
    }

    private long said() {
        var all = new UsageEstimate();
        said.values().forEach(all::add);
        return all.tokens();
    }

    /** Makes one event ready for the client. */
    List<ChatEvent> of(ChatEvent event) {
        switch (event) {
            case ChatEvent.TextDelta(int choice, String text) -> hear(choice, TEXT, text);
            case ChatEvent.ReasoningDelta(int choice, String text) -> hear(choice, REASONING, text);
            case ChatEvent.RefusalDelta(int choice, String text) -> hear(choice, REFUSAL, text);
            case ChatEvent.ToolCallDelta(int choice, int call, String arguments) ->
                    hear(choice, CALLS + call, arguments);
            case ChatEvent.Metered(Usage counted) -> {
                usage = counted;
                current = true;
            }
            case ChatEvent.Finished(int choice, FinishReason reason) -> {
                return legacy(new ChatEvent.Finished(choice, word(reason)));
            }
            case ChatEvent.Failed(ApiError error) -> {
                return isWithheld(error)
                        ? List.of(new ChatEvent.Finished(0, Standard.SENSITIVE))
                        : List.of(event);
            }
            case ChatEvent.Started _,
                    ChatEvent.ReasoningSigned _,
                    ChatEvent.ToolCallStarted _,
                    ChatEvent.AudioDelta _,
                    ChatEvent.Annotated _,
                    ChatEvent.Opaque _ -> {}
        }
        return legacy(event);
    }

    private List<ChatEvent> legacy(ChatEvent event) {
        return isLegacy() ? LegacyFunctions.inEvent(event) : List.of(event);
    }

    private boolean isLegacy() {
        return asked.toolUse().style() == ToolUse.Style.LEGACY_FUNCTIONS;
    }

    private FinishReason word(FinishReason reason) {
        boolean withheld = reason == Standard.SENSITIVE || reason == Standard.CONTENT_FILTER;
        return switch (manners.sensitive()) {
            case AS_SAID -> reason;
            case SENSITIVE -> withheld ? Standard.SENSITIVE : reason;
            case CONTENT_FILTER -> withheld ? Standard.CONTENT_FILTER : reason;
        };
    }

    private boolean isWithheld(ApiError error) {
        return manners.sensitive() == Manners.Sensitive.SENSITIVE
                && "content_filter".equals(error.code());
    }

    /** Returns the reply that stands for a withheld answer, or null when the error is none. */
    @Nullable ChatReply withheld(ApiError error) {
        if (!isWithheld(error)) {
            return null;
        }
        var choice =
                new ChatReply.Choice(
                        0, Message.Assistant.says(""), Standard.SENSITIVE, Extras.NONE);
        return of(new ChatReply("", "", 0, "", List.of(choice), null, Extras.NONE));
    }

    /** Counts by the documented formula what the vendor did not count. */
    Usage estimate() {
        Usage counted = estimated();
        usage = counted;
        return counted;
    }

    private Usage estimated() {
        return Usage.estimate(UsageEstimate.of(asked.messages()), said());
    }

    /**
     * Returns what an answer has used that did not come to its end. What a vendor states on the way
     * counts unless more was said since: then its input does, and our estimate of the output.
     */
    Usage soFar() {
        Usage counted = usage;
        if (counted == null) {
            return estimated();
        }
        if (current || counted.estimated()) {
            return counted;
        }
        long more = Math.max(0, said() - counted.output());
        return new Usage(
                counted.freshInput(),
                counted.cacheRead(),
                counted.cacheWrite(),
                counted.audioInput(),
                counted.textOutput() + more,
                counted.reasoning(),
                counted.audioOutput(),
                true,
                counted.extras());
    }
}
