package dev.sluice.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** What the two databases do differently. */
sealed interface Engine permits Sqlite, Postgres {
    /** What a connection is for. */
    enum Purpose {
        /** Short transactions that change something. */
        WRITING,
        /** Questions that somebody waits for. */
        READING,
        /** Work that may take minutes, on one state of the database. */
        STUDYING
    }

    /** What an error of the database means. */
    enum Fault {
        /** The connection is gone; another one may do. */
        CUT,
        /** Somebody else was faster; the same again may do. */
        CONFLICT,
        /** The database cannot do it now. */
        UNAVAILABLE,
        /** The database will never do it: the mistake is ours. */
        MISTAKE
    }

    /** Returns the beginning of the names of its migrations. */
    String migrations();

    /** Returns a question with an answer when there is a table of the migrations. */
    String tableExists();

    /**
     * Does what a migration cannot say in SQL, after it has been run and in its transaction.
     *
     * @param version its number
     */
    void migrated(Connection connection, int version) throws SQLException;

    /** Opens a connection. Transactions begin and end with its {@code setAutoCommit}. */
    Connection connect(Purpose purpose) throws SQLException;

    /** Makes other nodes wait that would change the schema, until the transaction ends. */
    void lockSchema(Connection connection) throws SQLException;

    /** Prepares places for the calls of the next months. */
    void prepareFor(Connection connection, Instant now) throws SQLException;

    /** Inserts rows. */
    void insert(Connection connection, Insert insert, List<Row> rows) throws SQLException;

    /** Returns a condition: the column has one of the texts of {@link #bind}. */
    String among(String column);

    /** Binds the texts of {@link #among}. */
    void bind(PreparedStatement statement, int index, Collection<String> texts) throws SQLException;

    /** Returns what is written behind a {@code select} whose rows nobody else may change. */
    String locking();

    /** Returns where finished calls are kept. */
    CallTable calls();

    /** Returns what an error means. */
    Fault fault(SQLException error);

    /** Returns a message without secrets. */
    String redact(String message);
}
