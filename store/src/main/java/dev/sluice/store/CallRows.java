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
import org.jspecify.annotations.Nullable;

/** Calls on their way into the database: their rows, and what they add to the sums. */
final class CallRows {
    /** What a call's figures are without the number of calls, which is 1. */
    static final List<String> OWN_FIGURES = Share.FIGURES.subList(1, Share.FIGURES.size());

    /** What a share has that does not count the call. */
    static final List<String> SHARE_FIGURES =
            Share.FIGURES.subList(Share.FRESH_INPUT, Share.FIGURES.size());

    private static final Insert HOURS = sums("rollup", "hour", Share.Group.TEXTS);
    private static final Insert DAYS = sums("rollup_day", "day", Share.Group.TEXTS);
    private static final Insert TEAM_HOURS = sums("rollup_team", "hour", Share.Group.TEAM_TEXTS);
    private static final Insert TEAM_DAYS = sums("rollup_team_day", "day", Share.Group.TEAM_TEXTS);

    static final Insert SHARE =
            new Insert("share", with("id", with("begun", SHARE_FIGURES)), Share.Group.TEXTS, "");

    private static final Insert CALL =
            new Insert(
                    "call",
                    with("id", with("begun", with("status", OWN_FIGURES))),
                    join(Share.Group.TEXTS, List.of("owner", "outcome", "request", "record")),
                    "");

    private static final long HOURS_PER_DAY = 24;

    private final CallText text;
    private final List<Row> calls = new ArrayList<>();
    private final List<Row> shares = new ArrayList<>();
    private final Map<Share.Group, long[]> sums = new HashMap<>();

    CallRows(CallText text) {
        this.text = text;
    }

    /**
     * Adds a call.
     *
     * @param json as the journal has it; null if that is not at hand
     */
    void add(long id, UsageRecord call, @Nullable String json) {
        List<Share> divided = Share.of(call);
        String written =
                json != null && text.equals(RecordCodec.TEXT) ? json : text.write().apply(call);
        calls.add(row(id, call, divided.getFirst(), written));
        for (int i = 1; i < divided.size(); i++) {
            shares.add(row(id, call.times().begun(), divided.get(i)));
        }
        for (Share each : divided) {
            add(each, 1);
        }
    }

    /** Adds a share to the sums, or takes it out. */
    void add(Share share, int sign) {
        long[] sum = sums.computeIfAbsent(share.group(), _ -> new long[Share.FIGURES.size()]);
        for (int i = 0; i < sum.length; i++) {
            sum[i] += sign * share.figures()[i];
        }
    }

    private static Row row(long id, UsageRecord call, Share own, String written) {
        int before = 3;
        var numbers = new long[before + OWN_FIGURES.size()];
        numbers[0] = id;
        numbers[1] = call.times().begun();
        numbers[2] = call.end().status();
        System.arraycopy(own.figures(), Share.FAILED, numbers, before, OWN_FIGURES.size());
        Share.Group group = own.group();
        String[] texts = {
            group.key(),
            group.team(),
            group.model(),
            group.provider(),
            group.deployment(),
            Column.of(call.who().owner()),
            Column.of(call.end().outcome()),
            Column.of(call.requestId()),
            written
        };
        return new Row(numbers, texts);
    }

    /** Returns the row of a share that does not count the call. */
    static Row row(long id, long begun, Share share) {
        int before = 2;
        var numbers = new long[before + SHARE_FIGURES.size()];
        numbers[0] = id;
        numbers[1] = begun;
        System.arraycopy(share.figures(), Share.FRESH_INPUT, numbers, before, SHARE_FIGURES.size());
        return new Row(numbers, share.group().texts());
    }

    void insert(Engine engine, Connection connection) throws SQLException {
        engine.insert(connection, CALL, calls);
        engine.insert(connection, SHARE, shares);
        insertSums(engine, connection);
    }

    /** Adds the sums to those in the database, in an order that is the same for all nodes. */
    void insertSums(Engine engine, Connection connection) throws SQLException {
        var days = coarser(sums, CallRows::day);
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
        sums.forEach((group, figures) -> coarser.merge(to.apply(group), figures, CallRows::plus));
        return coarser;
    }

    private static long[] plus(long[] some, long[] more) {
        long[] sum = some.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += more[i];
        }
        return sum;
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

    private static Insert sums(String table, String time, List<String> texts) {
        return Insert.adding(table, with(time, texts), with(time, Share.FIGURES), texts);
    }

    private static List<String> with(String first, List<String> rest) {
        return join(List.of(first), rest);
    }

    private static List<String> join(List<String> some, List<String> more) {
        List<String> all = new ArrayList<>(some);
        all.addAll(more);
        return List.copyOf(all);
    }
}
