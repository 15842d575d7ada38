package dev.sluice.relay;

import dev.sluice.core.Surface;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.meter.Consumption;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.ReplyTerms;
import dev.sluice.wire.chat.StreamWriter;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.chat.UsageEstimate;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The built-in provider: repeats the last message of the user and says that it is an echo, so that
 * the first call works before any vendor's key is entered.
 */
final class Echo implements Answer {
    private static final String HONESTY =
            "This is Sluice's built-in echo, not a language model. You said: ";

    private final Attempt attempt;
    private @Nullable Usage usage;

    Echo(Attempt attempt) {
        this.attempt = attempt;
    }

    /** Says it all: there is nobody to wait for. */
    @Override
    public void end() {
        Relay call = attempt.call();
        if (call.surface().kind() != Surface.Kind.CHAT
                || !(call.requestBody() instanceof CollectedBody collected)) {
            attempt.cannot(notBuilt(call.surface().path()));
            return;
        }
        ChatCall asked;
        try {
            asked = Dialects.OPENAI.readCall(collected.collected());
        } catch (ApiException e) {
            attempt.refused(Failure.Refused.of(e.error(), null), List.of());
            return;
        }
        attempt.commit();
        String text = HONESTY + lastWords(asked.messages());
        Usage counted = Usage.estimate(UsageEstimate.of(asked.messages()), UsageEstimate.of(text));
        usage = counted;
        ReplyTerms terms = terms(call, asked);
        if (asked.output().delivery().streams()) {
            stream(call, terms, text, counted);
        } else {
            whole(call, terms, text, counted);
        }
        call.settle(CallRecord.Outcome.COMPLETE, null);
    }

    private static ApiError notBuilt(String path) {
        return new ApiError(
                501,
                "server_error",
                "The built-in echo only answers chat completions; configure a provider for "
                        + path
                        + ".",
                null,
                "not_built");
    }

    private static ReplyTerms terms(Relay call, ChatCall asked) {
        return new ReplyTerms(
                "chatcmpl-" + call.response().requestId().substring(4),
                System.currentTimeMillis() / 1000,
                asked.model() == null ? "echo" : asked.model(),
                asked.output().delivery().wantsUsage()
                        ? ReplyTerms.UsageReport.WANTED
                        : ReplyTerms.UsageReport.WITHHELD);
    }

    @Override
    public void begin(ResponseHead head) {
        // Nobody answers but itself.
    }

    @Override
    public void body(ByteBuf buf, int index, int length) {
        // Nobody answers but itself.
    }

    @Override
    public void readComplete() {
        // Nobody answers but itself.
    }

    @Override
    public void failed(Failure failure) {
        // It is over before anything can fail.
    }

    @Override
    public void tick(long now) {
        // It is over before time passes.
    }

    @Override
    public @Nullable String usage() {
        return usage == null ? null : UsageText.of(usage);
    }

    @Override
    public Consumption consumption() {
        return usage == null ? new Consumption.None() : new Consumption.Counted(usage);
    }

    @Override
    public void release() {
        // Nothing is held.
    }

    private static String lastWords(List<Message> messages) {
        for (int i = messages.size() - 1; i >= 0; i--) {
            if (messages.get(i) instanceof Message.User said) {
                return said.text();
            }
        }
        return messages.getLast().text();
    }

    private static void whole(Relay call, ReplyTerms terms, String text, Usage usage) {
        var choice =
                new ChatReply.Choice(
                        0, Message.Assistant.says(text), FinishReason.Standard.STOP, Extras.NONE);
        var reply =
                new ChatReply(
                        "echo",
                        terms.id(),
                        terms.created(),
                        terms.model(),
                        List.of(choice),
                        usage,
                        Extras.NONE);
        call.response().json(200, Dialects.OPENAI.writeReply(reply).body());
    }

    private static void stream(Relay call, ReplyTerms terms, String text, Usage usage) {
        ClientResponse response = call.response();
        StreamWriter writer = Dialects.OPENAI.newStreamWriter(terms);
        response.sendChunkedHead(response.eventStreamHead(200));
        write(
                response,
                writer.write(
                        new ChatEvent.Started(
                                "echo", terms.id(), terms.created(), terms.model(), Extras.NONE)));
        for (String word : text.splitWithDelimiters(" ", -1)) {
            write(response, writer.write(new ChatEvent.TextDelta(0, word)));
        }
        write(response, writer.write(new ChatEvent.Finished(0, FinishReason.Standard.STOP)));
        write(response, writer.write(new ChatEvent.Metered(usage)));
        write(response, writer.end());
        response.endChunks();
    }

    private static void write(ClientResponse response, byte[] frame) {
        if (frame.length > 0) {
            ByteBuf chunk = response.newChunk(frame.length);
            response.writeChunk(chunk.writeBytes(frame));
        }
    }
}
