package dev.sluice.store;

import dev.sluice.core.limit.Permit.Hold;
import dev.sluice.core.limit.Permit.Settled;
import dev.sluice.core.meter.UsageRecord;
import dev.sluice.store.Reports.Window;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Entries of budgets on their way into the database. Every reservation is closed once, by a
 * settlement or by being declared void; the entry that closes it names it. Balances are the sums of
 * the entries.
 */
final class Postings {
    private static final Insert ENTRY =
            new Insert(
                    "entry",
                    List.of("id", "at", "since", "amount", "spent", "reserve", "written"),
                    List.of("request", "budget", "kind"),
                    "");

    /** Reserved and settled at once: one entry for all such calls that are booked together. */
    private static final String SPEND = "spend";

    private static final Insert HOLD =
            new Insert(
                    "hold",
                    List.of("id", "at", "since", "amount", "written"),
                    List.of("request", "budget"),
                    "");
    private static final Insert BALANCE =
            Insert.adding(
                    "balance",
                    List.of("budget", "since"),
                    List.of("since", "reserved", "spent"),
                    List.of("budget"));

    private final long now;
    private final long firstId;
    private final List<Step> steps = new ArrayList<>();
    private final Map<Reservation, Deque<Open>> open = new HashMap<>();
    private final List<Open> closed = new ArrayList<>();
    private final List<Row> entries = new ArrayList<>();
    private final Map<Window, Spend> spends = new HashMap<>();
    private final Map<Window, long[]> balances = new TreeMap<>();

    /**
     * Starts with none.
     *
     * @param firstId before the ids of the node whose they are: nodes may use the same request ids
     * @param now milliseconds since 1970
     */
    Postings(long firstId, long now) {
        this.firstId = firstId;
        this.now = now;
    }

    private enum Kind {
        RESERVE("reserve"),
        SETTLE("settle"),
        VOID("void"),
        /** An entry of the journal that holds nothing, so that no place is missing. */
        NOTHING("nothing");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    private record Reservation(String request, Window window) {}

    /** What calls that were over at once had reserved and spent; the first and the last of them. */
    private static final class Spend {
        private final long first;
        private long last;
        private long amount;
        private long spent;

        Spend(long first) {
            this.first = first;
        }

        void add(long id, long reserved, long used) {
            last = id;
            amount += reserved;
            spent += used;
        }
    }

    /** An open reservation; stored when the database knows it already. */
    private record Open(Reservation of, long id, long at, long amount, boolean stored) {}

    private record Step(
            long id, int at, Kind kind, Reservation reservation, long amount, long spent) {}

    void reserved(long id, String request, List<Hold> holds) {
        add(id, Kind.RESERVE, request, holds);
    }

    void voided(long id, String request, List<Hold> holds) {
        add(id, Kind.VOID, request, holds);
    }

    private void add(long id, Kind kind, String request, List<Hold> holds) {
        int at = 0;
        for (Hold each : holds) {
            long amount = each.amount().micro();
            steps.add(new Step(id, at, kind, reservation(request, each), amount, 0));
            at += 2;
        }
        if (holds.isEmpty()) {
            var nothing = new Reservation(Column.of(request), new Window("", 0));
            steps.add(new Step(id, 0, Kind.NOTHING, nothing, 0, 0));
        }
    }

    /** A call has ended; alone if nobody wrote down what it had reserved. */
    void settled(long id, UsageRecord call, boolean alone) {
        String request = call.requestId();
        int at = 0;
        for (Settled each : call.settled()) {
            Hold hold = each.hold();
            long amount = hold.amount().micro();
            long spent = each.spent().micro();
            if (alone) {
                spends.computeIfAbsent(Window.of(hold), _ -> new Spend(id)).add(id, amount, spent);
            } else {
                var of = reservation(request, hold);
                steps.add(new Step(id, at, Kind.SETTLE, of, amount, spent));
                at += 2; // leaves room for a reservation that nobody wrote down
            }
        }
    }

    private static Reservation reservation(String request, Hold hold) {
        return new Reservation(Column.of(request), Window.of(hold));
    }

    void insert(Engine engine, Connection connection) throws SQLException {
        if (steps.isEmpty() && spends.isEmpty()) {
            return;
        }
        load(engine, connection);
        for (Step each : steps) {
            switch (each.kind) {
                case RESERVE -> open(each, each.at);
                case SETTLE, VOID -> close(each);
                case NOTHING ->
                        enter(
                                each,
                                each.at,
                                Kind.NOTHING,
                                new Open(each.reservation, 0, 0, 0, false));
            }
        }
        enterSpends();
        engine.insert(connection, ENTRY, entries);
        forget(connection);
        engine.insert(connection, HOLD, stillOpen());
        List<Row> sums = new ArrayList<>();
        balances.forEach((window, sum) ->
                sums.add(
                        new Row(
                                new long[] {window.begun(), sum[0], sum[1]},
                                new String[] {window.budget()})));
        engine.insert(connection, BALANCE, sums);
    }

