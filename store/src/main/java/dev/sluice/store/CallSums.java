package dev.sluice.store;

import dev.sluice.core.meter.UsageRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** What calls add to the sums, on its way into the database. */
final class CallSums {
    private static final Insert HOURS = into("rollup", "hour", Share.Group.TEXTS);
    private static final Insert DAYS = into("rollup_day", "day", Share.Group.TEXTS);
    private static final Insert TEAM_HOURS = into("rollup_team", "hour", Share.Group.TEAM_TEXTS);
    private static final Insert TEAM_DAYS = into("rollup_team_day", "day", Share.Group.TEAM_TEXTS);

    private static final long HOURS_PER_DAY = 24;

    private final Map<Share.Group, long[]> sums = new HashMap<>();

    /** Adds a call. */
    void add(UsageRecord call) {
        Share.of(call).forEach(each -> add(each, 1));
    }

    /** Adds a share, or takes it out. */
    void add(Share share, int sign) {
        add(sums, share.group(), share.figures(), sign);
    }

    /** Adds figures to those of a group. */
    static void add(Map<Share.Group, long[]> to, Share.Group group, long[] figures, int sign) {
        long[] sum = to.computeIfAbsent(group, _ -> new long[Share.FIGURES.size()]);
        for (int i = 0; i < sum.length; i++) {
            sum[i] += sign * figures[i];
        }
    }

    /** Adds them to those in the database, in an order that is the same for all nodes. */
    void insert(Engine engine, Connection connection) throws SQLException {
        var days = coarser(sums, CallSums::day);
        engine.insert(connection, HOURS, rows(sums, Share.Group::texts));
        engine.insert(connection, DAYS, rows(days, Share.Group::texts));
        var teams = coarser(sums, Share.Group::ofAllKeys);
        var teamDays = coarser(days, Share.Group::ofAllKeys);
        engine.insert(connection, TEAM_HOURS, rows(teams, Share.Group::teamTexts));
        engine.insert(connection, TEAM_DAYS, rows(teamDays, Share.Group::teamTexts));
    }

    private static Share.Group day(Share.Group group) {
        return group.atTime(Math.floorDiv(group.hour(), HOURS_PER_DAY));
    }

    private static Map<Share.Group, long[]> coarser(
            Map<Share.Group, long[]> sums, UnaryOperator<Share.Group> to) {
        Map<Share.Group, long[]> coarser = new HashMap<>();
        sums.forEach((group, figures) -> add(coarser, to.apply(group), figures, 1));
        return coarser;
    }

    private static List<Row> rows(
            Map<Share.Group, long[]> sums, Function<Share.Group, String[]> texts) {
        List<Row> rows = new ArrayList<>(sums.size());
        new TreeMap<>(sums)
                .forEach((group, figures) -> {
                    var numbers = new long[1 + figures.length];
                    numbers[0] = group.hour();
                    System.arraycopy(figures, 0, numbers, 1, figures.length);
                    if (Arrays.stream(figures).anyMatch(each -> each != 0)) {
                        rows.add(new Row(numbers, texts.apply(group)));
                    }
                });
        return rows;
    }

    private static Insert into(String table, String time, List<String> texts) {
        return Insert.adding(
                table, Insert.with(time, texts), Insert.with(time, Share.FIGURES), texts);
    }
}
