package dev.sluice.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An upload on disk, waiting until it is known where it goes.
 *
 * <p>Disks block, so every step runs on one virtual thread, in order; the outcome comes back on the
 * event loop. The file is private to its owner and deleted with the call.
 */
final class Spool {
    private static final int PIECE = 64 << 10;

    private final EventExecutor loop;
    private final ExecutorService disk =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("spool").factory());
    private @Nullable Path path;
    private @Nullable FileChannel file;
    private long size;
    private long position;
    private long replaceFrom = -1;
    private long replaceTo = -1;
    private byte[] replacement = new byte[0];
    private boolean reading;

    Spool(EventExecutor loop) {
        this.loop = loop;
    }

    /** Takes a piece and releases it; {@code done} follows on the loop. */
    void append(ByteBuf piece, Runnable done, Consumer<String> failed) {
        size += piece.readableBytes();
        run(() -> {
            try {
                FileChannel open = open();
                for (ByteBuffer each : piece.nioBuffers()) {
                    while (each.hasRemaining()) {
                        open.write(each);
                    }
                }
                loop.execute(done);
            } catch (IOException e) {
                loop.execute(() -> failed.accept(e.getClass().getSimpleName()));
            } finally {
                piece.release();
            }
        });
    }

    private FileChannel open() throws IOException {
        FileChannel open = file;
        if (open == null) {
            path = Files.createTempFile("sluice-upload-", ".part");
            open =
                    FileChannel.open(
                            path,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.DELETE_ON_CLOSE);
            file = open;
        }
        return open;
    }

    /** Puts other bytes in the place of a range when the upload is read. */
    void replace(long from, long to, byte[] bytes) {
        replaceFrom = from;
        replaceTo = to;
        replacement = bytes;
    }

    /** Returns whether everything has been read. */
    boolean drained() {
        return position >= size && !reading;
    }

    /** Reads the next piece; {@code taker} gets it on the loop and owns it. */
    void read(Consumer<ByteBuf> taker, Consumer<String> failed) {
        if (reading) {
            return;
        }
        if (position == replaceFrom) {
            position = replaceTo;
            replaceFrom = -1;
            taker.accept(Unpooled.wrappedBuffer(replacement));
            return;
        }
        reading = true;
        long from = position;
        long until = replaceFrom > from ? Math.min(replaceFrom, size) : size;
        int length = (int) Math.min(PIECE, until - from);
        position += length;
        run(() -> {
            try {
                var bytes = ByteBuffer.allocate(length);
                long at = from;
                while (bytes.hasRemaining()) {
                    int count = open().read(bytes, at);
                    if (count < 0) {
                        throw new IOException("the upload's file is shorter than written");
                    }
                    at += count;
                }
                loop.execute(() -> {
                    reading = false;
                    taker.accept(Unpooled.wrappedBuffer(bytes.array()));
                });
            } catch (IOException e) {
                loop.execute(() -> failed.accept(e.getClass().getSimpleName()));
            }
        });
    }

    /** Deletes the file. */
    void delete() {
        run(() -> {
            try {
                if (file != null) {
                    file.close();
                }
            } catch (IOException e) {
                // The file was to be deleted; the system's temporary folder is cleaned.
                path = null;
            }
        });
        disk.shutdown();
    }

    private void run(Runnable step) {
        try {
            disk.execute(step);
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("the spool has been deleted", e);
        }
    }
}
