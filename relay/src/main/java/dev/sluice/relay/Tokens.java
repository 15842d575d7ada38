package dev.sluice.relay;

import dev.sluice.core.Upstream;
import dev.sluice.core.failure.Failure;
import dev.sluice.providers.Grant;
import dev.sluice.providers.Moment;
import dev.sluice.providers.Received;
import dev.sluice.providers.VendorRequest;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Access tokens of vendors that want one fetched: one fetch at a time for a credential, whichever
 * event loop asks, and kept until shortly before it ends. A token that is there costs no lock.
 */
final class Tokens {
    private static final int LIMIT = 64 << 10;
    private static final long PATIENCE_SECONDS = 30;

    private final ConcurrentHashMap<Grant, Slot> slots = new ConcurrentHashMap<>();

    /** Waits for a token; called on its own event loop. */
    interface Waiter {
        void token(Grant.Token token);

        void failed(ApiError error);
    }

    private record Held(Grant.Token token, long untilNanos) {}

    private record Waiting(EventLoopState loop, Waiter waiter) {}

    private static final class Slot {
        private volatile @Nullable Held held;
        private final List<Waiting> waiting = new ArrayList<>();
        private boolean fetching;
    }

    /** Gets a token, at once when there is one. */
    void get(Grant grant, EventLoopState loop, Upstream.Remote remote, Waiter waiter) {
        Slot slot = slots.computeIfAbsent(grant, _ -> new Slot());
        Held held = slot.held;
        if (held != null && held.untilNanos() - System.nanoTime() > 0) {
            waiter.token(held.token());
            return;
        }
        synchronized (slot) {
            slot.waiting.add(new Waiting(loop, waiter));
            if (slot.fetching) {
                return;
            }
            slot.fetching = true;
        }
        fetch(grant, slot, loop, remote);
    }

    /** Forgets a token that the vendor has refused. */
    void forget(Grant grant, Grant.Token token) {
        Slot slot = slots.get(grant);
        Held held = slot == null ? null : slot.held;
        if (slot != null && held != null && held.token().equals(token)) {
            slot.held = null;
        }
    }

    private void fetch(Grant grant, Slot slot, EventLoopState loop, Upstream.Remote remote) {
        VendorRequest request = grant.request(new Moment(Instant.now(), loop.newRequestId()));
        var errand =
                new Exchange.Errand(
                        loop.pool(request.origin(), remote), request, remote.headers(), LIMIT);
        var exchange =
                new Exchange(
                        errand,
                        new Exchange.Outcome() {
                            @Override
                            public void received(Received answer) {
                                settle(slot, grant, answer);
                            }

                            @Override
                            public void failed(Failure failure) {
                                settle(slot, null, Failures.explain(failure, "token endpoint"));
                            }
                        });
        exchange.begin();
        var timer =
                loop.executor()
                        .schedule(
                                () -> {
                                    if (!exchange.gone()) {
                                        exchange.cancel();
                                        settle(slot, null, slow());
                                    }
                                },
                                PATIENCE_SECONDS,
                                TimeUnit.SECONDS);
        if (timer.isCancelled()) {
            settle(slot, null, slow());
        }
    }

    private static ApiError slow() {
        return ApiError.server(
                504, "The provider's token endpoint took too long.", "upstream_timeout");
    }

    private static void settle(Slot slot, Grant grant, Received answer) {
        Held held;
        try {
            Grant.Token token = grant.read(answer);
            long nanos = TimeUnit.SECONDS.toNanos(Math.max(1, token.seconds()));
            held = new Held(token, System.nanoTime() + nanos);
        } catch (ApiException e) {
            settle(slot, null, e.error());
            return;
        }
        settle(slot, held, null);
    }

    private static void settle(Slot slot, @Nullable Held held, @Nullable ApiError error) {
        List<Waiting> waiting;
        synchronized (slot) {
            slot.held = held;
            slot.fetching = false;
            waiting = List.copyOf(slot.waiting);
            slot.waiting.clear();
        }
        for (Waiting each : waiting) {
            each.loop()
                    .executor()
                    .execute(() -> {
                        if (held != null) {
                            each.waiter().token(held.token());
                        } else if (error != null) {
                            each.waiter().failed(error);
                        }
                    });
        }
    }
}
