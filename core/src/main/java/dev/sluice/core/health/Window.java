package dev.sluice.core.health;

import java.util.Arrays;

/**
 * Counts attempts and failures of the last 30 seconds, in ten slots. Not safe for several threads.
 */
final class Window {
    private static final int SLOTS = 10;
    private static final long SLOT_NANOS = 3_000_000_000L;

    private final int[] calls = new int[SLOTS];
    private final int[] failures = new int[SLOTS];
    private int allCalls;
    private int allFailures;
    private boolean started;
    private long slot;

    /**
     * Counts an attempt.
     *
     * @param failed 1 when it failed, else 0
     */
    void count(long now, int failed) {
        advance(now);
        int at = Math.floorMod(slot, SLOTS);
        calls[at]++;
        failures[at] += failed;
        allCalls++;
        allFailures += failed;
    }

    /** Forgets what is too old. Threads may be late by a little: then their time stands still. */
    void advance(long now) {
        long next = Math.floorDiv(now, SLOT_NANOS);
        if (!started || next - slot >= SLOTS) {
            clear();
            started = true;
            slot = next;
        }
        while (slot < next) {
            slot++;
            int at = Math.floorMod(slot, SLOTS);
            allCalls -= calls[at];
            allFailures -= failures[at];
            calls[at] = 0;
            failures[at] = 0;
        }
    }

    void clear() {
        Arrays.fill(calls, 0);
        Arrays.fill(failures, 0);
        allCalls = 0;
        allFailures = 0;
    }

    int calls() {
        return allCalls;
    }

    int failures() {
        return allFailures;
    }
}
