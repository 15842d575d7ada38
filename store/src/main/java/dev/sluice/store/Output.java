package dev.sluice.store;

import java.io.OutputStream;
import java.util.Arrays;

/** Bytes that are written again and again into the same array. */
final class Output extends OutputStream {
    private static final int USUAL = 16 * 1024;
    private static final int MOST_KEPT = 1024 * 1024;

    private byte[] array = new byte[USUAL];
    private int size;

    @Override
    public void write(int b) {
        room(1);
        array[size++] = (byte) b;
    }

    @Override
    public void write(byte[] from, int offset, int length) {
        room(length);
        System.arraycopy(from, offset, array, size, length);
        size += length;
    }

    /** Makes room for so many bytes behind {@link #size}, for who writes into {@link #array}. */
    void room(int more) {
        if (more > array.length - size) {
            array = Arrays.copyOf(array, Math.max(Math.addExact(size, more), array.length * 2));
        }
    }

    /** Forgets what was written. */
    void reset() {
        size = 0;
        if (array.length > MOST_KEPT) {
            array = new byte[USUAL];
        }
    }

    /** Says up to where the array has been written. */
    void endsAt(int end) {
        size = end;
    }

    byte[] array() {
        return array;
    }

    int size() {
        return size;
    }
}
