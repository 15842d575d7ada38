package dev.sluice.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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

    private static final String BELOW = "has an amount below 0";

    private final Connections connections;

    LedgerCheck(Connections connections) {
        this.connections = connections;
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
        CallTable table = connections.engine().calls();
        List<Finding> findings = new ArrayList<>();
        var sums = new SumsCheck(connection, findings);
        sums.calls(table, removedBefore);
        sums.coarser();
        balances(connection, findings);
        reservations(connection, findings);
        openReservations(connection, openBefore, findings);
        for (String each : table.negative(connection, MOST_FINDINGS)) {
            findings.add(new Finding("negative", each, BELOW));
        }
        negative(connection, findings);
        var journals = new JournalsCheck(connection, table, findings);
        for (JournalsCheck.Node each : journals.nodes()) {
            journals.check(each, removedBefore);
        }
        return new Result(
                List.copyOf(findings),
                table.count(connection),
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
                                new Finding("negative", table + " " + found.getString(1), BELOW)));
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
