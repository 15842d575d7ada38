package dev.sluice.store;

import dev.sluice.store.Reports.Call;
import dev.sluice.store.Reports.CallFilter;
import dev.sluice.store.Reports.Page;
import dev.sluice.store.Reports.Timed;
import dev.sluice.store.Reports.Timeline;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Looks for single calls in a {@link CallTable}. */
sealed interface CallSearch permits RowSearch, BlockSearch {
    /** For how many nanoseconds is looked for what somebody waits for. */
    long PATIENCE = 600_000_000L;

    /** Returns calls, newest first, however long it takes. */
    List<Call> calls(Connection connection, CallFilter filter, int limit) throws SQLException;

    /** See {@link Reports#page}. */
    Page page(Connection connection, CallFilter filter, int limit) throws SQLException;

    /** See {@link Reports#timeline}. */
    Timeline timeline(Connection connection, CallFilter filter, long millis) throws SQLException;

    /** See {@link Reports#times}. */
    List<Timed> times(Connection connection, CallFilter filter, int limit) throws SQLException;
}
