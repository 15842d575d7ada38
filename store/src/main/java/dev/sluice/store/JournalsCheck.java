package dev.sluice.store;

import dev.sluice.store.LedgerCheck.Finding;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Proves that every entry of each node's journal is in the books. */
final class JournalsCheck {
    /** No call lasts longer: later in the journal, nothing of removed calls comes. */
    private static final Duration LONGEST_CALL = Duration.ofDays(1);

    private final Connection connection;
    private final CallTable table;
    private final List<Finding> findings;

    JournalsCheck(Connection connection, CallTable table, List<Finding> findings) {
        this.connection = connection;
        this.table = table;
        this.findings = findings;
    }

    /**
     * A node.
     *
     * @param applied the last entry of its journal that is in the books
     */
    record Node(long number, String name, long applied) {}

    List<Node> nodes() throws SQLException {
        List<Node> nodes = new ArrayList<>();
        LedgerCheck.each(
                connection,
                "select number, node, sequence from applied order by number",
                found ->
                        nodes.add(
                                new Node(found.getLong(1), found.getString(2), found.getLong(3))));
        return nodes;
    }

    /** Checks the journal of a node: that it is whole, and what it says was spent. */
    void check(Node node, long removedBefore) throws SQLException {
        long base = node.number << SqlBooks.SEQUENCE_BITS;
        long behind = base + (1L << SqlBooks.SEQUENCE_BITS);
        long first = base + 1;
        if (removedBefore > 0) {
            long whole = removedBefore + LONGEST_CALL.toMillis();
            first = table.first(connection, base, behind, whole);
            if (first == 0) {
                return; // nothing is left that must be whole
            }
        }
        String name = "journal of " + node.name;
        long end = base + node.applied + 1;
        var spends = new SpendsCheck(connection, findings, name, first, end);
        calls(new Gaps(name, base, first - 1), spends, end);
        spends.finish();
        int most = findings.size() + LedgerCheck.MOST_FINDINGS;
        table.each(
                connection,
                end,
                behind,
                call -> {
                    String what =
                            (call.id() - base) + " is there, but the last was " + node.applied;
                    findings.add(new Finding("sequence", name, what));
                    return findings.size() < most;
                });
    }

    /** Goes through the calls and the entries of budgets, both in the order of ids, at once. */
    private void calls(Gaps gaps, SpendsCheck spends, long end) throws SQLException {
        String sql =
                ("select distinct id from entry where id > " + gaps.last + " and id < " + end)
                        + " order by id";
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(1000);
            try (ResultSet entries = statement.executeQuery(sql)) {
                var next = new long[] {next(entries)};
                table.each(
                        connection,
                        gaps.last + 1,
                        end,
                        call -> {
                            for (; next[0] < call.id(); next[0] = next(entries)) {
                                gaps.saw(next[0]);
                            }
                            gaps.saw(call.id());
                            spends.add(call);
                            return true;
                        });
                for (; next[0] < end; next[0] = next(entries)) {
                    gaps.saw(next[0]);
                }
                gaps.saw(end);
            }
        }
    }

    private static long next(ResultSet ids) throws SQLException {
        return ids.next() ? ids.getLong(1) : Long.MAX_VALUE;
    }

    /**
     * Finds where numbers are missing. So many that they were left out on purpose, see {@link
     * Ledger#LEAP}, are not missing.
     */
    private final class Gaps {
        private final String name;
        private final long base;
        private long last;
        private int found;

        /** Starts with what comes before the first one that must be there. */
        Gaps(String name, long base, long before) {
            this.name = name;
            this.base = base;
            last = before;
        }

        void saw(long id) {
            long missing = id - last - 1;
            if (missing > 0 && missing < Ledger.LEAP / 2 && found < LedgerCheck.MOST_FINDINGS) {
                String what =
                        "nothing is there from " + (last + 1 - base) + " to " + (id - 1 - base);
                findings.add(new Finding("sequence", name, what));
                found++;
            }
            last = Math.max(last, id);
        }
    }
}
