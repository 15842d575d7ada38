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

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * What an answer in the hub is given on its way to the client: functions in the way the client
 * speaks, the configured word for withheld content, an estimate where the vendor counted nothing.
 */
final class Courtesy {
    private final ChatCall asked;
    private final Manners manners;
    private final ReplyTerms terms;
    private final UsageEstimate said = new UsageEstimate();
    private @Nullable Usage usage;

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
                hear(choice.message());
            }
            FinishReason finish = word(choice.finish());
            choices.add(
                    new ChatReply.Choice(
                            choice.index(), choice.message(), finish, choice.extras()));
        }
        ready = ready.withChoices(choices).filled(terms);
        Usage counted = ready.usage() == null ? estimate() : ready.usage();
        usage = counted;
        return ready.withUsage(counted);
    }

    private void hear(Message.Assistant message) {
        said.add(message.text());
        said.breakWord();
        said.add(message.reasoning());
        said.breakWord();
        for (ToolCall each : message.toolCalls()) {
            said.add(each.name() + ' ' + each.arguments());
            said.breakWord();
        }
    }

    /** Makes one event ready for the client. */
    List<ChatEvent> of(ChatEvent event) {
        switch (event) {
            case ChatEvent.TextDelta(int _, String text) -> said.add(text);
            case ChatEvent.ReasoningDelta(int _, String text) -> said.add(text);
            case ChatEvent.ToolCallDelta(int _, int _, String arguments) -> said.add(arguments);
            case ChatEvent.Metered(Usage counted) -> usage = counted;
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
                    ChatEvent.RefusalDelta _,
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
        Usage counted = Usage.estimate(UsageEstimate.of(asked.messages()), said.tokens());
        usage = counted;
        return counted;
    }
}
