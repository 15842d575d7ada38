package dev.sluice.relay;

import dev.sluice.core.VirtualKey;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.meter.Consumption;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.ReplyBuilder;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.StreamWriter;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.frames.BrokenFrame;
import dev.sluice.wire.frames.Frames;
import dev.sluice.wire.sse.EventTooLarge;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A vendor's stream in its own language: cut into frames, read into the hub, written as the
 * caller's stream, or put together for a caller that wants the answer whole.
 *
 * <p>The head is held until there is something to say, so that a vendor that fails at once is an
 * ordinary HTTP error.
 */
class TranslatedStream implements Answer {
    private static final byte[] HEARTBEAT = Ascii.bytes(": keep-alive\n\n");

    /** How long a vendor may take to end its answer after the last frame, before it is cut off. */
    private static final long LINGER_NANOS = 1_000_000_000L;

    final Attempt attempt;
    private final Translation translation;
    private final Courtesy courtesy;
    private final Frames frames;
    private final StreamReader reader;
    private final StreamWriter writer;
    private final @Nullable ReplyBuilder whole;
    private List<String> hints = List.of();
    private @Nullable ByteBuf chunk;
    private boolean headSent;
    private boolean finished;
    private boolean content;
    private long lastRead;
    private boolean ended;
    private boolean complete;
    private boolean refused;
    private CallRecord.Outcome outcome = CallRecord.Outcome.COMPLETE;
    private @Nullable String error;
    private long lastSent;

    TranslatedStream(Attempt attempt, Translation translation) {
        this.attempt = attempt;
        this.translation = translation;
        courtesy = translation.courtesy();
        frames = translation.protocol().framing().open();
        reader = translation.dialect().newStreamReader();
        writer = Dialects.OPENAI.newStreamWriter(courtesy.terms());
        whole = courtesy.streams() ? null : new ReplyBuilder();
    }

    @Override
    public void begin(ResponseHead head) {
        hints = ForwardedHeaders.hints(head);
        lastSent = attempt.loop().now();
    }

    @Override
    public void body(ByteBuf buf, int index, int length) {
        if (ended) {
            return; // what a vendor says after its last frame interests nobody
        }
        lastRead = attempt.loop().now();
        byte[] scratch = attempt.loop().scratch(length);
        buf.getBytes(index, scratch, 0, length);
        feed(scratch, length);
    }

    /** Takes bytes of the stream. */
    final void feed(byte[] bytes, int length) {
        try {
            frames.feed(bytes, 0, length, this::frame);
        } catch (EventTooLarge | BrokenFrame e) {
            attempt.cancelRequest();
            failed(new Failure.Malformed(String.valueOf(e.getMessage())));
        }
    }

    private void frame(String name, byte[] data) {
        if (!ended) {
            reader.read(name, data).forEach(this::take);
        }
    }

    private void take(ChatEvent event) {
        for (ChatEvent each : courtesy.of(event)) {
            if (ended) {
                return;
            }
            content |= isContent(each);
            if (each instanceof ChatEvent.Failed(ApiError said)) {
                ApiError what = OwnSecrets.without(attempt.deployment().upstream(), said);
                broken(Failure.Refused.of(what, null), what);
            } else if (whole != null) {
                finished |= each instanceof ChatEvent.Finished;
                whole.take(each);
            } else {
                finished |= each instanceof ChatEvent.Finished;
                append(writer.write(each));
            }
            if (event instanceof ChatEvent.Failed && !(each instanceof ChatEvent.Failed)) {
                complete(); // withheld: the answer ends here
            }
        }
    }

    private static boolean isContent(ChatEvent event) {
        return switch (event) {
            case ChatEvent.TextDelta(int _, String text) -> !text.isEmpty();
            case ChatEvent.ReasoningDelta(int _, String text) -> !text.isEmpty();
            case ChatEvent.Started _, ChatEvent.Metered _, ChatEvent.Failed _ -> false;
            case ChatEvent.Finished _,
                    ChatEvent.ReasoningSigned _,
                    ChatEvent.RefusalDelta _,
                    ChatEvent.ToolCallStarted _,
                    ChatEvent.ToolCallDelta _,
                    ChatEvent.AudioDelta _,
                    ChatEvent.Annotated _,
                    ChatEvent.Opaque _ ->
                    true;
        };
    }

    private void append(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        ByteBuf out = chunk;
        if (out == null) {
            out = attempt.response().newChunk(bytes.length + 256);
            chunk = out;
        }
        out.writeBytes(bytes);
    }

    @Override
    public void readComplete() {
        if (chunk != null && attempt.mayPass(content)) {
            send();
            attempt.response().flush();
        }
    }

