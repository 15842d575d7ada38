package dev.sluice.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Proves that the books add up: sums equal their calls, balances equal their entries and those what
 * the calls' records say, every reservation was closed once, nothing is negative and no entry of
 * the journal is missing. What retention has removed is left out. It reads everything, of one
 * moment; the gateway may go on.
 */
public final class LedgerCheck {
    static final int MOST_FINDINGS = 100;

    /** No call lasts longer: later in the journal, nothing of removed calls comes. */
    private static final Duration LONGEST_CALL = Duration.ofDays(1);

    private final Connections connections;
    private final CallText text;

    LedgerCheck(Connections connections, CallText text) {
        this.connections = connections;
        this.text = text;
    }

    /**
     * What was found.
     *
     * @param findings what does not add up, at most 100 of each kind; empty when all does
     * @param calls calls that were added up
     * @param entries entries of budgets that were added up
     * @param open reservations that are open
     */
    public record Result(List<Finding> findings, long calls, long entries, long open) {
        /** Returns whether everything adds up. */
        public boolean addsUp() {
            return findings.isEmpty();
        }
    }

    /**
     * One thing that does not add up.
     *
     * @param check what was checked: {@code sums}, {@code days}, {@code teams}, {@code balances},
     *     {@code spent}, {@code reservations}, {@code open reservations}, {@code negative} or
     *     {@code sequence}
     * @param where which row
     * @param what the difference
     */
    public record Finding(String check, String where, String what) {}

    /**
     * Checks.
     *
     * @param openBefore reservations that have been open since before this are findings; such as
     *     the time when the oldest node was started
     */
    public Result run(Instant openBefore) throws StoreUnavailable {
        return connections.study("check the ledger", connection -> run(connection, openBefore));
    }

    private Result run(Connection connection, Instant openBefore) throws SQLException {
        long removedBefore = number(connection, "select removed_before from retention");
        List<Finding> findings = new ArrayList<>();
        var sums = new SumsCheck(connection, findings);
        sums.calls(removedBefore);
        sums.coarser();
        balances(connection, findings);
        reservations(connection, findings);
        openReservations(connection, openBefore, findings);
        negative(connection, findings);
        var spends = new SpendsCheck(connection, text, findings);
        journals(connection, removedBefore, spends, findings);
        return new Result(
                List.copyOf(findings),
                number(connection, "select count(*) from call"),
                number(connection, "select count(*) from entry"),
                number(connection, "select count(*) from hold"));
    }

    private static void balances(Connection connection, List<Finding> findings)
            throws SQLException {
        String sql =
                """
                select budget, since, sum(reserved), sum(spent) from (
                    select budget, since, reserved, spent from balance
                    union all
                    select budget, since,
                      case kind when 'reserve' then -amount when 'spend' then 0 else amount end,
                      -spent from entry where kind <> 'nothing'
                    union all
                    select budget, since, 0, -spent from carried) as told
                  group by budget, since having sum(reserved) <> 0 or sum(spent) <> 0
                  order by budget, since limit 100
                """;
        each(
                connection,
                sql,
                found ->
                        findings.add(
                                new Finding(
                                        "balances",
                                        found.getString(1) + " since " + found.getLong(2),
                                        ("the balance has, against its entries: reserved "
                                                        + found.getLong(3))
                                                + (", spent " + found.getLong(4)))));
    }

    /** A reservation counts once as made, and once as settled, void or still open. */
    private static void reservations(Connection connection, List<Finding> findings)
            throws SQLException {
        String sql =
                """
                select reserve, budget, since, max(request), sum(made), sum(closed), sum(amount)
                  from (
                    select reserve, budget, since, request, 1 as made, 0 as closed, amount
                      from entry where kind = 'reserve'
                    union all
                    select reserve, budget, since, request, 0, 1, -amount
                      from entry where kind in ('settle', 'void')
                    union all
                    select id, budget, since, request, 0, 1, -amount from hold) as told
                  group by reserve, budget, since
                  having sum(made) <> 1 or sum(closed) <> 1 or sum(amount) <> 0
                  order by reserve limit 100
                """;
        each(
                connection,
                sql,
                found ->
                        findings.add(
                                new Finding(
                                        "reservations",
                                        ("call " + found.getString(4))
                                                + (" of " + found.getString(2))
                                                + (" since " + found.getLong(3)),
                                        ("made " + found.getLong(5) + " times, closed or open ")
                                                + (found.getLong(6) + " times, left over ")
                                                + found.getLong(7))));
    }

