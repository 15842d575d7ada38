package dev.sluice.store;

import dev.sluice.store.LedgerCheck.Finding;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Proves that sums by hour equal their calls, and that coarser sums equal those. */
final class SumsCheck {

    private final Connection connection;
    private final List<Finding> findings;

    SumsCheck(Connection connection, List<Finding> findings) {
        this.connection = connection;
        this.findings = findings;
    }

    /** Adds up calls and takes away what the rollups say: nothing may be left. */
    void calls(long removedBefore) throws SQLException {
        String group = "hour, " + names(Share.Group.TEXTS);
        String place = "begun / " + Share.HOUR + " as " + group + ", ";
        String told =
                ("select " + place + "1 as calls, " + names(CallRows.OWN_FIGURES))
                        + (" from call where begun >= ? union all select " + place + "0, 0, ")
                        + names(CallRows.SHARE_FIGURES)
                        + (" from share where begun >= ? union all select " + group + ", ")
                        + (taken() + " from rollup where hour >= ?");
        long firstHour = -Math.floorDiv(-removedBefore, Share.HOUR);
        try (PreparedStatement statement = connection.prepareStatement(left(group, group, told))) {
            statement.setLong(1, firstHour * Share.HOUR);
            statement.setLong(2, firstHour * Share.HOUR);
            statement.setLong(3, firstHour);
            found(statement, "sums", "the calls have, against the sum: ", Share.Group.TEXTS);
        }
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
                String difference = difference(found, texts.size() + 2);
                findings.add(new Finding(check, group(found, texts), what + difference));
            }
        }
    }

    private static String group(ResultSet found, List<String> texts) throws SQLException {
        var where = new StringBuilder();
        where.append(Instant.ofEpochMilli(found.getLong(1) * Share.HOUR));
        for (int i = 0; i < texts.size(); i++) {
            where.append(' ').append(texts.get(i)).append('=').append(found.getString(i + 2));
        }
        return where.toString();
    }

    private static String difference(ResultSet found, int from) throws SQLException {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < Share.FIGURES.size(); i++) {
            long more = found.getLong(from + i);
            if (more != 0) {
                parts.add(Share.FIGURES.get(i) + " " + (more > 0 ? "+" : "") + more);
            }
        }
        return String.join(", ", parts);
    }
}
