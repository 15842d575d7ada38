package dev.sluice.store;

import dev.sluice.store.Reports.Window;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Removes calls, and entries of budgets, that are older than they are to be kept. Sums and balances
 * stay. PostgreSQL drops whole months, so a call may stay for a month longer; SQLite removes a few
 * at a time, so that nobody waits.
 */
public final class Retention {
    /** More than a year, so that one can look back at the same day of the year before. */
    private static final Duration KEEP_AUDIT = Duration.ofDays(400);

    private static final int ENTRIES_AT_ONCE = 2000;

    private final Connections connections;
    private final Duration keepCalls;
    private final InstantSource clock;

    Retention(Connections connections, Duration keepCalls, InstantSource clock) {
        this.connections = connections;
        this.keepCalls = keepCalls;
        this.clock = clock;
    }

    /**
     * How many were removed.
     *
     * @param calls roughly, where a whole month was dropped
     */
    public record Removed(long calls, long entries) {}

    /**
     * Removes what is too old, and prepares places for the next months. To be run now and then,
     * such as every hour, by any node; several at once do no harm.
     */
    public Removed run() throws StoreUnavailable {
        Engine engine = connections.engine();
        connections.write(
                "prepare for the next months",
                connection -> {
                    engine.prepareFor(connection, clock.instant());
                    return true;
                });
        connections.write("remove old entries of the audit log", this::audit);
        if (keepCalls.isZero()) {
            return new Removed(0, 0);
        }
        CallTable table = engine.calls();
        long before = table.removable(clock.instant().minus(keepCalls).toEpochMilli());
        connections.write("remove old calls", connection -> remember(connection, before));
        long calls = 0;
        for (long some = 1; some > 0; calls += some) {
            some =
                    connections.write(
                            "remove old calls", connection -> table.remove(connection, before));
        }
        long entries = 0;
        for (long some = 1; some > 0; entries += some) {
            some =
                    connections.write(
                            "remove old entries", connection -> entries(connection, before));
        }
        return new Removed(calls, entries);
    }

    /** Failed sign-ins are in it, too: without an end, others could fill the disk. */
    private int audit(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("delete from audit where at < ?")) {
            statement.setLong(1, clock.instant().minus(KEEP_AUDIT).toEpochMilli());
            return statement.executeUpdate();
        }
    }

    /** The check must know before the first call is gone. */
    private static int remember(Connection connection, long before) throws SQLException {
        String sql = "update retention set removed_before = ? where removed_before < ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, before);
            statement.setLong(2, before);
            return statement.executeUpdate();
        }
    }

    private record Closed(long id, long at, long reserve, Window of, long spent) {}

    /** Removes reservations together with what closed them, and carries their sum. */
    private long entries(Connection connection, long before) throws SQLException {
        List<Closed> old = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet nodes = statement.executeQuery("select number from applied")) {
            while (nodes.next() && old.size() < ENTRIES_AT_ONCE) {
                long node = nodes.getLong(1) << SqlBooks.SEQUENCE_BITS;
                old.addAll(closed(connection, node, before, ENTRIES_AT_ONCE - old.size()));
            }
        }
        carry(connection, old);
        remove(connection, old);
        return old.size();
    }

    /**
     * Finds the oldest of a node. They were written in the order of their ids: no index is needed.
     */
    private List<Closed> closed(Connection connection, long node, long before, int most)
            throws SQLException {
        String sql =
                """
                select id, at, reserve, budget, since, spent, written from entry
                  where id >= ? and id < ? and kind <> 'reserve' order by id, at limit ?
                """;
        List<Closed> old = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement(sql + connections.engine().locking())) {
            statement.setLong(1, node);
            statement.setLong(2, node + (1L << SqlBooks.SEQUENCE_BITS));
            statement.setInt(3, most);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next() && found.getLong(7) < before) {
                    old.add(
                            new Closed(
                                    found.getLong(1),
                                    found.getLong(2),
                                    found.getLong(3),
                                    new Window(found.getString(4), found.getLong(5)),
                                    found.getLong(6)));
                }
            }
        }
        return old;
    }

    private void carry(Connection connection, List<Closed> old) throws SQLException {
        Insert carried =
                Insert.adding(
                        "carried",
                        List.of("budget", "since"),
                        List.of("since", "spent"),
                        List.of("budget"));
        Map<Window, Long> sums = new HashMap<>();
        for (Closed each : old) {
            sums.merge(each.of, each.spent, Long::sum);
        }
        List<Row> rows = new ArrayList<>();
        sums.forEach((window, spent) ->
                rows.add(
                        new Row(
                                new long[] {window.begun(), spent},
                                new String[] {window.budget()})));
        connections.engine().insert(connection, carried, rows);
    }

    private static void remove(Connection connection, List<Closed> old) throws SQLException {
        String closing = "delete from entry where id = ? and at = ?";
        String reserve =
                "delete from entry where id = ? and budget = ? and since = ? and kind = 'reserve'";
        try (PreparedStatement ends = connection.prepareStatement(closing);
                PreparedStatement begins = connection.prepareStatement(reserve)) {
            for (Closed each : old) {
                ends.setLong(1, each.id);
                ends.setLong(2, each.at);
                ends.addBatch();
                begins.setLong(1, each.reserve);
                begins.setString(2, each.of.budget());
                begins.setLong(3, each.of.begun());
                begins.addBatch();
            }
            ends.executeBatch();
            begins.executeBatch();
        }
    }
}
