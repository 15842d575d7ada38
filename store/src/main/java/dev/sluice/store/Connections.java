package dev.sluice.store;

import dev.sluice.store.Engine.Purpose;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A few connections to the database: one that writes, some that read. They are opened when they are
 * needed and again after they have failed. Safe for several threads.
 */
final class Connections implements AutoCloseable {
    private static final int READERS = 4;
    private static final int MOST_ATTEMPTS = 5;
    private static final long SECONDS_TO_WAIT = 15;

    private final Engine engine;
    private final Work<Boolean> preparation;
    private final Lane writer = new Lane(Purpose.WRITING, 1);
    private final Lane readers = new Lane(Purpose.READING, READERS);
    private volatile boolean ready;
    private volatile boolean closed;

    /**
     * Opens nothing yet.
     *
     * @param preparation what is done before anything else: the schema
     */
    Connections(Engine engine, Work<Boolean> preparation) {
        this.engine = engine;
        this.preparation = preparation;
    }

    /** What is to be done in one transaction; it may be done again when it has failed. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private static final class Lane {
        final Purpose purpose;
        final Semaphore free;
        final Deque<Connection> idle = new ConcurrentLinkedDeque<>();

        Lane(Purpose purpose, int most) {
            this.purpose = purpose;
            free = new Semaphore(most, true);
        }
    }

    Engine engine() {
        return engine;
    }

    /** Prepares the database, unless that has been done. */
    void prepare() throws StoreUnavailable {
        if (!ready) {
            run(writer, "prepare the database", preparation);
            ready = true;
        }
    }

    /**
     * Does something that changes the database, in one transaction.
     *
     * @param what it is, for the message: {@code book calls}
     * @throws IllegalStateException when the database will never do it
     */
    <T> T write(String what, Work<T> work) throws StoreUnavailable {
        prepare();
        return run(writer, what, work);
    }

    /** Reads, in one transaction. */
    <T> T read(String what, Work<T> work) throws StoreUnavailable {
        prepare();
        return run(readers, what, work);
    }

    /** Reads for minutes, with a connection of its own, one state of the database. */
    <T> T study(String what, Work<T> work) throws StoreUnavailable {
        prepare();
        return run(new Lane(Purpose.STUDYING, 0), what, work);
    }

    private <T> T run(Lane lane, String what, Work<T> work) throws StoreUnavailable {
        boolean shared = lane.purpose != Purpose.STUDYING;
        if (shared) {
            enter(lane, what);
        }
        try {
            return attempt(lane, what, work);
        } finally {
            if (shared) {
                lane.free.release();
            }
            if (!shared || closed) {
                closeAll(lane);
            }
        }
    }

    private void enter(Lane lane, String what) throws StoreUnavailable {
        try {
            if (!closed && lane.free.tryAcquire(SECONDS_TO_WAIT, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        String why = closed ? "it is closed" : "all connections are in use";
        throw unavailable(what, new SQLException(why, "53300"));
    }

    private <T> T attempt(Lane lane, String what, Work<T> work) throws StoreUnavailable {
        for (int i = 1; ; i++) {
            Connection idle = lane.idle.poll();
            try {
                return transact(lane, idle, work);
            } catch (SQLException e) {
                boolean again =
                        switch (engine.fault(e)) {
                            // One that has been idle may have been dead for long.
                            case CUT -> idle != null;
                            case CONFLICT -> i < MOST_ATTEMPTS;
                            case UNAVAILABLE -> false;
                            case MISTAKE -> throw new IllegalStateException(said(what, e), safe(e));
                        };
                if (!again) {
                    throw unavailable(what, e);
                }
            }
        }
    }

    private <T> T transact(Lane lane, @Nullable Connection idle, Work<T> work) throws SQLException {
        Connection connection = idle == null ? engine.connect(lane.purpose) : idle;
        boolean done = false;
        try {
            connection.setAutoCommit(false);
            T result = work.on(connection);
            // Commits. SQLite's commit() would begin the next transaction at once, and keep others
            // from writing until then.
            connection.setAutoCommit(true);
            done = true;
            return result;
        } finally {
            if (done || rolledBack(connection)) {
                lane.idle.push(connection);
            } else {
                close(connection);
            }
        }
    }

    private static boolean rolledBack(Connection connection) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
            return true;
        } catch (SQLException _) {
            return false;
        }
    }

    private StoreUnavailable unavailable(String what, SQLException e) {
        return new StoreUnavailable(said(what, e), safe(e));
    }

    private String said(String what, SQLException e) {
        return "cannot " + what + ": " + engine.redact(String.valueOf(e.getMessage()));
    }

    /** A cause is printed with its own message, and with the messages of its causes. */
    private Throwable safe(Throwable e) {
        for (Throwable each = e; each != null; each = each.getCause()) {
            String text = String.valueOf(each.getMessage());
            if (!engine.redact(text).equals(text)) {
                var clean = new SQLException(engine.redact(String.valueOf(e.getMessage())));
                clean.setStackTrace(e.getStackTrace());
                return clean;
            }
        }
        return e;
    }

    private static void closeAll(Lane lane) {
        for (Connection each = lane.idle.poll(); each != null; each = lane.idle.poll()) {
            close(each);
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException _) {
            // it is gone one way or the other
        }
    }

    /** Closes what is idle now; what is in use is closed when it comes back. */
    @Override
    public void close() {
        closed = true;
        closeAll(writer);
        closeAll(readers);
    }
}
