package dev.sluice.store;

import dev.sluice.core.meter.UsageRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * Where a database keeps finished calls. PostgreSQL has a row for each, as several nodes and other
 * programs read it; the embedded database has blocks of them, which take a fifth of the time and a
 * tenth of the room.
 */
sealed interface CallTable permits CallRows, CallBlocks {
    /** Returns what takes calls that are to be inserted together. */
    Batch batch();

    /**
     * Calls of one node that are inserted together. What can be done without the database is done
     * as they come. For one thread at a time.
     */
    interface Batch {
        /** Adds a call whose id is greater than those of the calls before it. */
        void add(long id, UsageRecord call);

        /**
         * Inserts them. May be repeated when that was in vain.
         *
         * @param base is added to their ids
         */
        void insert(Connection connection, long base) throws SQLException;
    }

    /** Inserts calls, in the order of their ids. */
    default void insert(Connection connection, List<StoredCall> calls) throws SQLException {
        Batch batch = batch();
        calls.forEach(each -> batch.add(each.id(), each.call()));
        batch.insert(connection, 0);
    }

    /** Puts calls in the places of those with the same ids that began at the same time. */
    void replace(Connection connection, List<StoredCall> calls) throws SQLException;

    /**
     * Removes some of the calls that began before a time.
     *
     * @return how many, roughly; {@link Retention} asks again until there were none
     */
    long remove(Connection connection, long before) throws SQLException;

    /** Returns the time before which a whole piece can be removed, given one that is wanted. */
    long removable(long before);

    /** Returns calls that began in a time, some at a time, and keeps others from changing them. */
    Some some(Connection connection, Span span, Cursor after) throws SQLException;

    /**
     * How far {@link #some} has come.
     *
     * @param begun time of the last call; that of {@link #BEGIN} where time is not their order
     * @param id of the last one
     */
    record Cursor(long begun, long id) {
        static final Cursor BEGIN = new Cursor(Long.MIN_VALUE, Long.MIN_VALUE);
    }

    /**
     * Some calls.
     *
     * @param last where to go on; {@link Cursor#BEGIN} when there are no more
     */
    record Some(List<StoredCall> calls, Cursor last) {}

    /**
     * Shows the calls whose ids are in a range, in the order of their ids.
     *
     * @param from inclusive
     * @param to exclusive
     */
    void each(Connection connection, long from, long to, Visitor visitor) throws SQLException;

    /** Looks at a call. */
    @FunctionalInterface
    interface Visitor {
        /** Returns whether to go on. */
        boolean seen(StoredCall call) throws SQLException;
    }

    /**
     * Returns the first id in a range of a call that began at a time or later; 0 if there is none.
     */
    long first(Connection connection, long from, long to, long begun) throws SQLException;

    /**
     * Returns a time before which no call began that began at {@code from} or later; the largest
     * number when none did.
     */
    long next(Connection connection, long from) throws SQLException;

    /** Adds up the calls that began in an hour of 1970. */
    Map<Share.Group, long[]> sums(Connection connection, long hour) throws SQLException;

    /** Returns which calls have figures below zero, at most so many: {@code call 7}. */
    List<String> negative(Connection connection, int most) throws SQLException;

    /** Returns how many calls there are. */
    long count(Connection connection) throws SQLException;

    /** Returns what looks for single calls. */
    CallSearch search();
}
