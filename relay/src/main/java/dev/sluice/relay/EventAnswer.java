package dev.sluice.relay;

import dev.sluice.core.failure.Failure;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.sse.EventSink;
import dev.sluice.wire.sse.EventTooLarge;
import dev.sluice.wire.sse.SseFramer;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * An event stream on its way to the client.
 *
 * <p>Only whole events are passed on, so that a stream which breaks off can still be ended with an
 * error event that its client understands. The head is held until the first event, so that a vendor
 * that fails at once is an ordinary HTTP error. What each event may look like is the {@link
 * StreamPolicy}'s business; here are the bytes, the silence and the end.
 */
final class EventAnswer implements Answer, EventSink {
    private static final byte[] HEARTBEAT = Ascii.bytes(": keep-alive\n\n");

    /** How long a vendor may take to end its answer after the last event, before it is cut off. */
    private static final long LINGER_NANOS = 1_000_000_000L;

    private final Attempt attempt;
    private final SseFramer framer = new SseFramer();
    private final StreamPolicy policy;
    private @Nullable ByteBuf head;
    private @Nullable ByteBuf chunk;
    private boolean ended;
    private CallRecord.Outcome outcome = CallRecord.Outcome.COMPLETE;
    private @Nullable String error;
    private long lastSent;

    EventAnswer(Attempt attempt) {
        this.attempt = attempt;
        policy = StreamPolicy.of(attempt);
    }

    @Override
    public void begin(ResponseHead answer) {
        ByteBuf out = attempt.response().eventStreamHead(answer.status());
        ForwardedHeaders.writeHints(answer, out);
        head = out;
        lastSent = attempt.loop().now();
    }

    @Override
    public void body(ByteBuf buf, int index, int length) {
        if (ended) {
            return; // what a vendor says after its last event interests nobody
        }
        byte[] scratch = attempt.loop().scratch(length);
        buf.getBytes(index, scratch, 0, length);
        try {
            framer.feed(scratch, 0, length, this);
        } catch (EventTooLarge e) {
            attempt.cancelRequest();
            failed(new Failure.Malformed("an event of the stream is too large to be held"));
        }
    }

    @Override
    public void event(byte[] buf, int from, int to) {
        if (ended) {
            return;
        }
        switch (policy.event(buf, from, to)) {
            case PASS -> append(buf, from, to - from);
            case REPLACE -> append(policy.replacement(), 0, policy.replacementLength());
            case DROP -> {}
            case LAST -> finish(CallRecord.Outcome.COMPLETE, null);
            case FAILED -> {
                ApiError why = OwnSecrets.without(attempt.deployment().upstream(), policy.error());
                broken(Failure.Refused.of(why, null), why);
            }
        }
    }

    private void append(byte[] bytes, int from, int length) {
        ByteBuf out = chunk;
        if (out == null) {
            out = attempt.response().newChunk(length + 256);
            chunk = out;
        }
        out.writeBytes(bytes, from, length);
    }

    @Override
    public void readComplete() {
        if (chunk != null && attempt.mayPass(policy.hasContent())) {
            send();
            attempt.response().flush();
        }
    }

    private void send() {
        ByteBuf begun = head;
        if (begun != null) {
            attempt.commit();
            head = null;
            attempt.response().sendChunkedHead(begun);
        }
        ByteBuf out = chunk;
        if (out != null) {
            chunk = null;
            attempt.response().writeChunk(out);
        }
        lastSent = attempt.loop().now();
    }

    /** The vendor's body is over: that may or may not be the end of the stream. */
    @Override
    public void end() {
        if (!ended) {
            framer.end(this);
        }
        if (!ended) {
            ApiError incomplete = policy.atEnd();
            if (incomplete == null) {
                finish(CallRecord.Outcome.COMPLETE, null);
            } else {
                broken(new Failure.Broken("its stream ended too early"), incomplete);
            }
        }
        if (!attempt.over()) {
            attempt.settle(outcome, error);
        }
    }

    @Override
    public void failed(Failure failure) {
        ApiError incomplete = ended ? null : policy.atBreak();
        if (incomplete != null) {
            broken(failure, Failures.explain(failure, attempt.deploymentId()));
        } else if (!ended) {
            finish(CallRecord.Outcome.COMPLETE, null); // it broke after its finish
        }
        if (!attempt.over()) {
            attempt.settle(outcome, error);
        }
    }

    /** Says goodbye properly. The call is settled when the vendor's answer has ended, too. */
    private void finish(CallRecord.Outcome how, @Nullable String why) {
        byte[] last = policy.ending();
        if (last.length > 0) {
            append(last, 0, last.length);
        }
        ended = true;
        outcome = how;
        error = why;
        send();
        attempt.response().endChunks();
        attempt.response().flush();
    }

    /** The stream cannot go on: one error, in the way that fits what has been sent. */
    private void broken(Failure failure, ApiError why) {
        if (head != null && (chunk == null || attempt.isReplaceable())) {
            // Nothing has been sent: this is an ordinary error after all.
            ended = true;
            attempt.lost(failure, why);
            return;
        }
        byte[] event = policy.errorEvent(why);
        append(event, 0, event.length);
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
                attempt.settle(outcome, error);
            }
            return;
        }
        long beat = policy.heartbeatNanos();
        if (head == null && beat > 0 && silence > beat && attempt.response().writable()) {
            append(HEARTBEAT, 0, HEARTBEAT.length);
            send();
            attempt.response().flush();
        }
    }

    @Override
    public @Nullable String usage() {
        return policy.usage();
    }

    @Override
    public void release() {
        ByteBuf begun = head;
        head = null;
        if (begun != null) {
            begun.release();
        }
        ByteBuf out = chunk;
        chunk = null;
        if (out != null) {
            out.release();
        }
    }
}
