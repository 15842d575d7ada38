package dev.sluice.relay;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The beginning of an answer's body, for those who log bodies: of the attempt that wins. */
final class BodyLog {
    /** More than this of a body is not kept. */
    static final int LIMIT = 64 << 10;

    private byte[] bytes = new byte[1024];
    private int length;
    private @Nullable Attempt heard;

    /** Adds what an attempt has read. */
    @SuppressWarnings("ReferenceEquality") // is it this very attempt?
    void add(Attempt attempt, ByteBuf buf, int index, int size) {
        if (heard != attempt) {
            if (heard != null && heard.committed()) {
                return;
            }
            heard = attempt;
            length = 0;
        }
        int more = Math.min(size, LIMIT - length);
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
        buf.getBytes(index, bytes, length, more);
        length += more;
    }

    /** Returns it without what the vendor quotes of our own credentials. */
    byte[] bytes() {
        byte[] copy = Arrays.copyOf(bytes, length);
        if (heard == null) {
            return copy;
        }
        String text = new String(copy, StandardCharsets.UTF_8);
        String clean = OwnSecrets.without(heard.deployment().upstream(), text);
        return clean.equals(text) ? copy : clean.getBytes(StandardCharsets.UTF_8);
    }
}
