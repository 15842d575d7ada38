package dev.sluice.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

/**
 * A body that is looked at as a whole before a byte of it is passed on.
 *
 * <p>Most come with one read and stay where they were read; only what comes in several pieces is
 * gathered.
 */
final class Collected {
    private final Attempt attempt;
    private final int limit;
    private @Nullable ByteBuf gathered;
    private boolean copied;

    Collected(Attempt attempt, int limit) {
        this.attempt = attempt;
        this.limit = limit;
    }

    /**
     * Takes a piece.
     *
     * @return false when the limit would be passed; the piece is not taken then
     */
    boolean add(ByteBuf buf, int index, int length) {
        ByteBuf all = gathered;
        if (all == null) {
            if (length > limit) {
                return false;
            }
            gathered = buf.retainedSlice(index, length);
            return true;
        }
        if (all.readableBytes() + length > limit) {
            return false;
        }
        if (!copied) {
            copied = true;
            ByteBuf first = all;
            all = attempt.response().buffer(2 * (first.readableBytes() + length));
            all.writeBytes(first);
            first.release();
            gathered = all;
        }
        all.writeBytes(buf, index, length);
        return true;
    }

    int length() {
        return gathered == null ? 0 : gathered.readableBytes();
    }

    /** Copies the body to the loop's scratch array, valid during this callback. */
    byte[] scratch() {
        ByteBuf all = gathered;
        if (all == null) {
            return new byte[0];
        }
        byte[] scratch = attempt.loop().scratch(all.readableBytes());
        all.getBytes(all.readerIndex(), scratch, 0, all.readableBytes());
        return scratch;
    }

    /** Returns a copy of what has come. */
    byte[] copy() {
        ByteBuf all = gathered;
        return all == null ? new byte[0] : ByteBufUtil.getBytes(all);
    }

    /** Gives the body away; the taker releases it. */
    @Nullable ByteBuf take() {
        ByteBuf all = gathered;
        gathered = null;
        copied = false;
        return all;
    }

    void release() {
        ByteBuf all = take();
        if (all != null) {
            all.release();
        }
    }
}
