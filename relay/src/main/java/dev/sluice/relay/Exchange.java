package dev.sluice.relay;

import dev.sluice.core.Upstream;
import dev.sluice.core.failure.Failure;
import dev.sluice.providers.Moment;
import dev.sluice.providers.Received;
import dev.sluice.providers.Signer;
import dev.sluice.providers.VendorRequest;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request whose whole answer is wanted before a call can go on: an access token, a step of a
 * vendor's session, a picture. Lives on one event loop.
 */
final class Exchange implements UpstreamPool.Waiter, UpstreamConnection.Listener {
    /** What becomes of an exchange; exactly one of the two is called, unless it is cancelled. */
    interface Outcome {
        /** The whole answer, whatever its status. */
        void received(Received answer);

        /** There will be none. */
        void failed(Failure failure);
    }

    /**
     * What is sent where.
     *
     * @param configured headers of the configuration, which win over the request's own
     * @param limit the most bytes that the answer may have
     */
    record Errand(
            UpstreamPool pool, VendorRequest request, Map<String, String> configured, int limit) {
        /** What is asked of a deployment's upstream beside all calls; signed here. */
        static Errand besideCalls(
                EventLoopState loop, Upstream.Remote remote, VendorRequest plain, int limit) {
            var moment = new Moment(Instant.now(), loop.newRequestId());
            return new Errand(
                    loop.pool(remote.address().origin(), remote),
                    Signer.sign(plain, remote.auth(), moment),
                    remote.headers(),
                    limit);
        }
    }

    private final Errand errand;
    private final Outcome outcome;
    private final List<VendorRequest.Header> headers = new ArrayList<>();
    private @Nullable UpstreamConnection connection;
    private byte[] body = new byte[0];
    private int length;
    private int status;
    private boolean over;

    Exchange(Errand errand, Outcome outcome) {
        this.errand = errand;
        this.outcome = outcome;
    }

    /** Begins. */
    void begin() {
        errand.pool().acquire(UpstreamPool.Freshness.ANY, this);
    }

    /** Begins, and fails in this phase when there is no whole answer after so long. */
    void begin(EventLoopState loop, Duration patience, Failure.Phase phase) {
        var _ =
                loop.executor()
                        .schedule(() -> late(phase), patience.toNanos(), TimeUnit.NANOSECONDS);
        begin();
    }

    private void late(Failure.Phase phase) {
        if (!over) {
            cancel();
            outcome.failed(new Failure.TimedOut(phase));
        }
    }

    /** Forgets about it; nothing is told to anybody. */
    void cancel() {
        over = true;
        UpstreamConnection open = connection;
        connection = null;
        if (open != null) {
            open.cancel();
        }
    }

    @Override
    public boolean gone() {
        return over;
    }

    @Override
    public void connected(UpstreamConnection established) {
        connection = established;
        established.take(this, ResponseFraming.Method.of(errand.request().method()));
        VendorHead.write(established, errand.request(), errand.configured());
        established.channel().flush();
        established.sent();
    }

    @Override
    public void head(ResponseHead head) {
        status = head.status();
        headers.addAll(headers(head));
    }

    /** Returns the header lines of an answer. */
    static List<VendorRequest.Header> headers(ResponseHead head) {
        var all = new ArrayList<VendorRequest.Header>();
        for (int i = 0; i < head.count(); i++) {
            String name =
                    text(head.bytes(), head.nameFrom(i), head.nameTo(i)).replaceAll("\\s", "");
            String value = text(head.bytes(), head.valueFrom(i), head.valueTo(i));
            if (!name.isEmpty()) {
                all.add(new VendorRequest.Header(name, value.replaceAll("\\p{Cntrl}", " ")));
            }
        }
        return all;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void body(ByteBuf buf, int index, int size) {
        if (over) {
            return;
        }
        if (size > errand.limit() - length) {
            cancel();
            outcome.failed(new Failure.Malformed("it is larger than " + errand.limit() + " bytes"));
            return;
        }
        if (length + size > body.length) {
            body = Arrays.copyOf(body, Math.max(length + size, body.length * 2));
        }
        buf.getBytes(index, body, length, size);
        length += size;
    }

    @Override
    public void end() {
        if (!over) {
            over = true;
            connection = null;
            outcome.received(new Received(status, headers, Arrays.copyOf(body, length)));
        }
    }

    @Override
    public void failed(Failure failure) {
        UpstreamConnection broken = connection;
        connection = null;
        if (over) {
            return;
        }
        if (UpstreamConnection.wentStale(failure, broken)) {
            errand.pool().acquire(UpstreamPool.Freshness.NEW, this);
            return;
        }
        over = true;
        outcome.failed(failure);
    }

    @Override
    public void readComplete() {
        // Everything is taken when it comes.
    }

    @Override
    public void writable() {
        // The request went out in one piece.
    }
}
