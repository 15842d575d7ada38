package dev.sluice.store;

import dev.sluice.store.Postings.Kind;
import dev.sluice.store.Postings.Reservation;
import dev.sluice.store.Postings.Spend;
import dev.sluice.store.Postings.Step;
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
 * Entries of budgets, made of {@link Postings}. Every reservation is closed once, by a settlement
 * or by being declared void; the entry that closes it names it. Balances are the sums of the
 * entries.
 */
final class PostingRows {
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

    private final List<Step> steps;
    private final Map<Window, Spend> spends;
    private final long base;
    private final long now;
    private final Map<Reservation, Deque<Open>> open = new HashMap<>();
    private final List<Open> closed = new ArrayList<>();
    private final List<Row> entries = new ArrayList<>();
    private final Map<Window, long[]> balances = new TreeMap<>();

    /**
     * Starts with none.
     *
     * @param base before the ids of the node whose they are: nodes may use the same request ids
     * @param now milliseconds since 1970
     */
    PostingRows(List<Step> steps, Map<Window, Spend> spends, long base, long now) {
        this.steps = steps;
        this.spends = spends;
        this.base = base;
        this.now = now;
    }

    /** An open reservation; stored when the database knows it already. */
    private record Open(Reservation of, long id, long at, long amount, boolean stored) {}

    void insert(Engine engine, Connection connection) throws SQLException {
        load(engine, connection);
        for (Step each : steps) {
            switch (each.kind()) {
                case RESERVE -> open(each, each.at());
                case SETTLE, VOID -> close(each);
                case NOTHING ->
                        enter(
                                each,
                                each.at(),
                                Kind.NOTHING,
                                new Open(each.reservation(), 0, 0, 0, false));
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
            switch (each.kind()) {
                case RESERVE -> here.add(each.reservation());
                case SETTLE, VOID -> {
                    if (!here.contains(each.reservation())) {
                        requests.add(each.reservation().request());
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
            statement.setLong(2, base);
            statement.setLong(3, base + (1L << SqlBooks.SEQUENCE_BITS));
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
        var opened = new Open(step.reservation(), base + step.sequence(), at, step.amount(), false);
        enter(step, at, Kind.RESERVE, opened);
        open.computeIfAbsent(step.reservation(), _ -> new ArrayDeque<>()).add(opened);
        return opened;
    }

    private void close(Step step) {
        Deque<Open> candidates = open.get(step.reservation());
        if (candidates == null || candidates.isEmpty()) {
            // Its own reservation was never written down: both are entered, and it adds up.
            open(step, step.at());
            candidates = open.computeIfAbsent(step.reservation(), _ -> new ArrayDeque<>());
        }
        Open first = candidates.removeFirst();
        if (first.stored) {
            closed.add(first);
        }
        enter(step, step.at() + 1, step.kind(), first); // what was reserved is what goes back
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
                                base + spend.last,
                                at,
                                window.begun(),
                                spend.amount,
                                spend.spent,
                                base + spend.first,
                                now
                            },
                            new String[] {"", window.budget(), SPEND}));
            balances.computeIfAbsent(window, _ -> new long[2])[1] += spend.spent;
            at++;
        }
    }

    private void enter(Step step, int at, Kind kind, Open reserve) {
        Window window = step.reservation().window();
        long spent = kind == Kind.SETTLE ? step.spent() : 0;
        entries.add(
                new Row(
                        new long[] {
                            base + step.sequence(),
                            at,
                            window.begun(),
                            reserve.amount,
                            spent,
                            reserve.id,
                            now
                        },
                        new String[] {step.reservation().request(), window.budget(), kind.word}));
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
                    Window window = one.of.window();
                    rows.add(
                            new Row(
                                    new long[] {one.id, one.at, window.begun(), one.amount, now},
                                    new String[] {one.of.request(), window.budget()}));
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
                statement.setLong(2, each.at());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
