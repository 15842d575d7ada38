package dev.sluice.store;

import dev.sluice.core.limit.Permit;
import dev.sluice.store.LedgerCheck.Finding;
import dev.sluice.store.Reports.Window;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Proves that entries have taken from budgets what the calls' own records say: nothing more, and
 * nothing less.
 */
final class SpendsCheck {
    private final Connection connection;
    private final List<Finding> findings;
    private final String journal;
    private final long first;
    private final long end;
    private final Map<Window, Long> left = new TreeMap<>();

    /**
     * Begins to compare the entries of a node's journal.
     *
     * @param journal how it is called
     * @param from the first id that must be there with all that follow
     * @param end exclusive
     */
    SpendsCheck(Connection connection, List<Finding> findings, String journal, long from, long end)
            throws SQLException {
        this.connection = connection;
        this.findings = findings;
        this.journal = journal;
        this.end = end;
        first = behindRemoved(from);
    }

    /** Looks at a call. */
    void add(StoredCall call) {
        if (call.id() >= first) {
            for (Permit.Settled each : call.call().settled()) {
                left.merge(Window.of(each.hold()), each.spent().micro(), Long::sum);
            }
        }
    }

    /** All calls of the journal have been added. */
    void finish() throws SQLException {
        takeEntries();
        left.entrySet().stream()
                .filter(each -> each.getValue() != 0)
                .limit(LedgerCheck.MOST_FINDINGS)
                .forEach(each -> {
                    Window window = each.getKey();
                    findings.add(
                            new Finding(
                                    "spent",
                                    journal + ": " + window.budget() + " since " + window.begun(),
                                    "the calls have spent, against its entries: "
                                            + each.getValue()));
                });
    }

    /** An entry of many calls tells nothing of the rest when some of them have been removed. */
    private long behindRemoved(long from) throws SQLException {
        String cut =
                ("select max(id) from entry where kind = 'spend' and reserve < " + from)
                        + (" and id >= " + from + " and id < " + end);
        return Math.max(from, LedgerCheck.number(connection, cut) + 1);
    }

    private void takeEntries() throws SQLException {
        String sql =
                "select budget, since, sum(spent) from entry where kind in ('settle', 'spend')"
                        + (" and id >= " + first + " and id < " + end + " group by budget, since");
        LedgerCheck.each(
                connection,
                sql,
                found -> {
                    var window = new Window(found.getString(1), found.getLong(2));
                    left.merge(window, -found.getLong(3), Long::sum);
                });
    }
}
