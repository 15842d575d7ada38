package dev.sluice.store;

import dev.sluice.core.meter.UsageRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The books in a database. */
final class SqlBooks implements Books {
    /** Bits of a sequence in an id; the node's number stands before them. */
    static final int SEQUENCE_BITS = 40;

    private final Connections connections;
    private final InstantSource clock;

    SqlBooks(Connections connections, InstantSource clock) {
        this.connections = connections;
        this.clock = clock;
    }

    private record Place(long number, long sequence) {
        long id(long sequence) {
            return (number << SEQUENCE_BITS) | sequence;
        }
    }

    @Override
    public long applied(String node) throws StoreUnavailable {
        String sql = "select sequence from applied where node = ?";
        return connections.read(
                "read what has been booked",
                connection -> {
                    try (PreparedStatement statement = connection.prepareStatement(sql)) {
                        statement.setString(1, node);
                        try (ResultSet found = statement.executeQuery()) {
                            return found.next() ? found.getLong(1) : 0L;
                        }
                    }
                });
    }

    @Override
    public void apply(String node, List<Numbered> entries) throws StoreUnavailable {
        if (!entries.isEmpty()) {
            connections.write("book calls", connection -> apply(connection, node, entries));
        }
    }

    private long apply(Connection connection, String node, List<Numbered> entries)
            throws SQLException {
        Engine engine = connections.engine();
        Place place = place(connection, node);
        long last = place.sequence();
        List<StoredCall> calls = new ArrayList<>();
        var postings = new Postings(place.id(0), clock.millis());
        for (Numbered each : entries) {
            if (each.sequence() > last) {
                last = each.sequence();
                add(place.id(last), each, calls, postings);
            }
        }
        if (last > place.sequence()) {
            // All nodes take locks in this order, and rows within a table in theirs.
            engine.calls().insert(connection, calls);
            var sums = new CallSums();
            calls.forEach(each -> sums.add(each.call()));
            sums.insert(engine, connection);
            postings.insert(engine, connection);
            advance(connection, place.number(), last);
        }
        return last;
    }

    private static void add(long id, Numbered entry, List<StoredCall> calls, Postings postings) {
        switch (entry) {
            case Numbered.Finished(_, UsageRecord call, boolean alone) -> {
                calls.add(new StoredCall(id, call));
                postings.settled(id, call, alone);
            }
            case Numbered.Reserved(_, String request, var holds) ->
                    postings.reserved(id, request, holds);
            case Numbered.Voided(_, String request, var holds) ->
                    postings.voided(id, request, holds);
        }
    }

    /** Finds the node's row, and keeps others who would book for it out until the end. */
    private Place place(Connection connection, String node) throws SQLException {
        String find = "select number, sequence from applied where node = ?";
        String add = "insert into applied (node, sequence) values (?, 0) on conflict do nothing";
        try (PreparedStatement statement =
                connection.prepareStatement(find + connections.engine().locking())) {
            while (true) {
                statement.setString(1, node);
                try (ResultSet found = statement.executeQuery()) {
                    if (found.next()) {
                        return new Place(found.getLong(1), found.getLong(2));
                    }
                }
                try (PreparedStatement adding = connection.prepareStatement(add)) {
                    adding.setString(1, node);
                    adding.executeUpdate();
                }
            }
        }
    }

    private static void advance(Connection connection, long number, long sequence)
            throws SQLException {
        String sql = "update applied set sequence = ? where number = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, sequence);
            statement.setLong(2, number);
            statement.executeUpdate();
        }
    }
}
