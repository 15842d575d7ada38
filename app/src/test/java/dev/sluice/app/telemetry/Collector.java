package dev.sluice.app.telemetry;

import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeUpstream;
import dev.sluice.testkit.Headers;
import dev.sluice.testkit.Request;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

/** An OTLP collector that keeps what it is sent. */
final class Collector implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final FakeUpstream server = FakeUpstream.start(_ -> answer(200));

    private static Answer answer(int status) {
        return Answer.bytes(status, "application/x-protobuf", new byte[0]);
    }

    String url() {
        return server.url();
    }

    int port() {
        return server.port();
    }

    /** Answers with this status from now on. */
    void answerWith(int status) {
        server.script(_ -> answer(status));
    }

    /** Every request so far. */
    List<Request> requests() {
        return server.requests();
    }

    /** Every span so far. */
    List<Proto> spans() {
        return messages("/v1/traces", 1, 2, 2);
    }

    /** Every metric so far. */
    List<Proto> metrics() {
        return messages("/v1/metrics", 1, 2, 2);
    }

    private List<Proto> messages(String path, int... fields) {
        List<Proto> all = new ArrayList<>();
        for (Request each : server.requests()) {
            if (each.path().equals(path)) {
                all.addAll(Proto.of(unpacked(each)).at(fields));
            }
        }
        return all;
    }

    static byte[] unpacked(Request request) {
        Headers headers = request.headers();
        if (!headers.text("content-encoding").equals("gzip")) {
            return request.body();
        }
        try (var in = new GZIPInputStream(new ByteArrayInputStream(request.body()))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until this is so. */
    void await(String what, Predicate<Collector> so) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!so.test(this)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(what + " did not come about: " + requests());
            }
            Thread.sleep(10);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
