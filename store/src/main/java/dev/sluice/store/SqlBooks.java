package dev.sluice.store;

import dev.sluice.core.meter.UsageRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;

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
        long base() {
            return number << SEQUENCE_BITS;
        }
    }

    /** Entries, added up; their ids are their sequences, until the node's number is known. */
    private final class SqlBatch implements Batch {
        private final String node;
        private final CallTable.Batch calls = connections.engine().calls().batch();
        private final CallSums sums = new CallSums();
        private final Postings postings = new Postings();
        private long first;
        private long last;

        SqlBatch(String node) {
            this.node = node;
        }

        @Override
        public void add(Numbered entry) {
            long sequence = entry.sequence();
            first = last == 0 ? sequence : first;
            last = sequence;
            switch (entry) {
                case Numbered.Finished(_, UsageRecord call, boolean alone) -> {
                    calls.add(sequence, call);
                    sums.add(call);
                    postings.settled(sequence, call, alone);
                }
                case Numbered.Reserved(_, String request, var holds) ->
                        postings.reserved(sequence, request, holds);
                case Numbered.Voided(_, String request, var holds) ->
                        postings.voided(sequence, request, holds);
            }
        }

        @Override
        public boolean apply() throws StoreUnavailable {
            return last == 0 || connections.write("book calls", this::apply);
        }

        private boolean apply(Connection connection) throws SQLException {
            Place place = place(connection, node);
            if (place.sequence() >= first) {
                return place.sequence() >= last;
            }
            // All nodes take locks in this order, and rows within a table in theirs.
            Engine engine = connections.engine();
            calls.insert(connection, place.base());
            sums.insert(engine, connection);
            postings.insert(engine, connection, place.base(), clock.millis());
            advance(connection, place.number(), last);
            return true;
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
    public Batch batch(String node) {
        return new SqlBatch(node);
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
