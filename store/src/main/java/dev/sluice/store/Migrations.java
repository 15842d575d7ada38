package dev.sluice.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings the schema to where this program needs it: numbered files, {@code sqlite-1.sql} and so on,
 * each run once. A statement ends with a semicolon at the end of a line.
 */
final class Migrations {
    private static final String TABLE =
            "create table if not exists schema_version (version integer primary key)";

    private final Engine engine;
    private final List<String> scripts;

    /** Takes those that come with the program. */
    Migrations(Engine engine) {
        this(engine, scripts(engine.migrations()));
    }

    Migrations(Engine engine, List<String> scripts) {
        this.engine = engine;
        this.scripts = List.copyOf(scripts);
    }

    private static List<String> scripts(String engine) {
        List<String> scripts = new ArrayList<>();
        for (String each = script(engine, 1); each != null; ) {
            scripts.add(each);
            each = script(engine, scripts.size() + 1);
        }
        return scripts;
    }

    private static @Nullable String script(String engine, int number) {
        String name = engine + "-" + number + ".sql";
        try (InputStream in = Migrations.class.getResourceAsStream(name)) {
            return in == null ? null : new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }

    /**
     * Runs what has not been run, all in the transaction of the connection. Several nodes may do so
     * at once.
     *
     * @return whether anything was to be done
     * @throws IllegalStateException when the schema is newer than the program
     */
    boolean run(Connection connection) throws SQLException {
        if (version(connection) == scripts.size()) {
            return false;
        }
        engine.lockSchema(connection);
        try (Statement statement = connection.createStatement()) {
            statement.execute(TABLE);
        }
        int version = version(connection);
        if (version > scripts.size()) {
            throw new IllegalStateException(
                    "the database has schema "
                            + version
                            + ", written by a newer version of this program, which knows schemas up"
                            + " to "
                            + scripts.size()
                            + "; start that version, or restore a backup made before it ran");
        }
        for (int next = version + 1; next <= scripts.size(); next++) {
            run(connection, next);
        }
        return version < scripts.size();
    }

    private void run(Connection connection, int number) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String each : scripts.get(number - 1).split(";\\s*\\n", -1)) {
                if (!each.isBlank()) {
                    statement.execute(each);
                }
            }
        }
        engine.migrated(connection, number);
        String sql = "insert into schema_version (version) values (?)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, number);
            statement.executeUpdate();
        }
    }

    /** Asking for the table first: a failed statement would end PostgreSQL's transaction. */
    private int version(Connection connection) throws SQLException {
        String there = engine.tableExists();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet found = statement.executeQuery(there)) {
                if (!found.next()) {
                    return 0;
                }
            }
            try (ResultSet found =
                    statement.executeQuery("select max(version) from schema_version")) {
                return found.next() ? found.getInt(1) : 0;
            }
        }
    }
}