    /** Loads the open reservations of those requests that close some. */
    private void load(Engine engine, Connection connection) throws SQLException {
        Set<String> requests = new HashSet<>();
        Set<Reservation> here = new HashSet<>();
        for (Step each : steps) {
            switch (each.kind) {
                case RESERVE -> here.add(each.reservation);
                case SETTLE, VOID -> {
                    if (!here.contains(each.reservation)) {
                        requests.add(each.reservation.request);
                    }
                }
                case NOTHING -> {}
            }
        }
        if (requests.isEmpty()) {
            return;
        }
        String sql =
                "select request, budget, since, id, at, amount from hold where "
                        + engine.among("request")
                        + " and id > ? and id < ? order by id, at";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            engine.bind(statement, 1, requests);
            statement.setLong(2, firstId);
            statement.setLong(3, firstId + (1L << SqlBooks.SEQUENCE_BITS));
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    var window = new Window(found.getString(2), found.getLong(3));
                    var of = new Reservation(found.getString(1), window);
                    long amount = found.getLong(6);
                    open.computeIfAbsent(of, _ -> new ArrayDeque<>())
                            .add(new Open(of, found.getLong(4), found.getLong(5), amount, true));
                }
            }
        }
    }

    private Open open(Step step, int at) {
        var opened = new Open(step.reservation, step.id, at, step.amount, false);
        enter(step, at, Kind.RESERVE, opened);
        open.computeIfAbsent(step.reservation, _ -> new ArrayDeque<>()).add(opened);
        return opened;
    }

    private void close(Step step) {
        Deque<Open> candidates = open.get(step.reservation);
        if (candidates == null || candidates.isEmpty()) {
            // Its own reservation was never written down: both are entered, and it adds up.
            open(step, step.at);
            candidates = open.computeIfAbsent(step.reservation, _ -> new ArrayDeque<>());
        }
        Open first = candidates.removeFirst();
        if (first.stored) {
            closed.add(first);
        }
        enter(step, step.at + 1, step.kind, first); // what was reserved is what goes back
    }

    /** Before all that belongs to the last call: nothing else has a place below zero. */
    private void enterSpends() {
        int at = -spends.size();
        for (var each : new TreeMap<>(spends).entrySet()) {
            Window window = each.getKey();
            Spend spend = each.getValue();
            entries.add(
                    new Row(
                            new long[] {
                                spend.last,
                                at,
                                window.begun(),
                                spend.amount,
                                spend.spent,
                                spend.first,
                                now
                            },
                            new String[] {"", window.budget(), SPEND}));
            balances.computeIfAbsent(window, _ -> new long[2])[1] += spend.spent;
            at++;
        }
    }

    private void enter(Step step, int at, Kind kind, Open reserve) {
        Window window = step.reservation.window;
        long spent = kind == Kind.SETTLE ? step.spent : 0;
        entries.add(
                new Row(
                        new long[] {
                            step.id, at, window.begun(), reserve.amount, spent, reserve.id, now
                        },
                        new String[] {step.reservation.request, window.budget(), kind.word}));
        if (kind != Kind.NOTHING) {
            long[] sum = balances.computeIfAbsent(window, _ -> new long[2]);
            sum[0] +=
                    switch (kind) {
                        case RESERVE -> reserve.amount;
                        case SETTLE, VOID -> -reserve.amount;
                        case NOTHING -> 0;
                    };
            sum[1] += spent;
        }
    }

    private List<Row> stillOpen() {
        List<Row> rows = new ArrayList<>();
        for (Deque<Open> each : open.values()) {
            for (Open one : each) {
                if (!one.stored) {
                    Window window = one.of.window;
                    rows.add(
                            new Row(
                                    new long[] {one.id, one.at, window.begun(), one.amount, now},
                                    new String[] {one.of.request, window.budget()}));
                }
            }
        }
        return rows;
    }

    private void forget(Connection connection) throws SQLException {
        if (closed.isEmpty()) {
            return;
        }
        String sql = "delete from hold where id = ? and at = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Open each : closed) {
                statement.setLong(1, each.id);
                statement.setLong(2, each.at);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
