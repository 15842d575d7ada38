package dev.sluice.relay;

import dev.sluice.core.failure.Failure;

import io.netty.buffer.ByteBuf;

import org.jspecify.annotations.Nullable;

/** An answer that passes byte for byte: JSON of other endpoints, sound, images, files. */
final class PlainAnswer implements Answer {
    /** Pieces up to this size are copied; larger ones are passed on as they lie in memory. */
    private static final int COPIED = 4 << 10;

    private final Attempt attempt;
    private long declared = -1;

    PlainAnswer(Attempt attempt) {
        this.attempt = attempt;
    }

    @Override
    public void begin(ResponseHead head) {
        attempt.commit();
        ClientResponse response = attempt.response();
        ByteBuf out = response.head(head.status());
        ForwardedHeaders.writeAll(head, out);
        @Nullable String length = head.value("content-length");
        if (length != null) {
            declared = Long.parseLong(length);
            response.write(response.sized(out, declared));
        } else if (head.status() == 204 || head.status() == 304) {
            declared = 0;
            response.sendBodilessHead(out);
        } else {
            response.sendChunkedHead(out);
        }
    }

    @Override
    public void body(ByteBuf buf, int index, int length) {
        ClientResponse response = attempt.response();
        if (declared >= 0) {
            response.write(
                    length <= COPIED
                            ? response.buffer(length).writeBytes(buf, index, length)
                            : buf.retainedSlice(index, length));
            return;
        }
        response.writeChunk(response.newChunk(length).writeBytes(buf, index, length));
    }

    @Override
    public void readComplete() {
        attempt.response().flush();
    }

    @Override
    public void end() {
        if (declared >= 0) {
            attempt.response().endSized();
        } else {
            attempt.response().endChunks();
        }
        attempt.settle(CallRecord.Outcome.COMPLETE, null);
    }

    /** Half a file is no file: the connection ends, so that the client cannot mistake it. */
    @Override
    public void failed(Failure failure) {
        attempt.response().lastOfConnection();
        attempt.broke(failure);
        attempt.call().front().close();
        attempt.settle(
                CallRecord.Outcome.BROKEN,
                Failures.explain(failure, attempt.deploymentId()).message());
    }

    @Override
    public void tick(long now) {
        // Nothing keeps a plain body alive but its own bytes.
    }

    @Override
    public @Nullable String usage() {
        return null;
    }

    @Override
    public void release() {
        // Nothing is held.
    }
}
