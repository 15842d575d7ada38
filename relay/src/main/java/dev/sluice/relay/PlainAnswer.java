package dev.sluice.relay;

import dev.sluice.core.failure.Failure;
import dev.sluice.core.meter.Consumption;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** An answer that passes byte for byte: JSON of other endpoints, sound, images, files. */
final class PlainAnswer implements Answer {
    /** Pieces up to this size are copied; larger ones are passed on as they lie in memory. */
    private static final int COPIED = 4 << 10;

    private final Attempt attempt;
    private final boolean chargeable;
    private @Nullable Passing heard;
    private long declared = -1;

    PlainAnswer(Attempt attempt) {
        this.attempt = attempt;
        chargeable = Chargeable.whole(attempt.call());
    }

    /** Listens to what passes: it is JSON. */
    void listen() {
        if (chargeable) {
            heard = new Passing();
        }
    }

    @Override
    public void begin(ResponseHead head) {
        if (isJson(head)) {
            listen();
        }
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

    private static boolean isJson(ResponseHead head) {
        int type = head.find("content-type");
        boolean encoded =
                head.find("content-encoding") >= 0 && !head.lists("content-encoding", "identity");
        return head.status() < 300
                && !encoded
                && type >= 0
                && head.valueStarts(type, "application/json");
    }

    @Override
    public void body(ByteBuf buf, int index, int length) {
        if (heard != null) {
            heard.add(buf, index, length);
        }
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

    /** Of sound, pictures and compressed text nothing is known but that they came. */
    @Override
    public Consumption consumption() {
        if (!chargeable) {
            return new Consumption.None();
        }
        return heard == null ? new Consumption.Unstated(0, "") : heard.consumption();
    }

    @Override
    public void release() {
        // Nothing is held.
    }
}
