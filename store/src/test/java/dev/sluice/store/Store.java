package dev.sluice.store;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** An empty database of one of the two kinds, with what several nodes need to share it. */
final class Store implements AutoCloseable {
    /** The two kinds. */
    enum Kind {
        SQLITE,
        POSTGRES
    }

    static final Instant NOW = Instant.parse("2026-03-15T12:00:00Z");

    final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    final Samples samples = new Samples(7);
    private final List<Database> open = new ArrayList<>();
    private final Path data;
    private final @Nullable String address;

    private Store(Path data, @Nullable String address) {
        this.data = data;
        this.address = address;
    }

    static Store of(Kind kind, Path data) {
        return switch (kind) {
            case SQLITE -> new Store(data, null);
            case POSTGRES -> {
                PostgresServer server = PostgresServer.shared();
                assumeTrue(server != null, PostgresServer.ABSENT);
                yield of(server, data);
            }
        };
    }

    static Store of(PostgresServer server, Path data) {
        return new Store(data, server.database());
    }

    /** Opens it as one more node. */
    Database node() {
        return node(Duration.ZERO);
    }

    Database node(Duration keepCalls) {
        var settings =
                new LedgerSettings(data, address, LedgerSettings.Durability.GROUP, keepCalls);
        Database database = Database.open(settings, now::get);
        open.add(database);
        return database;
    }

    Engine engine() {
        return address == null
                ? new Sqlite(data.resolve(Database.FILE))
                : new Postgres(new PostgresAddress(address));
    }

    @Nullable String address() {
        return address;
    }

    /** Changes something behind the ledger's back; returns how many rows. */
    int change(String sql) throws SQLException {
        try (Connection connection = engine().connect(Engine.Purpose.WRITING);
                Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    /** Returns how many calls are there. */
    long calls() throws SQLException {
        return study((table, connection) -> table.count(connection));
    }

    /** Asks the table of calls behind the ledger's back, or changes something in it. */
    <T> T study(Study<T> study) throws SQLException {
        try (Connection connection = engine().connect(Engine.Purpose.WRITING)) {
            return study.of(engine().calls(), connection);
        }
    }

    /** Returns the last call that no entry of a budget belongs to. */
    StoredCall lastWithoutEntries() throws SQLException {
        List<StoredCall> found = new ArrayList<>();
        study((table, connection) -> {
            table.each(connection, 0, Long.MAX_VALUE, found::add);
            return true;
        });
        for (StoredCall each : found.reversed()) {
            if (number("select count(*) from entry where id = " + each.id()) == 0) {
                return each;
            }
        }
        throw new IllegalStateException("all have entries");
    }

    /** Takes a call out behind the ledger's back. */
    void lose(StoredCall lost) throws SQLException {
        study((table, connection) -> {
            List<StoredCall> all = new ArrayList<>();
            table.each(connection, 0, Long.MAX_VALUE, all::add);
            List<String> tables =
                    address == null ? List.of("call_block") : List.of("call", "share");
            for (String each : tables) {
                try (Statement statement = connection.createStatement()) {
                    statement.executeUpdate("delete from " + each);
                }
            }
            all.removeIf(each -> each.id() == lost.id());
            table.insert(connection, all);
            return true;
        });
    }

    /** Puts a call back that was lost. */
    void putBack(StoredCall lost) throws SQLException {
        study((table, connection) -> {
            table.insert(connection, List.of(lost));
            return true;
        });
    }

    interface Study<T> {
        T of(CallTable table, Connection connection) throws SQLException;
    }

    long number(String sql) throws SQLException {
        try (Connection connection = engine().connect(Engine.Purpose.READING);
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            return found.next() ? found.getLong(1) : -1;
        }
    }

    @Override
    public void close() {
        open.forEach(Database::close);
    }
}
