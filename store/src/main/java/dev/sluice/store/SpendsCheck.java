package dev.sluice.store;

import dev.sluice.core.limit.Permit;
import dev.sluice.store.LedgerCheck.Finding;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Proves that entries have taken from budgets what the calls' own records say: nothing more, and
 * nothing less.
 */
final class SpendsCheck {
    private static final int AT_ONCE = 2000;

    private final Connection connection;
    private final CallText text;
    private final List<Finding> findings;

    SpendsCheck(Connection connection, CallText text, List<Finding> findings) {
        this.connection = connection;
        this.text = text;
        this.findings = findings;
    }

    private record Window(String budget, long since) implements Comparable<Window> {
        @Override
        public int compareTo(Window other) {
            int byBudget = budget.compareTo(other.budget);
            return byBudget != 0 ? byBudget : Long.compare(since, other.since);
        }
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
        calls(whole, end, left);
        entries(whole, end, left);
        left.forEach((window, micro) -> {
            if (micro != 0 && findings.size() < LedgerCheck.MOST_FINDINGS * 10) {
                String where = journal + ": " + window.budget + " since " + window.since;
                String what = "the calls have spent, against its entries: " + micro;
                findings.add(new Finding("spent", where, what));
            }
        });
    }

    /** An entry of many calls tells nothing of the rest when some of them have been removed. */
    private long behindRemoved(long first, long end) throws SQLException {
        String sql =
                """
                select max(id) from entry
                  where kind = 'spend' and reserve < ? and id >= ? and id < ?
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, first);
            statement.setLong(2, first);
            statement.setLong(3, end);
            try (ResultSet found = statement.executeQuery()) {
                return found.next() ? Math.max(first, found.getLong(1) + 1) : first;
            }
        }
    }

    private void calls(long first, long end, Map<Window, Long> left) throws SQLException {
        String sql = "select id, record from call where id >= ? and id < ? order by id limit ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            long next = first;
            int found;
            do {
                statement.setLong(1, next);
                statement.setLong(2, end);
                statement.setInt(3, AT_ONCE);
                found = 0;
                try (ResultSet call = statement.executeQuery()) {
                    while (call.next()) {
                        found++;
                        next = call.getLong(1) + 1;
                        for (Permit.Settled each : text.read().apply(call.getString(2)).settled()) {
                            Permit.Hold hold = each.hold();
                            var window = new Window(Column.of(hold.budget()), hold.window());
                            left.merge(window, each.spent().micro(), Long::sum);
                        }
                    }
                }
            } while (found == AT_ONCE);
        }
    }

    private void entries(long first, long end, Map<Window, Long> left) throws SQLException {
        String sql =
                """
                select budget, since, sum(spent) from entry
                  where kind in ('settle', 'spend') and id >= ? and id < ?
                  group by budget, since
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, first);
            statement.setLong(2, end);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    var window = new Window(found.getString(1), found.getLong(2));
                    left.merge(window, -found.getLong(3), Long::sum);
                }
            }
        }
    }
}
