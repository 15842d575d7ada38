package dev.sluice.store;

import dev.sluice.store.Reports.Call;
import dev.sluice.store.Reports.CallFilter;
import dev.sluice.store.Reports.Page;
import dev.sluice.store.Reports.Timed;
import dev.sluice.store.Reports.Timeline;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks for calls in blocks. They are gone through from the newest on, and every call in them is
 * looked at, until there is enough or the time is over.
 */
final class BlockSearch implements CallSearch {
    private static final long NO_LIMIT = Long.MAX_VALUE;

    private static final Comparator<StoredCall> NEWEST_FIRST =
            Comparator.comparingLong(StoredCall::begun)
                    .thenComparingLong(StoredCall::id)
                    .reversed();

    private final long patience;

    BlockSearch() {
        this(PATIENCE);
    }

    /** Looks for pages and timelines for so many nanoseconds. */
    BlockSearch(long patience) {
        this.patience = patience;
    }

    /** One search. */
    private static final class Look {
        private final Connection connection;
        private final CallMatch match;
        private final CallTable.Visitor visitor;
        private final long begun = System.nanoTime();
        private final long patience;

        /** Found, but there may be newer ones in the blocks that come. */
        private final PriorityQueue<StoredCall> waiting = new PriorityQueue<>(NEWEST_FIRST);

        private @Nullable Place left; // where the time was over

        Look(Connection connection, CallFilter filter, long patience, CallTable.Visitor visitor) {
            this.connection = connection;
            this.patience = patience;
            this.visitor = visitor;
            match = new CallMatch(filter);
        }

        private boolean isOver() {
            return System.nanoTime() - begun > patience;
        }

        void through(List<Span> parts) throws SQLException {
            boolean first = true;
            for (Span part : parts) {
                if (!first && isOver()) {
                    left = new Place(part.to(), 0);
                    return;
                }
                first = false;
                if (!through(part)) {
                    return;
                }
            }
        }

        /** Looks through a part; returns whether to go on with an older one. */
        private boolean through(Span part) throws SQLException {
            String sql =
                    ("select begun_to, packed from call_block where "
                                    + CallBlocks.overlapping(part))
                            + " order by begun_to desc";
            try (Statement statement = connection.createStatement();
                    ResultSet found = statement.executeQuery(sql)) {
                while (found.next()) {
                    long to = found.getLong(1);
                    if (!show(to)) {
                        return false;
                    }
                    // Not before it is further on than where it began, or it would never get there.
                    if (to + 1 < part.to() - 1 && isOver()) {
                        left = new Place(to + 1, 0);
                        return false;
                    }
                    for (StoredCall each : CallBlocks.readable(found.getBytes(2))) {
                        if (part.has(each.begun()) && match.test(each)) {
                            waiting.add(each);
                        }
                    }
                }
            }
            return show(Long.MIN_VALUE);
        }

        /** Shows those that began later than all that comes; returns whether more is wanted. */
        private boolean show(long later) throws SQLException {
            while (!waiting.isEmpty() && waiting.element().begun() > later) {
                if (!visitor.seen(waiting.remove())) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * Shows the calls that are looked for, newest first.
     *
     * @return before which call it has not looked, because the time was over; none when it has
     *     looked everywhere, or the visitor has seen enough
     */
    private static Optional<Place> look(
            Connection connection, CallFilter filter, long patience, CallTable.Visitor visitor)
            throws SQLException {
        var look = new Look(connection, filter, patience, visitor);
        look.through(CallTimes.of(connection, filter));
        return Optional.ofNullable(look.left);
    }

    @Override
    public List<Call> calls(Connection connection, CallFilter filter, int limit)
            throws SQLException {
        List<Call> calls = new ArrayList<>();
        look(connection, filter, NO_LIMIT, call -> calls.add(shown(call)) && calls.size() < limit);
        return calls;
    }

    @Override
    public Page page(Connection connection, CallFilter filter, int limit) throws SQLException {
        List<Call> calls = new ArrayList<>();
        Optional<Place> left =
                look(
                        connection,
                        filter,
                        patience,
                        call -> calls.add(shown(call)) && calls.size() <= limit);
        return CallTimes.page(calls, limit, left);
    }

    private static Call shown(StoredCall call) {
        return new Call(new Place(call.begun(), call.id()).text(), RecordCodec.json(call.call()));
    }

    @Override
    public Timeline timeline(Connection connection, CallFilter filter, long millis)
            throws SQLException {
        long origin = filter.from().toEpochMilli();
        Map<Long, long[]> sums = new TreeMap<>();
        Optional<Place> left =
                look(
                        connection,
                        filter,
                        patience,
                        call -> {
                            long bucket = (call.begun() - origin) / millis;
                            count(call, sums.computeIfAbsent(bucket, _ -> new long[5]));
                            return true;
                        });
        return CallTimes.timeline(sums, filter, millis, left);
    }

    private static void count(StoredCall call, long[] sums) {
        long[] figures = Share.of(call.call()).getFirst().figures();
        sums[0]++;
        sums[1] += figures[Share.FAILED];
        for (int i = Share.FRESH_INPUT; i < Share.COST_USD; i++) {
            sums[2] += figures[i];
        }
        sums[3] += figures[Share.COST_USD];
        sums[4] += figures[Share.COST_CNY];
    }

    @Override
    public List<Timed> times(Connection connection, CallFilter filter, int limit)
            throws SQLException {
        List<Timed> times = new ArrayList<>();
        look(
                connection,
                filter,
                NO_LIMIT,
                call ->
                        times.add(new Timed(call.begun(), call.call().times().durationMicros()))
                                && times.size() < limit);
        return times;
    }
}
