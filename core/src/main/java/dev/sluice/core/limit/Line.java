package dev.sluice.core.limit;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What all leased counters of a node have in common: whom they ask, and who holds something. */
final class Line {
    /** A slice that nobody took from for so long goes back. */
    static final long IDLE = 5_000_000_000L;

    /**
     * A slice that is too small for those who call, likewise: the rests of all nodes may be enough
     * for one more call, if they meet.
     */
    static final long SHORT = 500_000_000L;

    /**
     * For so long a node that was alone asks for nothing but says what it used, so that the others,
     * who were alone, too, have said the same before anything is granted.
     */
    static final long SETTLING = 1_500_000_000L;

    private static final int SLICES = 20;

    /** Something that may hold a slice. */
    interface Holder {
        /**
         * Reports debts, gives back what is idle. Returns whether there is something left to do.
         */
        boolean tidy(long now);

        /** Gives back all that is not used. */
        void giveBack();
    }

    private final Leases leases;
    private final Outage outage;
    private final Clocks clocks;
    private final Set<Holder> holders = ConcurrentHashMap.newKeySet();

    Line(Leases leases, Outage outage, Clocks clocks) {
        this.leases = leases;
        this.outage = outage;
        this.clocks = clocks;
    }

    /** Returns how much of an amount a node takes at a time, and may use before it is granted. */
    static long slice(long amount) {
        return Math.max(1, amount / SLICES);
    }

    Leases leases() {
        return leases;
    }

    boolean isDown() {
        return !leases.reachable();
    }

    boolean goesOnAlone() {
        return outage == Outage.LOCAL;
    }

    /** Returns a node's part of an amount, for when it is alone. */
    long share(long amount) {
        return amount / leases.nodes();
    }

    long now() {
        return clocks.nanos().getAsLong();
    }

    long millis() {
        return clocks.millis().getAsLong();
    }

    void add(Holder holder) {
        if (!holders.contains(holder)) {
            holders.add(holder);
        }
    }

    void tidy(long now) {
        for (Holder each : List.copyOf(holders)) {
            holders.remove(each); // before looking: whoever takes meanwhile adds it again
            if (each.tidy(now)) {
                holders.add(each);
            }
        }
    }

    void giveBack() {
        holders.forEach(Holder::giveBack);
    }
}
