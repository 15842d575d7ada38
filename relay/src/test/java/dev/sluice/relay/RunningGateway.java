package dev.sluice.relay;

import dev.sluice.core.Snapshot;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/** A gateway on a free port, with the records of its calls. */
final class RunningGateway implements AutoCloseable {
    static final int MAX_HEADER = 32 << 10;

    private final Queue<CallRecord> records = new ConcurrentLinkedQueue<>();
    private final Gateway gateway;

    private RunningGateway(Snapshot snapshot, int loops) throws IOException {
        this(snapshot, loops, Services::recording);
    }

    private RunningGateway(Snapshot snapshot, int loops, Function<CallRecorder, Services> services)
            throws IOException {
        gateway =
                Gateway.start(
                        new Listen("127.0.0.1", 0, MAX_HEADER, null, loops),
                        snapshot,
                        services.apply(records::add));
    }

    /** With services of its own; they are given the recorder of this gateway's records. */
    static RunningGateway of(Snapshot snapshot, Function<CallRecorder, Services> services)
            throws IOException {
        return new RunningGateway(snapshot, 2, services);
    }

    static RunningGateway to(int upstreamPort) throws IOException {
        return of(Setup.to(upstreamPort));
    }

    static RunningGateway of(Setup setup) throws IOException {
        return new RunningGateway(setup.snapshot(), 2);
    }

    /** With one event loop, so that all connections share one pool. */
    static RunningGateway onOneLoop(Setup setup) throws IOException {
        return new RunningGateway(setup.snapshot(), 1);
    }

    static RunningGateway of(Snapshot snapshot) throws IOException {
        return new RunningGateway(snapshot, 2);
    }

    Gateway gateway() {
        return gateway;
    }

    int port() {
        return gateway.port();
    }

    List<CallRecord> records() {
        return List.copyOf(records);
    }

    /** Waits for this many records; fails when they do not come within five seconds. */
    List<CallRecord> awaitRecords(int count) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        while (records.size() < count) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("expected " + count + " records, got " + records);
            }
            Thread.sleep(2);
        }
        return records();
    }

    RawClient connect() throws IOException {
        return new RawClient(port());
    }

    /** One call on a connection of its own. */
    Reply call(String request) throws IOException {
        try (RawClient client = connect()) {
            client.send(request);
            return client.read();
        }
    }

    @Override
    public void close() {
        gateway.close();
    }
}
