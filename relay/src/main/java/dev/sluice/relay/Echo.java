package dev.sluice.relay;

import dev.sluice.core.Surface;
import dev.sluice.core.failure.Failure;
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

/**
 * The built-in provider: repeats the last message of the user and says that it is an echo, so that
 * the first call works before any vendor's key is entered.
 */
final class Echo {
    private static final String HONESTY =
            "This is Sluice's built-in echo, not a language model. You said: ";

    private Echo() {}

    /** Answers a call without anybody's help. */
    static void answer(Attempt attempt) {
        Relay call = attempt.call();
        if (call.surface().kind() != Surface.Kind.CHAT
                || !(call.requestBody() instanceof CollectedBody collected)) {
            attempt.cannot(
                    new ApiError(
                            501,
                            "server_error",
                            "The built-in echo only answers chat completions; configure a provider"
                                    + " for "
                                    + call.surface().path()
                                    + ".",
                            null,
                            "not_built"));
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
        Usage usage = Usage.estimate(UsageEstimate.of(asked.messages()), UsageEstimate.of(text));
        var terms =
                new ReplyTerms(
                        "chatcmpl-" + call.response().requestId().substring(4),
                        System.currentTimeMillis() / 1000,
                        asked.model() == null ? "echo" : asked.model(),
                        asked.output().delivery().wantsUsage()
                                ? ReplyTerms.UsageReport.WANTED
                                : ReplyTerms.UsageReport.WITHHELD);
        if (asked.output().delivery().streams()) {
            stream(call, terms, text, usage);
        } else {
            whole(call, terms, text, usage);
        }
        call.settle(CallRecord.Outcome.COMPLETE, null);
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
