package dev.sluice.relay;

import dev.sluice.core.ModelTable;
import dev.sluice.core.Snapshot;
import dev.sluice.core.Surface;
import dev.sluice.core.VirtualKey;
import dev.sluice.providers.Timeouts;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one call while it is under way: the only mutable object of a request, confined
 * to its event loop. {@link Relay} is the one who writes it; everybody else reads.
 */
abstract sealed class Call permits Relay {
    final Front front;
    final EventLoopState loop;
    final Snapshot snapshot;
    final HttpRequest request;
    final Surface.Relayed surface;
    final VirtualKey key;
    final ClientResponse response;
    final CallTimes times;
    @Nullable RequestBody body;
    @Nullable Plan plan;
    @Nullable Lane lane;
    @Nullable UpstreamConnection connection;
    @Nullable Answer answer;
    int attempts;
    boolean over;
    private int slot;

    /** What {@link Reception} has found out: who asks for what, and where the answer goes. */
    record Asked(
            Front front,
            Snapshot snapshot,
            HttpRequest request,
            Surface.Relayed surface,
            VirtualKey key,
            ClientResponse response) {}

    Call(Asked asked) {
        front = asked.front();
        loop = front.loop();
        snapshot = asked.snapshot();
        request = asked.request();
        surface = asked.surface();
        key = asked.key();
        response = asked.response();
        times = new CallTimes(loop.now());
    }

    Front front() {
        return front;
    }

    EventLoopState loop() {
        return loop;
    }

    /** The configuration that was in force when the call came; it is the call's to its end. */
    Snapshot snapshot() {
        return snapshot;
    }

    HttpRequest request() {
        return request;
    }

    Surface.Relayed surface() {
        return surface;
    }

    VirtualKey key() {
        return key;
    }

    ClientResponse response() {
        return response;
    }

    CallTimes times() {
        return times;
    }

    RequestBody requestBody() {
        if (body == null) {
            throw new IllegalStateException("the call has not begun");
        }
        return body;
    }

    RequestBody.Facts facts() {
        return requestBody().facts();
    }

    ModelTable.Use use() {
        return surface.kind() == Surface.Kind.CHAT ? ModelTable.Use.CHAT : ModelTable.Use.OTHER;
    }

    /** Where the call goes; null until that is known. */
    @Nullable Plan plan() {
        return plan;
    }

    String deploymentId() {
        return plan == null ? "none" : plan.deployment().id();
    }

    Lane lane() {
        if (lane == null) {
            throw new IllegalStateException("the call has no lane yet");
        }
        return lane;
    }

    @Nullable UpstreamConnection connection() {
        return connection;
    }

    @Nullable Answer answer() {
        return answer;
    }

    int attempts() {
        return attempts;
    }

    /** Returns whether the call has been settled. */
    boolean over() {
        return over;
    }

    /** Where the loop keeps this call. */
    int slot() {
        return slot;
    }

    void slot(int position) {
        slot = position;
    }

    // ---- Small things that happen on the way ----------------------------------------------

    /** The last byte of the request is on its way: the first-byte timeout begins. */
    void sent() {
        times.sent(loop.now());
        if (connection != null) {
            connection.sent();
        }
    }

    /** The vendor takes more of the request's body. */
    public void writable() {
        times.moved(loop.now());
        requestBody().more();
    }

    /** The client takes more. */
    public void clientWritable() {
        if (connection != null && !over) {
            connection.reading(true);
            times.read(loop.now());
        }
    }

    /** The client is slower than the vendor: nothing more is read until it has caught up. */
    void waitForSlowClient() {
        if (!response.writable() && connection != null) {
            connection.reading(false);
            times.paused();
        }
    }

    /** Returns the time limit that has been passed, or null. */
    Failure.@Nullable Phase overdue(long now) {
        if (answer instanceof UpgradeAnswer) {
            return null; // a WebSocket may be silent and long; it has pings of its own
        }
        return times.overdue(now, lane == null ? Timeouts.DEFAULT : lane.timeouts());
    }

    /**
     * Returns whether the vendor closed an idle connection just as we took it up: no byte of an
     * answer came, so the vendor did not serve the call and it may be sent once more (RFC 9110,
     * section 9.2.2).
     */
    boolean wentStale(Failure failure, @Nullable UpstreamConnection broken) {
        return failure instanceof Failure.Broken
                && broken != null
                && broken.wentStale()
                && requestBody().replayable();
    }

    /** A client that has its whole answer need not wait until the vendor has hung up. */
    CallRecord.Outcome whenLeft() {
        return response.finished() ? CallRecord.Outcome.COMPLETE : CallRecord.Outcome.ABORTED;
    }

    /** A connection whose request will not be read to its end serves no other. */
    void closeIfAbandoned() {
        if (front.abandoned()) {
            response.lastOfConnection();
        }
    }

    /** Gives back what the call held. */
    void letGo() {
        requestBody().release();
        if (answer != null) {
            answer.release();
        }
    }

    /** Returns the translation that the call goes through; null where its bytes are relayed. */
    @Nullable Translation translated() {
        return body instanceof Translation translation ? translation : null;
    }

    Translation translation() {
        if (body instanceof Translation translation) {
            return translation;
        }
        throw new IllegalStateException("the call is not translated");
    }

    /** Returns the connections to where the request goes. */
    UpstreamPool pool() {
        Translation translation = translated();
        return translation == null ? lane().pool() : translation.pool();
    }

    /** The answer was none: the request is made once more. */
    void again() {
        if (answer != null) {
            answer.release();
            answer = null;
        }
        connection = null;
    }

    /** Breaks the upstream call off, so that the vendor stops working and counting. */
    void cancelUpstream() {
        if (body != null) {
            body.cancel();
        }
        if (connection != null) {
            connection.cancel();
            connection = null;
        }
    }

    /** Returns whether nobody waits for a connection any more. */
    public boolean gone() {
        return over;
    }
}
