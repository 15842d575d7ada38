package dev.sluice.store;

import dev.sluice.core.limit.Permit.Hold;
import dev.sluice.core.limit.Permit.Settled;
import dev.sluice.core.meter.UsageRecord;
import dev.sluice.store.Reports.Window;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What calls of one node do to budgets, on its way into the database; {@link PostingRows} makes
 * entries of it. For one thread at a time.
 */
final class Postings {
    private final List<Step> steps = new ArrayList<>();
    private final Map<Window, Spend> spends = new HashMap<>();

    /** What a step is. */
    enum Kind {
        RESERVE("reserve"),
        SETTLE("settle"),
        VOID("void"),
        /** An entry of the journal that holds nothing, so that no place is missing. */
        NOTHING("nothing");

        final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    /** What a call has reserved of one budget. */
    record Reservation(String request, Window window) {}

    /**
     * One of the things that an entry of the journal does.
     *
     * @param sequence of that entry
     * @param at tells the steps of an entry apart
     */
    record Step(
            long sequence, int at, Kind kind, Reservation reservation, long amount, long spent) {}

    /** What calls that were over at once had reserved and spent; the first and the last of them. */
    static final class Spend {
        final long first;
        long last;
        long amount;
        long spent;

        Spend(long first) {
            this.first = first;
        }

        private void add(long sequence, long reserved, long used) {
            last = sequence;
            amount += reserved;
            spent += used;
        }
    }

    void reserved(long sequence, String request, List<Hold> holds) {
        add(sequence, Kind.RESERVE, request, holds);
    }

    void voided(long sequence, String request, List<Hold> holds) {
        add(sequence, Kind.VOID, request, holds);
    }

    private void add(long sequence, Kind kind, String request, List<Hold> holds) {
        int at = 0;
        for (Hold each : holds) {
            long amount = each.amount().micro();
            steps.add(new Step(sequence, at, kind, reservation(request, each), amount, 0));
            at += 2;
        }
        if (holds.isEmpty()) {
            var nothing = new Reservation(Column.of(request), new Window("", 0));
            steps.add(new Step(sequence, 0, Kind.NOTHING, nothing, 0, 0));
        }
    }

    /** A call has ended; alone if nobody wrote down what it had reserved. */
    void settled(long sequence, UsageRecord call, boolean alone) {
        int at = 0;
        for (Settled each : call.settled()) {
            Hold hold = each.hold();
            long amount = hold.amount().micro();
            long spent = each.spent().micro();
            if (alone) {
                spends.computeIfAbsent(Window.of(hold), _ -> new Spend(sequence))
                        .add(sequence, amount, spent);
            } else {
                var of = reservation(call.requestId(), hold);
                steps.add(new Step(sequence, at, Kind.SETTLE, of, amount, spent));
                at += 2; // leaves room for a reservation that nobody wrote down
            }
        }
    }

    private static Reservation reservation(String request, Hold hold) {
        return new Reservation(Column.of(request), Window.of(hold));
    }

    /**
     * Makes entries of them. May be repeated when that was in vain.
     *
     * @param base is added to sequences; a node's entries have ids behind its own
     * @param now milliseconds since 1970
     */
    void insert(Engine engine, Connection connection, long base, long now) throws SQLException {
        if (!steps.isEmpty() || !spends.isEmpty()) {
            new PostingRows(steps, spends, base, now).insert(engine, connection);
        }
    }
}
