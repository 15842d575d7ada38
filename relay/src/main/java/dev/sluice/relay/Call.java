package dev.sluice.relay;

import dev.sluice.core.ModelTable;
import dev.sluice.core.Snapshot;
import dev.sluice.core.Surface;
import dev.sluice.core.VirtualKey;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one call while it is under way: the only mutable object of a request, confined
 * to its event loop. {@link Relay} is the one who writes it; everybody else reads.
 */
abstract sealed class Call permits Relay {
    final Front front;
    final EventLoopState loop;
    final Snapshot snapshot;
    final RequestHead request;
    final Surface.Relayed surface;
    final VirtualKey key;
    final ClientResponse response;
    final CallTimes times;
    @Nullable RequestBody body;
    @Nullable Dispatch dispatch;
    int attempts;
    boolean over;
    private int slot;

    /** What {@link Reception} has found out: who asks for what, and where the answer goes. */
    record Asked(
            Front front,
            Snapshot snapshot,
            RequestHead request,
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

    RequestHead request() {
        return request;
    }

    RequestFraming framing() {
        return request.framing();
    }

    Surface.Relayed surface() {
        return surface;
    }

    public VirtualKey key() {
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

    /** What has been asked of whom; null until that is known. */
    @Nullable Dispatch dispatch() {
        return dispatch;
    }

    int attempts() {
        return attempts;
    }

    /** Counts one more request to a vendor. */
    int nextAttempt() {
        return ++attempts;
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
}
