package dev.sluice.store;

import dev.sluice.core.limit.Permit;
import dev.sluice.core.meter.UsageRecord;
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
    private final CallTable table;
    private final List<Finding> findings;

    SpendsCheck(Connection connection, CallTable table, List<Finding> findings) {
        this.connection = connection;
        this.table = table;
        this.findings = findings;
    }

    /**
     * Compares the entries of a node's journal.
     *
     * @param journal how it is called
     * @param first the first id that must be there with all that follow
     * @param end exclusive
     */
    void journal(String journal, long first, long end) throws SQLException {
        long whole = behindRemoved(first, end);
        Map<Window, Long> left = new TreeMap<>();
        table.each(
                connection,
                whole,
                end,
                stored -> {
                    add(stored.call(), left);
                    return true;
                });
        entries(whole, end, left);
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
    private long behindRemoved(long first, long end) throws SQLException {
        String cut =
                "select max(id) from entry where kind = 'spend' and reserve < " + first + " and ";
        return Math.max(first, LedgerCheck.number(connection, cut + range(first, end)) + 1);
    }

    private static String range(long first, long end) {
        return "id >= " + first + " and id < " + end;
    }

    private static void add(UsageRecord call, Map<Window, Long> left) {
        for (Permit.Settled each : call.settled()) {
            left.merge(Window.of(each.hold()), each.spent().micro(), Long::sum);
        }
    }

    private void entries(long first, long end, Map<Window, Long> left) throws SQLException {
        String sql =
                "select budget, since, sum(spent) from entry where kind in ('settle', 'spend')";
        LedgerCheck.each(
                connection,
                sql + " and " + range(first, end) + " group by budget, since",
                found -> {
                    var window = new Window(found.getString(1), found.getLong(2));
                    left.merge(window, -found.getLong(3), Long::sum);
                });
    }
}
