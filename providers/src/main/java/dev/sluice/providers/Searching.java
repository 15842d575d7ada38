package dev.sluice.providers;

import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.Output;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.chat.WebSearch;
import dev.sluice.wire.frames.Framing;
import dev.sluice.wire.openai.Quirks;
import dev.sluice.wire.openai.VendorSearch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A vendor whose model calls a search tool that the vendor serves: its call is sent back to it as
 * its own result, until it answers. The client sees the answer only. Source: Moonshot's docs on
 * {@code $web_search}, read 2026-11.
 *
 * @param plain how calls without a search are held
 * @param function the name of the search tool
 */
public record Searching(Protocol plain, String function) implements Protocol {
    private static final int MOST_ROUNDS = 5;

    /**
     * Returns the protocol of a vendor, with what its search needs around it.
     *
     * @param responses path and query of its Responses API
     */
    public static Protocol of(Post plain, Quirks quirks, String responses) {
        return switch (quirks.search()) {
            case VendorSearch.Loop loop -> new Searching(plain, loop.function());
            case VendorSearch.Responses _ ->
                    new ResponsesSearch(plain, plain.origin(), responses, quirks);
            case VendorSearch.None _,
                    VendorSearch.AsSaid _,
                    VendorSearch.Native _,
                    VendorSearch.Options _,
                    VendorSearch.Members _,
                    VendorSearch.Tool _ ->
                    plain;
        };
    }

    @Override
    public VendorDialect dialect() {
        return plain.dialect();
    }

    @Override
    public Framing framing() {
        return plain.framing();
    }

    @Override
    public Session open(ChatCall call, Moment moment) {
        return WebSearch.of(call).isWanted()
                ? new Rounds(whole(call), moment)
                : plain.open(call, moment);
    }

    /** The rounds are held with whole answers; the last one is told as the caller wants it. */
    private static ChatCall whole(ChatCall call) {
        Output said = call.output();
        return call.withOutput(
                new Output(
                        Output.Delivery.UNSAID,
                        said.format(),
                        said.choices(),
                        said.reasoningEffort(),
                        said.user()));
    }

    private final class Rounds implements Session {
        private final Moment moment;
        private final List<String> dropped = new ArrayList<>();
        private ChatCall call;
        private int rounds;
        private @Nullable Usage usage;

        Rounds(ChatCall call, Moment moment) {
            this.call = call;
            this.moment = moment;
        }

        @Override
        public Step first() {
            Session session = plain.open(call, moment);
            session.dropped().stream()
                    .filter(each -> !dropped.contains(each))
                    .forEach(dropped::add);
            Step step = session.first();
            rounds++;
            return step instanceof Step.Send(VendorRequest request) ? new Step.Ask(request) : step;
        }

        @Override
        public Step next(Received answer) {
            ChatReply reply;
            try {
                if (answer.status() >= 400) {
                    return new Step.Refuse(
                            plain.dialect().readError(answer.status(), answer.body()));
                }
                reply = plain.dialect().readReply(answer.body());
            } catch (ApiException e) {
                return new Step.Refuse(e.error());
            }
            usage = sum(usage, reply.usage());
            Message.Assistant said =
                    reply.choices().isEmpty()
                            ? Message.Assistant.says("")
                            : reply.choices().getFirst().message();
            boolean searches =
                    !said.toolCalls().isEmpty() && said.toolCalls().stream().allMatch(this::isOurs);
            if (!searches || rounds == MOST_ROUNDS) {
                return new Step.Answer(told(reply));
            }
            List<Message> messages = new ArrayList<>(call.messages());
            messages.add(said);
            for (ToolCall each : said.toolCalls()) {
                List<Part> back = List.of(Part.Text.of(each.arguments()));
                messages.add(new Message.ToolResult(each.id(), back, each.name(), Extras.NONE));
            }
            call = call.withMessages(messages);
            return first();
        }

        private boolean isOurs(ToolCall each) {
            return each.name().equals(function);
        }

        /** The reply as the client may see it. */
        private ChatReply told(ChatReply reply) {
            List<ChatReply.Choice> choices = new ArrayList<>();
            for (ChatReply.Choice choice : reply.choices()) {
                Message.Assistant m = choice.message();
                List<ToolCall> calls =
                        m.toolCalls().stream().filter(each -> !isOurs(each)).toList();
                boolean none = calls.isEmpty() && !m.toolCalls().isEmpty();
                choices.add(
                        new ChatReply.Choice(
                                choice.index(),
                                new Message.Assistant(
                                        m.content(), calls, m.annotations(), m.name(), m.extras()),
                                none ? FinishReason.Standard.STOP : choice.finish(),
                                choice.extras()));
            }
            ChatReply told = reply.withChoices(choices);
            return usage == null ? told : told.withUsage(usage);
        }

        @Override
        public List<String> dropped() {
            return List.copyOf(dropped);
        }
    }

    private static @Nullable Usage sum(@Nullable Usage a, @Nullable Usage b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return new Usage(
                a.freshInput() + b.freshInput(),
                a.cacheRead() + b.cacheRead(),
                a.cacheWrite() + b.cacheWrite(),
                a.audioInput() + b.audioInput(),
                a.textOutput() + b.textOutput(),
                a.reasoning() + b.reasoning(),
                a.audioOutput() + b.audioOutput(),
                a.estimated() || b.estimated(),
                Extras.NONE);
    }
}
