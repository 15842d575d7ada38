package dev.sluice.wire.json;

import java.util.Arrays;

/*
 * Changing three places of a 2 MB body must not cost copying it through a tree. An edit is a range
 * of the old text and the bytes that take its place; the new text is what lies between the edits,
 * as it was, and the replacements. It can be measured before it is written (a request needs its
 * content-length first), written into one array, or handed out piece by piece without copying.
 *
 * Edits may come in any order. They are few, so each is moved into its place from the back. At one
 * offset an insertion stands before a replacement, and insertions keep the order of their calls.
 */

/** A list of byte-range changes to one text; reusable, not thread-safe. */
public final class Edits {
    private static final byte[] NOTHING = {};

    private int[] from = new int[8];
    private int[] to = new int[8];
    private byte[][] with = new byte[8][];
    private int size;

    /** Takes the pieces of an edited text, in order. */
    @FunctionalInterface
    public interface Pieces {
        /** Takes one piece; ranges of the source text and whole replacements alike. */
        void piece(byte[] buf, int from, int to);
    }

    /** Creates an empty list. */
    public Edits() {}

    /** Forgets all edits. */
    public void clear() {
        Arrays.fill(with, 0, size, NOTHING);
        size = 0;
    }

    /** Tells whether the text stays as it is. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** Puts {@code bytes} in place of {@code [start, stop)}. */
    public void replace(int start, int stop, byte[] bytes) {
        if (start > stop) {
            throw new IllegalArgumentException("range " + start + ".." + stop + " runs backwards");
        }
        if (size == from.length) {
            from = Arrays.copyOf(from, size * 2);
            to = Arrays.copyOf(to, size * 2);
            with = Arrays.copyOf(with, size * 2);
        }
        int i = size;
        while (i > 0 && (from[i - 1] > start || (from[i - 1] == start && to[i - 1] > stop))) {
            from[i] = from[i - 1];
            to[i] = to[i - 1];
            with[i] = with[i - 1];
            i--;
        }
        if ((i > 0 && to[i - 1] > start) || (i < size && stop > from[i + 1])) {
            throw new IllegalArgumentException("range " + start + ".." + stop + " is edited twice");
        }
        from[i] = start;
        to[i] = stop;
        with[i] = bytes;
        size++;
    }

    /** Puts {@code bytes} before offset {@code at}. */
    public void insert(int at, byte[] bytes) {
        replace(at, at, bytes);
    }

    /** Takes {@code [start, stop)} out. */
    public void remove(int start, int stop) {
        replace(start, stop, NOTHING);
    }

    /** Returns how many bytes {@code [start, stop)} of the text has once edited. */
    public int length(int start, int stop) {
        int length = stop - start;
        for (int i = 0; i < size; i++) {
            length += with[i].length - (to[i] - from[i]);
        }
        return length;
    }

    /**
     * Writes the edited text {@code src[start, stop)} to {@code dst} from {@code at} on; returns
     * the offset after it.
     */
    public int writeTo(byte[] src, int start, int stop, byte[] dst, int at) {
        int read = start;
        int write = at;
        for (int i = 0; i < size; i++) {
            int plain = from[i] - read;
            System.arraycopy(src, read, dst, write, plain);
            write += plain;
            System.arraycopy(with[i], 0, dst, write, with[i].length);
            write += with[i].length;
            read = to[i];
        }
        System.arraycopy(src, read, dst, write, stop - read);
        return write + stop - read;
    }

    /** Hands out the edited text {@code src[start, stop)} in pieces, copying nothing. */
    public void pieces(byte[] src, int start, int stop, Pieces sink) {
        int read = start;
        for (int i = 0; i < size; i++) {
            if (from[i] > read) {
                sink.piece(src, read, from[i]);
            }
            if (with[i].length > 0) {
                sink.piece(with[i], 0, with[i].length);
            }
            read = to[i];
        }
        if (stop > read) {
            sink.piece(src, read, stop);
        }
    }

    /** Returns the edited text {@code src[start, stop)} as a new array. */
    public byte[] apply(byte[] src, int start, int stop) {
        byte[] out = new byte[length(start, stop)];
        writeTo(src, start, stop, out, 0);
        return out;
    }
}
