package dev.sluice.relay;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of request bodies all calls of the program hold in memory together. */
final class HeldBytes {
    private final AtomicLong held = new AtomicLong();

    /** Takes a share, unless the limit would be passed. */
    boolean take(long bytes, long limit) {
        long now = held.addAndGet(bytes);
        if (now <= limit) {
            return true;
        }
        held.addAndGet(-bytes);
        return false;
    }

    /** Gives a share back. */
    void give(long bytes) {
        held.addAndGet(-bytes);
    }

    /** Returns the bytes held. */
    long held() {
        return held.get();
    }
}
