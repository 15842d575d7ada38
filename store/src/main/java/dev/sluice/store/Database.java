package dev.sluice.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;

/**
 * The ledger's database: an SQLite file beside the journal, or a PostgreSQL that several nodes
 * share. Nothing is opened before it is needed, so that a node starts while the database is down.
 *
 * <p>Everything it hands out throws {@link StoreUnavailable} when the database cannot be reached or
 * cannot do its work now, and {@link IllegalStateException} when it will never do it. No message
 * holds the password. All of it blocks.
 */
public final class Database implements AutoCloseable {
    /** Name of the embedded database's file. */
    public static final String FILE = "sluice.db";

    private final Connections connections;
    private final LedgerSettings settings;
    private final InstantSource clock;

    private Database(Connections connections, LedgerSettings settings, InstantSource clock) {
        this.connections = connections;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Says where the database is; does not connect.
     *
     * @throws IllegalArgumentException when the settings hold no address of a PostgreSQL
     */
    public static Database open(LedgerSettings settings, InstantSource clock) {
        String store = settings.store();
        Path file = settings.data().resolve(FILE);
        Engine engine = store == null ? new Sqlite(file) : new Postgres(new PostgresAddress(store));
        var migrations = new Migrations(engine);
        var connections =
                new Connections(
                        engine, connection -> prepare(engine, migrations, connection, clock));
        return new Database(connections, settings, clock);
    }

    /**
     * Loads the embedded database's library, which takes a while and can be done while other things
     * are made ready. Harmless when it is not needed or cannot be loaded: whoever opens it hears
     * so.
     */
    public static void warm() {
        Sqlite.warm();
    }

    private static boolean prepare(
            Engine engine, Migrations migrations, Connection connection, InstantSource clock)
            throws SQLException {
        boolean changed = migrations.run(connection);
        engine.prepareFor(connection, clock.instant());
        return changed;
    }

    /**
     * Connects and brings the schema up to date, unless that has been done. Whatever comes first
     * does it, too.
     *
     * @throws IllegalStateException when the schema is newer than this program
     */
    public void prepare() throws StoreUnavailable {
        connections.prepare();
    }

    /** Returns where the journal's entries end up. */
    public Books books() {
        return new SqlBooks(connections, clock);
    }

    /** Returns issued keys and teams. */
    public KeyStore keys() {
        return new SqlKeyStore(connections);
    }

    /** Returns people who sign in. */
    public UserStore users() {
        return new SqlUserStore(connections);
    }

    /** Returns who changed what. */
    public AuditStore audit() {
        return new SqlAuditStore(connections);
    }

    /** Returns what is known, for reading. */
    public Reports reports() {
        return new SqlReports(connections);
    }

    /** Returns the proof that the books add up. */
    public LedgerCheck check() {
        return new LedgerCheck(connections);
    }

    /** Returns what removes old calls. */
    public Retention retention() {
        return new Retention(connections, settings.keepCalls(), clock);
    }

    /** Returns what applies other prices to calls of the past. */
    public Rerate rerate() {
        return new Rerate(connections);
    }

    /** Closes its connections. */
    @Override
    public void close() {
        connections.close();
    }
}
