package dev.sluice.store;

import dev.sluice.store.LedgerCheck.Finding;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Proves that sums by hour equal their calls, and that coarser sums equal those. */
final class SumsCheck {
    private static final long NONE = Long.MAX_VALUE / Share.HOUR;

    private final Connection connection;
    private final List<Finding> findings;

    SumsCheck(Connection connection, List<Finding> findings) {
        this.connection = connection;
        this.findings = findings;
    }

    /** Adds up the calls of each hour and takes away what the sums say: nothing may be left. */
    void calls(CallTable table, long removedBefore) throws SQLException {
        int most = findings.size() + LedgerCheck.MOST_FINDINGS;
        long hour = next(table, -Math.floorDiv(-removedBefore, Share.HOUR));
        while (hour < NONE && findings.size() < most) {
            Map<Share.Group, long[]> left = table.sums(connection, hour);
            takeSums(hour, left);
            new TreeMap<>(left)
                    .forEach((group, figures) -> {
                        String difference = difference(figures);
                        if (!difference.isEmpty() && findings.size() < most) {
                            String what = "the calls have, against the sum: " + difference;
                            String name = name(group.hour(), Share.Group.TEXTS, group.texts());
                            findings.add(new Finding("sums", name, what));
                        }
                    });
            hour = next(table, hour + 1);
        }
    }

    /** Returns the next hour in which there may be calls or sums. */
    private long next(CallTable table, long hour) throws SQLException {
        String sql = "select coalesce(min(hour), " + NONE + ") from rollup where hour >= " + hour;
        long call = table.next(connection, hour * Share.HOUR);
        return Math.min(LedgerCheck.number(connection, sql), Math.floorDiv(call, Share.HOUR));
    }

    private void takeSums(long hour, Map<Share.Group, long[]> from) throws SQLException {
        String sql =
                ("select " + names(Share.Group.TEXTS) + ", " + names(Share.FIGURES))
                        + (" from rollup where hour = " + hour);
        int texts = Share.Group.TEXTS.size();
        LedgerCheck.each(
                connection,
                sql,
                found ->
                        CallSums.add(
                                from,
                                CallRows.group(hour, found),
                                CallRows.figures(found, texts + 1),
                                -1));
    }

    /** Sums by hour are never removed: all that is added up of them must equal them. */
    void coarser() throws SQLException {
        List<String> keys = Share.Group.TEXTS;
        List<String> teams = Share.Group.TEAM_TEXTS;
        days("rollup", "rollup_day", keys);
        days("rollup_team", "rollup_team_day", teams);
        String group = "hour, " + names(teams);
        String told =
                ("select " + group + ", " + names(Share.FIGURES) + " from rollup")
                        + (" union all select " + group + ", " + taken() + " from rollup_team");
        try (PreparedStatement statement = connection.prepareStatement(left(group, group, told))) {
            found(statement, "teams", "the keys have, against all together: ", teams);
        }
    }

    private void days(String hours, String days, List<String> texts) throws SQLException {
        String rest = ", " + names(texts);
        String told =
                ("select hour / 24 as day" + rest + ", " + names(Share.FIGURES) + " from " + hours)
                        + (" union all select day" + rest + ", " + taken() + " from " + days);
        try (PreparedStatement statement =
                connection.prepareStatement(left("day * 24" + rest, "day" + rest, told))) {
            found(statement, "days", "the hours have, against the day: ", texts);
        }
    }

    private static String names(List<String> columns) {
        return String.join(", ", columns);
    }

    private static String taken() {
        return "-" + String.join(", -", Share.FIGURES);
    }

    /** Returns the question what is left of figures where some are taken away from others. */
    private static String left(String shown, String group, String told) {
        String sums =
                Share.FIGURES.stream()
                        .map(each -> "sum(" + each + ")")
                        .collect(Collectors.joining(", "));
        return ("select " + shown + ", " + sums + " from (" + told + ") as told group by " + group)
                + (" having " + sums.replace("),", ") <> 0 or") + " <> 0 order by " + group)
                + (" limit " + LedgerCheck.MOST_FINDINGS);
    }

    private void found(PreparedStatement statement, String check, String what, List<String> texts)
            throws SQLException {
        try (ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                var values = new String[texts.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = found.getString(i + 2);
                }
                String difference = difference(CallRows.figures(found, texts.size() + 2));
                String name = name(found.getLong(1), texts, values);
                findings.add(new Finding(check, name, what + difference));
            }
        }
    }

    private static String name(long hour, List<String> texts, String[] values) {
        var where = new StringBuilder();
        where.append(Instant.ofEpochMilli(hour * Share.HOUR));
        for (int i = 0; i < values.length; i++) {
            where.append(' ').append(texts.get(i)).append('=').append(values[i]);
        }
        return where.toString();
    }

    private static String difference(long[] figures) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < figures.length; i++) {
            if (figures[i] != 0) {
                parts.add(Share.FIGURES.get(i) + " " + (figures[i] > 0 ? "+" : "") + figures[i]);
            }
        }
        return String.join(", ", parts);
    }
}