    private void send() {
        if (!headSent) {
            attempt.commit();
            headSent = true;
            ByteBuf head = attempt.response().eventStreamHead(200);
            hints.forEach(line -> Ascii.write(head, line + "\r\n"));
            attempt.response().sendChunkedHead(head);
        }
        ByteBuf out = chunk;
        if (out != null) {
            chunk = null;
            attempt.response().writeChunk(out);
        }
        lastSent = attempt.loop().now();
    }

    /** The vendor's body is over: the reader knows whether the answer is, too. */
    @Override
    public void end() {
        if (!ended) {
            try {
                frames.end(this::frame);
            } catch (BrokenFrame e) {
                failed(new Failure.Malformed(String.valueOf(e.getMessage())));
                return;
            }
        }
        if (!ended) {
            reader.end().forEach(this::take);
        }
        if (!ended) {
            complete();
        }
        settle();
    }

    /** The connection broke: an answer that was complete is complete all the same. */
    @Override
    public void failed(Failure failure) {
        if (!ended) {
            List<ChatEvent> last = reader.end();
            boolean lost = last.stream().anyMatch(ChatEvent.Failed.class::isInstance);
            if (lost) {
                broken(failure, Failures.explain(failure, attempt.deploymentId()));
            } else {
                last.forEach(this::take);
                complete();
            }
        }
        settle();
    }

    private void settle() {
        if (ended && !attempt.over()) {
            attempt.settle(outcome, error);
        }
    }

    /** The answer is complete: usage where there is none, and the proper end. */
    private void complete() {
        if (ended) {
            return;
        }
        if (whole != null) {
            ended = true;
            deliver(whole);
            return;
        }
        if (courtesy.usage() == null) {
            append(writer.write(new ChatEvent.Metered(courtesy.estimate())));
        }
        complete = true;
        append(writer.end());
        finish(CallRecord.Outcome.COMPLETE, null);
    }

    private void deliver(ReplyBuilder built) {
        ChatReply reply;
        try {
            reply = built.reply();
        } catch (ApiException e) {
            translation.refused(Failure.Refused.of(e.error(), null), hints);
            return;
        }
        complete = true;
        // Its events have been made ready; what is left are the gaps.
        Usage counted = reply.usage() == null ? courtesy.estimate() : reply.usage();
        TranslatedReply.deliver(attempt, reply.filled(courtesy.terms()).withUsage(counted), hints);
    }

    private void finish(CallRecord.Outcome how, @Nullable String why) {
        ended = true;
        outcome = how;
        error = why;
        send();
        attempt.response().endChunks();
        attempt.response().flush();
    }

    /** The stream cannot go on: one error, in the way that fits what has been sent. */
    private void broken(Failure failure, ApiError why) {
        refused = failure instanceof Failure.Refused && !content;
        if (!headSent && (chunk == null || attempt.isReplaceable())) {
            ended = true;
            attempt.cancelRequest();
            if (failure instanceof Failure.Refused refusal) {
                translation.refused(refusal, hints);
            } else {
                attempt.lost(failure, why);
            }
            return;
        }
        append(writer.write(new ChatEvent.Failed(why)));
        attempt.cancelRequest();
        finish(CallRecord.Outcome.BROKEN, why.message());
        attempt.broke(failure);
        attempt.settle(outcome, error);
    }

    @Override
    public void tick(long now) {
        long silence = now - lastSent;
        if (ended) {
            if (silence > LINGER_NANOS) {
                attempt.cancelRequest();
                settle();
            }
            return;
        }
        if (finished && now - lastRead > LINGER_NANOS && courtesy.isSingle()) {
            // The answer is complete; a vendor that leaves its body open keeps nobody waiting.
            attempt.cancelRequest();
            end();
            return;
        }
        long beat =
                attempt.call().key().keepAlive() == VirtualKey.KeepAlive.OFF
                        ? 0
                        : attempt.call().snapshot().settings().heartbeat().toNanos();
        if (headSent && beat > 0 && silence > beat && attempt.response().writable()) {
            append(HEARTBEAT);
            send();
            attempt.response().flush();
        }
    }

    /** Says whether an answer has been finished; more than one come only where asked for. */
    final boolean finished() {
        return finished;
    }

    /** Says whether the client has everything. */
    final boolean ended() {
        return ended;
    }

    @Override
    public @Nullable String usage() {
        Usage counted = courtesy.usage();
        return counted == null ? null : UsageText.of(counted);
    }

    @Override
    public Consumption consumption() {
        Usage counted = courtesy.usage();
        if (refused) {
            return new Consumption.None();
        }
        return new Consumption.Counted(complete && counted != null ? counted : courtesy.soFar());
    }

    @Override
    public void release() {
        ByteBuf out = chunk;
        chunk = null;
        if (out != null) {
            out.release();
        }
    }
}
