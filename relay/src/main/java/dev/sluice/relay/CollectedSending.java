package dev.sluice.relay;

import dev.sluice.wire.json.Edits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/** One attempt's way of sending a collected JSON body: with what its deployment changes in it. */
final class CollectedSending implements Sending {
    private final Attempt attempt;
    private final byte[] bytes;
    private final int length;
    private final @Nullable Edits edits;
    private final int outLength;
    private @Nullable UpstreamConnection connection;
    private byte[] outgoing = new byte[0];
    private int sent;

    /**
     * Creates one.
     *
     * @param edits the changes, or null when the bytes pass as they are
     */
    CollectedSending(Attempt attempt, byte[] bytes, int length, @Nullable Edits edits) {
        this.attempt = attempt;
        this.bytes = bytes;
        this.length = length;
        this.edits = edits;
        outLength = edits == null ? length : edits.length(0, length);
    }

    @Override
    public void send(UpstreamConnection target, Lane lane) {
        connection = target;
        boolean small = outLength <= CollectedBody.ONE_WRITE;
        ByteBuf out =
                RequestBody.requestHead(attempt, lane, small ? outLength : 0, Lane.BodyType.JSON);
        Ascii.writeLength(out, outLength);
        Ascii.write(out, "\r\n");
        if (small) {
            write(out);
            target.channel().write(out, target.channel().voidPromise());
            attempt.loop().flushes().soon(target.channel());
            attempt.sent();
            return;
        }
        target.channel().write(out, target.channel().voidPromise());
        outgoing = edits == null ? bytes : edits.apply(bytes, 0, length);
        sent = 0;
        more();
    }

    private void write(ByteBuf out) {
        if (edits == null) {
            out.writeBytes(bytes, 0, length);
        } else {
            edits.pieces(
                    bytes,
                    0,
                    length,
                    (from, start, stop) -> out.writeBytes(from, start, stop - start));
        }
    }

    @Override
    public void more() {
        UpstreamConnection target = connection;
        if (target == null || outgoing.length == 0) {
            return;
        }
        while (sent < outLength && target.channel().isWritable()) {
            int size = Math.min(CollectedBody.ONE_WRITE, outLength - sent);
            target.channel()
                    .write(
                            Unpooled.wrappedBuffer(outgoing, sent, size),
                            target.channel().voidPromise());
            sent += size;
        }
        target.channel().flush();
        if (sent >= outLength) {
            outgoing = new byte[0];
            attempt.sent();
        }
    }
}