    private static void openReservations(
            Connection connection, Instant openBefore, List<Finding> findings) throws SQLException {
        String sql =
                ("select request, budget, amount, written from hold where written < "
                                + openBefore.toEpochMilli())
                        + " order by written limit 100";
        each(
                connection,
                sql,
                found ->
                        findings.add(
                                new Finding(
                                        "open reservations",
                                        "call " + found.getString(1) + " of " + found.getString(2),
                                        ("has held " + found.getLong(3) + " since ")
                                                + Instant.ofEpochMilli(found.getLong(4)))));
    }

    private static void negative(Connection connection, List<Finding> findings)
            throws SQLException {
        List<String> sums = Share.FIGURES;
        negative(connection, "call", "id", CallRows.OWN_FIGURES, findings);
        negative(connection, "share", "id", CallRows.SHARE_FIGURES, findings);
        negative(connection, "rollup", "hour || ' ' || key || ' ' || deployment", sums, findings);
        negative(
                connection, "rollup_day", "day || ' ' || key || ' ' || deployment", sums, findings);
        List<String> amounts = List.of("amount", "spent");
        negative(connection, "entry", "id || ' ' || budget", amounts, findings);
        List<String> balance = List.of("reserved", "spent");
        negative(connection, "balance", "budget || ' since ' || since", balance, findings);
    }

    private static void negative(
            Connection connection,
            String table,
            String name,
            List<String> columns,
            List<Finding> findings)
            throws SQLException {
        String condition =
                columns.stream().map(each -> each + " < 0").collect(Collectors.joining(" or "));
        String sql =
                ("select " + name + " from " + table + " where " + condition)
                        + (" limit " + MOST_FINDINGS);
        each(
                connection,
                sql,
                found ->
                        findings.add(
                                new Finding(
                                        "negative",
                                        table + " " + found.getString(1),
                                        "has an amount below 0")));
    }

    private record Node(long number, String name, long applied) {}

    private static void journals(
            Connection connection, long removedBefore, SpendsCheck spends, List<Finding> findings)
            throws SQLException {
        List<Node> nodes = new ArrayList<>();
        each(
                connection,
                "select number, node, sequence from applied order by number",
                found ->
                        nodes.add(
                                new Node(found.getLong(1), found.getString(2), found.getLong(3))));
        for (Node each : nodes) {
            journal(connection, each, removedBefore, spends, findings);
        }
    }

    private static void journal(
            Connection connection,
            Node node,
            long removedBefore,
            SpendsCheck spends,
            List<Finding> findings)
            throws SQLException {
        long base = node.number << SqlBooks.SEQUENCE_BITS;
        String range = "id >= " + base + " and id < " + (base + (1L << SqlBooks.SEQUENCE_BITS));
        long first = base + 1;
        if (removedBefore > 0) {
            String begun = " and begun >= " + (removedBefore + LONGEST_CALL.toMillis());
            first = number(connection, "select min(id) from call where " + range + begun);
            if (first == 0) {
                return; // nothing is left that must be whole
            }
        }
        String name = "journal of " + node.name;
        long end = base + node.applied + 1;
        spends.journal(name, first, end);
        gaps(
                connection,
                range + " and id >= " + first,
                first,
                end,
                found -> {
                    long from = found.getLong(2) - base + 1;
                    long to = found.getLong(1) - base - 1;
                    String what = "nothing is there from " + from + " to " + to;
                    findings.add(new Finding("sequence", name, what));
                });
        each(
                connection,
                "select id from call where " + range + " and id >= " + end + " limit 100",
                found -> {
                    String what =
                            (found.getLong(1) - base)
                                    + " is there, but the last was "
                                    + node.applied;
                    findings.add(new Finding("sequence", name, what));
                });
    }

    /**
     * Finds where numbers are missing. So many that they were left out on purpose, see {@link
     * Ledger#LEAP}, are not missing. What comes before the first one that must be there is taken
     * for its predecessor.
     */
    private static void gaps(Connection connection, String range, long first, long end, Each to)
            throws SQLException {
        String ids = "select id from call where " + range + " union select id from entry where ";
        String sql =
                ("select id, before from (select id, lag(id, 1, " + (first - 1))
                        + (") over (order by id) as before from (" + ids + range)
                        + (" union select " + end + ") as seen) as pairs where id - before <> 1")
                        + (" and id - before < " + Ledger.LEAP / 2)
                        + (" and id <= " + end + " order by id limit " + MOST_FINDINGS);
        each(connection, sql, to);
    }

    /** Looks at a row. */
    @FunctionalInterface
    interface Each {
        void found(ResultSet row) throws SQLException;
    }

    static void each(Connection connection, String sql, Each to) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            while (found.next()) {
                to.found(found);
            }
        }
    }

    static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            return found.next() ? found.getLong(1) : 0;
        }
    }
}
