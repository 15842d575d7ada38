package dev.sluice.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** A Redis of the test's own, on a free port, in a directory that is thrown away. */
final class RedisProgram implements AutoCloseable {
    private final Path directory;
    private final int port;
    private final String appendOnly;
    private @Nullable Process process;

    /** Starts it; skips the test where there is none. */
    RedisProgram(boolean remembers) throws IOException, InterruptedException {
        directory = Files.createTempDirectory("redis");
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        appendOnly = remembers ? "yes" : "no";
        start();
    }

    String uri() {
        return "redis://127.0.0.1:" + port;
    }

    void start() throws InterruptedException {
        var builder =
                new ProcessBuilder(
                        "redis-server",
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--dir",
                        directory.toString(),
                        "--save",
                        "",
                        "--appendonly",
                        appendOnly,
                        "--appendfsync",
                        "always");
        builder.redirectErrorStream(true).redirectOutput(directory.resolve("log").toFile());
        try {
            process = builder.start();
        } catch (IOException _) {
            Assumptions.abort("no redis-server is installed: nothing of a Redis is tested");
        }
        until(this::listens);
    }

    private boolean listens() {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /** Kills it. */
    void stop() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }

    /** Makes it hang ({@code STOP}), or go on ({@code CONT}). */
    void signal(String name) throws IOException, InterruptedException {
        if (process != null) {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
        }
    }

    /** Waits until something has come true, at most for twenty seconds. */
    static void until(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("did not come true within twenty seconds");
            }
            Thread.sleep(5); // another process is waited for
        }
    }

    @Override
    public void close() {
        stop();
        try (var files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(RedisProgram::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
