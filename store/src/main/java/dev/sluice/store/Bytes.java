package dev.sluice.store;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Reads and writes all of something, where a channel may do a part. */
final class Bytes {
    private Bytes() {}

    /** Reads from a place in the file until the buffer is full or the file ends. */
    static void read(FileChannel from, long at, ByteBuffer to) throws IOException {
        long place = at;
        int read = 0;
        while (to.hasRemaining() && read >= 0) {
            read = from.read(to, place);
            place += Math.max(read, 0);
        }
    }

    /** Reads a piece of a file into memory that is freed with the arena. */
    static ByteBuffer load(FileChannel from, long at, long length, Arena into) throws IOException {
        ByteBuffer bytes = into.allocate(length).asByteBuffer();
        read(from, at, bytes);
        if (bytes.hasRemaining()) {
            throw new EOFException(
                    "found " + bytes.position() + " bytes, expected " + bytes.limit());
        }
        return bytes.flip();
    }

    /** Writes what remains in the buffer. */
    static void write(FileChannel to, long at, ByteBuffer from) throws IOException {
        long place = at;
        while (from.hasRemaining()) {
            place += to.write(from, place);
        }
    }
}
