package dev.sluice.app.config;

import dev.sluice.core.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Sees a file change, by reading it again and again: the one way that works alike for a rename over
 * it, a rewrite in place, a swapped symbolic link and a bind mount. A change is reported once two
 * readings in a row agree, so a half-written file is rarely seen; if it is, the rest of the writing
 * is the next change.
 */
public final class FileWatch implements AutoCloseable {
    private final Path file;
    private final Duration pause;
    private final Consumer<byte[]> changed;
    private final Thread thread;
    private byte[] reported;

    /**
     * Begins to watch.
     *
     * @param seen what the file held when it was last read by its owner
     * @param pause between two readings
     * @param changed takes the new bytes, on the watching thread
     */
    public FileWatch(Path file, byte[] seen, Duration pause, Consumer<byte[]> changed) {
        this.file = file;
        this.pause = pause;
        this.changed = changed;
        this.reported = Digest.sha256().digest(seen);
        this.thread = Thread.ofVirtual().name("configuration-watch").unstarted(this::run);
        thread.start();
    }

    private void run() {
        byte[] last = reported;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(pause);
                byte[] bytes = Files.readAllBytes(file);
                byte[] digest = Digest.sha256().digest(bytes);
                if (!Arrays.equals(digest, reported) && Arrays.equals(digest, last)) {
                    reported = digest;
                    changed.accept(bytes);
                }
                last = digest;
            } catch (IOException _) {
                last = new byte[0]; // gone for a moment: between the two steps of a replacement
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
