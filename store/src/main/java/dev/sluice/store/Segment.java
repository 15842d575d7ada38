package dev.sluice.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The head of a segment, one file of the journal: magic (8 bytes), version (u32), node (16 bytes),
 * the last sequence before it (u64), its own first sequence (u64), CRC32C of all that (u32). Little
 * endian, as everything in the journal.
 *
 * @param node id of the node, 32 hexadecimal digits
 * @param before the last sequence before it. The two differ by more than one where the journal was
 *     made to leave sequences out
 * @param first the sequence with which it begins
 */
record Segment(String node, long before, long first) {
    /** How long the head is; frames follow. */
    static final int HEAD = 48;

    static final int VERSION = 1;

    private static final byte[] MAGIC = "sluice-j".getBytes(StandardCharsets.US_ASCII);
    private static final int NODE = 16;
    private static final String ENDING = ".log";
    private static final int DIGITS = 20;

    /** Returns the name of the file that begins with a sequence. */
    static String name(long first) {
        return String.format("%0" + DIGITS + "d", first) + ENDING;
    }

    /** Returns the sequence with which a file begins, or -1 if it is no segment. */
    static long first(String name) {
        return name.matches("\\d{" + DIGITS + "}" + ENDING)
                ? Long.parseLong(name, 0, DIGITS, 10)
                : -1;
    }

    /** Returns the head's bytes. */
    ByteBuffer bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(HEAD).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(MAGIC).putInt(VERSION).put(HexFormat.of().parseHex(node));
        bytes.putLong(before).putLong(first);
        bytes.putInt((int) crc(bytes)).flip();
        return bytes;
    }

    /**
     * Reads a head.
     *
     * @return null when it is damaged
     * @throws JournalRefused when a newer version wrote it
     */
    static @Nullable Segment read(ByteBuffer bytes) throws JournalRefused {
        if (bytes.limit() < HEAD) {
            return null;
        }
        byte[] start = new byte[MAGIC.length + Integer.BYTES + NODE];
        bytes.get(0, start);
        ByteBuffer head = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        int version = head.getInt(MAGIC.length);
        boolean whole = head.getInt(HEAD - Integer.BYTES) == (int) crc(head);
        if (!whole
                || !new String(start, 0, MAGIC.length, StandardCharsets.US_ASCII)
                        .equals(new String(MAGIC, StandardCharsets.US_ASCII))) {
            return null;
        }
        if (version != VERSION) {
            throw new JournalRefused(
                    "the journal was written in version "
                            + version
                            + " of its format and this program knows version "
                            + VERSION
                            + ": start the version of Sluice that wrote it");
        }
        String node = HexFormat.of().formatHex(start, start.length - NODE, start.length);
        int at = start.length;
        return new Segment(node, head.getLong(at), head.getLong(at + Long.BYTES));
    }

    private static long crc(ByteBuffer head) {
        var crc = new CRC32C();
        crc.update(head.duplicate().limit(HEAD - Integer.BYTES).position(0));
        return crc.getValue();
    }
}
