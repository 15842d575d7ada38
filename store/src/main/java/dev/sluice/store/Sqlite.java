package dev.sluice.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;

/**
 * The embedded database, one file. It is written through a log (WAL), so that readers and the
 * writer do not wait for each other, and is not forced to the disk with every transaction: what a
 * power failure takes away is applied again from the journal.
 */
final class Sqlite implements Engine {
    private static final int SECONDS_TO_WAIT = 5;
    private static final int MOST_ATTEMPTS = 100;
    private static final int VERSION_WITH_BLOCKS = 6;
    private static final long PAUSE_NANOS = 20_000_000;

    private final Path file;

    Sqlite(Path file) {
        this.file = file;
    }

    /** Has the library loaded, by a database that is gone again at once. */
    static void warm() {
        try {
            Drivers.sqlite().connect("jdbc:sqlite::memory:", new Properties()).close();
        } catch (SQLException _) {
            // Whoever opens a database that matters hears it.
        }
    }

    @Override
    public String migrations() {
        return "sqlite";
    }

    @Override
    public String tableExists() {
        return "select 1 from sqlite_schema where type = 'table' and name = 'schema_version'";
    }

    @Override
    public void migrated(Connection connection, int version) throws SQLException {
        if (version == VERSION_WITH_BLOCKS) {
            CallBlocks.takeRows(connection);
        }
    }

    @Override
    public Connection connect(Purpose purpose) throws SQLException {
        boolean writes = purpose == Purpose.WRITING;
        if (writes) {
            create();
        }
        var settings = new Properties();
        settings.setProperty("busy_timeout", Integer.toString(SECONDS_TO_WAIT * 1000));
        // A transaction that reads first and writes later could find the file changed in between.
        settings.setProperty("transaction_mode", writes ? "IMMEDIATE" : "DEFERRED");
        Connection connection = Drivers.sqlite().connect("jdbc:sqlite:" + file, settings);
        try (Statement statement = connection.createStatement()) {
            if (writes) {
                writeThroughLog(statement);
                statement.execute("pragma wal_autocheckpoint = 2000");
                statement.execute("pragma cache_size = -16384");
            }
            statement.execute("pragma synchronous = normal");
            statement.execute("pragma foreign_keys = on");
            statement.execute("pragma temp_store = memory");
            if (!writes) {
                statement.execute("pragma query_only = on");
            }
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** SQLite waits for others everywhere but here: two who create the file meet. */
    private void writeThroughLog(Statement statement) throws SQLException {
        for (int i = 1; ; i++) {
            try (ResultSet mode = statement.executeQuery("pragma journal_mode")) {
                if (mode.next() && mode.getString(1).equals("wal")) {
                    return;
                }
            }
            try {
                // Both have an effect before the first table only, and must come before the log.
                // Blocks of calls are long: with SQLite's 4 KB more CPU goes into pages.
                statement.execute("pragma page_size = 8192");
                statement.execute("pragma auto_vacuum = incremental");
                statement.execute("pragma journal_mode = wal");
            } catch (SQLException e) {
                if (i == MOST_ATTEMPTS || (e.getErrorCode() & 0xff) != BUSY) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** Only its owner may read it. Its log and its index get the same rights from SQLite. */
    private void create() throws SQLException {
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(file.toAbsolutePath().getParent());
                boolean posix =
                        file.getFileSystem().supportedFileAttributeViews().contains("posix");
                if (posix) {
                    var rights = PosixFilePermissions.fromString("rw-------");
                    Files.createFile(file, PosixFilePermissions.asFileAttribute(rights));
                }
            }
        } catch (FileAlreadyExistsException _) {
            // somebody else was faster
        } catch (IOException e) {
            throw new SQLException("cannot create " + file + ": " + e, "08001", CANNOT_OPEN, e);
        }
    }

    @Override
    public void lockSchema(Connection connection) {
        // Only one connection at a time can be writing.
    }

    @Override
    public void prepareFor(Connection connection, Instant now) {
        // One table holds them all.
    }

    @Override
    public void insert(Connection connection, Insert insert, List<Row> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        int numbers = insert.numbers().size();
        BitSet told = told(rows, numbers, insert.texts().size());
        List<String> values = new ArrayList<>();
        for (int i = 0; i < numbers + insert.texts().size(); i++) {
            values.add(told.get(i) ? "?" : i < numbers ? "0" : "''");
        }
        String sql = (insert.head() + "values (" + String.join(", ", values) + ")") + insert.rest();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Row row : rows) {
                int at = 1;
                for (int i = told.nextSetBit(0); i >= 0; i = told.nextSetBit(i + 1)) {
                    if (i < numbers) {
                        statement.setLong(at++, row.numbers()[i]);
                    } else {
                        statement.setString(at++, row.texts()[i - numbers]);
                    }
                }
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /**
     * Returns the columns that some row has something in. Binding a value is a call into the
     * library, and most figures of most calls are zero.
     */
    private static BitSet told(List<Row> rows, int numbers, int texts) {
        var told = new BitSet(numbers + texts);
        for (Row row : rows) {
            for (int i = told.nextClearBit(0); i < numbers + texts; i = told.nextClearBit(i + 1)) {
                boolean empty =
                        i < numbers ? row.numbers()[i] == 0 : row.texts()[i - numbers].isEmpty();
                told.set(i, !empty);
            }
        }
        return told;
    }

    @Override
    public String among(String column) {
        return column + " in (select value from json_each(?))";
    }

    @Override
    public void bind(PreparedStatement statement, int index, Collection<String> texts)
            throws SQLException {
        statement.setString(index, SpecCodec.list(texts));
    }

    @Override
    public String locking() {
        return "";
    }

    @Override
    public CallTable calls() {
        return new CallBlocks();
    }

    private static final int BUSY = 5;
    private static final int LOCKED = 6;
    private static final int READ_ONLY = 8;
    private static final int INTERRUPTED = 9;
    private static final int IO_ERROR = 10;
    private static final int CORRUPT = 11;
    private static final int FULL = 13;
    private static final int CANNOT_OPEN = 14;
    private static final int LOCKING_PROTOCOL = 15;
    private static final int NOT_A_DATABASE = 26;

    @Override
    public Fault fault(SQLException error) {
        return switch (error.getErrorCode() & 0xff) {
            case BUSY,
                    LOCKED,
                    READ_ONLY,
                    INTERRUPTED,
                    IO_ERROR,
                    CORRUPT,
                    FULL,
                    CANNOT_OPEN,
                    LOCKING_PROTOCOL,
                    NOT_A_DATABASE ->
                    Fault.UNAVAILABLE;
            default -> Fault.MISTAKE;
        };
    }

    @Override
    public String redact(String message) {
        return message;
    }
}
