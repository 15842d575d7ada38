package dev.sluice.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Walks over the frames in a piece of a segment. A frame is: length of the payload (u32), CRC32C of
 * what follows (u32), sequence (u64), kind (u8), payload. Where no good frame stands, the next one
 * is looked for byte by byte: sequence and CRC tell it from anything else.
 */
final class Frames {
    /** What a frame has beside its payload. */
    static final int HEAD = 17;

    private static final int CRC = 4;
    private static final int SEQUENCE = 8;
    private static final int KIND = 16;
    private static final int MOST_KINDS = 16;

    /** More than any damage can hide; less than what random bytes are likely to say. */
    private static final long REACH = 1L << 32;

    private final ByteBuffer bytes;
    private final CRC32C crc = new CRC32C();
    private long sequence;
    private int at;
    private int behind;
    private int damaged;

    /**
     * Starts at the buffer's position and goes to its limit.
     *
     * @param before the sequence that has been read last
     */
    Frames(ByteBuffer bytes, long before) {
        this.bytes = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        sequence = before;
        behind = bytes.position();
    }

    /** Writes a frame. */
    static void write(ByteBuffer to, long sequence, EntryKind kind, Payload payload) {
        int begin = to.position();
        to.putInt(begin, payload.length());
        to.putLong(begin + SEQUENCE, sequence);
        to.put(begin + KIND, kind.code());
        to.put(begin + HEAD, payload.bytes(), 0, payload.length());
        int end = begin + HEAD + payload.length();
        var crc = new CRC32C();
        crc.update(to.duplicate().limit(end).position(begin + SEQUENCE));
        to.putInt(begin + CRC, (int) crc.getValue());
        to.position(end);
    }

    /** Returns what stands where the first frame, if there is one, has its sequence. */
    static long sequence(ByteBuffer bytes) {
        return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).getLong(SEQUENCE);
    }

    /** Goes to the next good frame; returns false when none is left. */
    boolean next() {
        for (int candidate = behind; candidate <= bytes.limit() - HEAD; candidate++) {
            if (goTo(candidate)) {
                return true;
            }
        }
        return false;
    }

    /** Goes to the frame that stands where this one ends; returns false when none does. */
    boolean adjoining() {
        return behind <= bytes.limit() - HEAD && goTo(behind);
    }

    private boolean goTo(int candidate) {
        if (!isFrame(candidate)) {
            return false;
        }
        damaged = candidate - behind;
        at = candidate;
        sequence = bytes.getLong(at + SEQUENCE);
        behind = at + HEAD + bytes.getInt(at);
        return true;
    }

    private boolean isFrame(int candidate) {
        int length = bytes.getInt(candidate);
        long ahead = bytes.getLong(candidate + SEQUENCE) - sequence;
        int kind = bytes.get(candidate + KIND);
        if (length < 0 || length > bytes.limit() - candidate - HEAD) {
            return false;
        }
        if (ahead <= 0 || ahead > REACH || kind <= 0 || kind >= MOST_KINDS) {
            return false;
        }
        int end = candidate + HEAD + length;
        crc.reset();
        crc.update(bytes.duplicate().limit(end).position(candidate + SEQUENCE));
        return bytes.getInt(candidate + CRC) == (int) crc.getValue();
    }

    /** Returns the sequence of the frame that it stands on. */
    long sequence() {
        return sequence;
    }

    /** Returns the code of its kind. */
    byte kind() {
        return bytes.get(at + KIND);
    }

    /** Returns a copy of its payload. */
    byte[] payload() {
        byte[] payload = new byte[bytes.getInt(at)];
        bytes.get(at + HEAD, payload);
        return payload;
    }

    /** Returns where it begins. */
    int at() {
        return at;
    }

    /** Returns how many damaged bytes stand between it and the one before. */
    int damaged() {
        return damaged;
    }

    /** Returns where the frame ends that it stands on. */
    int behind() {
        return behind;
    }

    /** What an entry says: the first bytes of an array. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Payload(byte[] bytes, int length) {}
}
