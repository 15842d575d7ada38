package dev.sluice.store;

import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** What a database's ledger knows, for reading. */
final class SqlReports implements Reports {
    private static final long HOUR = 3_600_000;
    private static final long DAY = 24 * HOUR;
    private static final int AT_ONCE = 500;

    private static final String SUMS =
            """
            coalesce(sum(calls), 0), coalesce(sum(failed), 0),
            coalesce(sum(fresh_input + cache_read + cache_write + audio_input), 0),
            coalesce(sum(cache_read), 0),
            coalesce(sum(text_output + reasoning + audio_output), 0),
            coalesce(sum(reasoning), 0),
            coalesce(sum(cost_usd), 0), coalesce(sum(cost_cny), 0),
            coalesce(sum(lost_usd), 0), coalesce(sum(lost_cny), 0),
            coalesce(sum(unpriced), 0), coalesce(sum(estimated), 0)
            """;

    private final Connections connections;

    SqlReports(Connections connections) {
        this.connections = connections;
    }

    /** A question's conditions; values are bound, never written into it. */
    private static final class Conditions {
        final StringBuilder sql = new StringBuilder();
        final List<Object> values = new ArrayList<>();

        Conditions and(String condition, Object... bound) {
            sql.append(sql.isEmpty() ? " where " : " and ").append(condition);
            values.addAll(List.of(bound));
            return this;
        }

        void bind(PreparedStatement statement) throws SQLException {
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
        }
    }

    @Override
    public List<Sum> usage(Question question) throws StoreUnavailable {
        var conditions =
                new Conditions()
                        .and("hour >= ?", Math.floorDiv(question.from().toEpochMilli(), HOUR))
                        .and("hour < ?", -Math.floorDiv(-question.to().toEpochMilli(), HOUR));
        question.only().forEach((by, value) -> only(conditions, by, value, "hour", 1));
        List<String> columns = new ArrayList<>();
        question.by().forEach(each -> columns.add(column(each, "hour", 1)));
        String groups = String.join(", ", columns);
        String sql =
                ("select " + (groups.isEmpty() ? "" : groups + ", ") + SUMS)
                        + (" from rollup" + conditions.sql)
                        + (groups.isEmpty() ? "" : " group by " + groups + " order by " + groups);
        return connections.read(
                "add up usage",
                connection -> {
                    try (PreparedStatement statement = connection.prepareStatement(sql)) {
                        statement.setFetchSize(AT_ONCE);
                        conditions.bind(statement);
                        try (ResultSet found = statement.executeQuery()) {
                            List<Sum> sums = new ArrayList<>();
                            while (found.next()) {
                                sums.add(sum(question.by(), found));
                            }
                            return sums;
                        }
                    }
                });
    }

    /**
     * Returns the expression of what is told apart.
     *
     * @param time the column that says when
     * @param perHour how many of its units an hour has
     */
    private static String column(By by, String time, long perHour) {
        return switch (by) {
            case HOUR -> time + " / " + perHour;
            case DAY -> time + " / " + 24 * perHour;
            case KEY, TEAM, MODEL, PROVIDER, DEPLOYMENT -> by.name().toLowerCase(Locale.ROOT);
        };
    }

    private static void only(
            Conditions conditions, By by, String value, String time, long perHour) {
        switch (by) {
            case HOUR -> {
                long hour = instant(value) / HOUR;
                conditions.and(time + " >= ?", hour * perHour);
                conditions.and(time + " < ?", (hour + 1) * perHour);
            }
            case DAY -> {
                long hour = instant(value) / DAY * 24;
                conditions.and(time + " >= ?", hour * perHour);
                conditions.and(time + " < ?", (hour + 24) * perHour);
            }
            case KEY, TEAM, MODEL, PROVIDER, DEPLOYMENT ->
                    conditions.and(column(by, time, perHour) + " = ?", Column.of(value));
        }
    }

    private static long instant(String text) {
        return text.length() <= "2026-01-01".length()
                ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli()
                : Instant.parse(text).toEpochMilli();
    }

    private static Sum sum(List<By> by, ResultSet found) throws SQLException {
        List<String> of = new ArrayList<>(by.size());
        for (int i = 0; i < by.size(); i++) {
            of.add(
                    switch (by.get(i)) {
                        case HOUR -> Instant.ofEpochMilli(found.getLong(i + 1) * HOUR).toString();
                        case DAY -> LocalDate.ofEpochDay(found.getLong(i + 1)).toString();
                        case KEY, TEAM, MODEL, PROVIDER, DEPLOYMENT -> found.getString(i + 1);
                    });
        }
        int at = by.size();
        return new Sum(
                of,
                found.getLong(at + 1),
                found.getLong(at + 2),
                found.getLong(at + 3),
                found.getLong(at + 4),
                found.getLong(at + 5),
                found.getLong(at + 6),
                money(found.getLong(at + 7), found.getLong(at + 8)),
                money(found.getLong(at + 9), found.getLong(at + 10)),
                found.getLong(at + 11),
                found.getLong(at + 12));
    }

    private static Map<Currency, Long> money(long usd, long cny) {
        Map<Currency, Long> amounts = new EnumMap<>(Currency.class);
        if (usd != 0) {
            amounts.put(Currency.USD, usd);
        }
        if (cny != 0) {
            amounts.put(Currency.CNY, cny);
        }
        return amounts;
    }

    @Override
    public void calls(CallFilter filter, int limit, Consumer<Call> to) throws StoreUnavailable {
        var conditions =
                new Conditions()
                        .and("begun >= ?", filter.from().toEpochMilli())
                        .and("begun < ?", filter.to().toEpochMilli());
        String before = filter.before();
        if (before != null) {
            long[] place = place(before);
            // The first half is what an index can be asked for.
            conditions.and("begun <= ?", place[0]);
            conditions.and("(begun < ? or id < ?)", place[0], place[1]);
        }
        filter.only().forEach((by, value) -> only(conditions, by, value, "begun", HOUR));
        if (filter.failed()) {
            conditions.and("failed = 1");
        }
        String request = filter.requestId();
        if (request != null) {
            conditions.and("request = ?", Column.of(request));
        }
        String sql =
                "select begun, id, record from call"
                        + conditions.sql
                        + " order by begun desc, id desc limit ?";
        conditions.values.add((long) limit);
        List<Call> calls =
                connections.read("read calls", connection -> calls(connection, sql, conditions));
        calls.forEach(to);
    }

    private static List<Call> calls(Connection connection, String sql, Conditions conditions)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            conditions.bind(statement);
            try (ResultSet found = statement.executeQuery()) {
                List<Call> calls = new ArrayList<>();
                while (found.next()) {
                    String place = found.getLong(1) + "-" + found.getLong(2);
                    calls.add(new Call(place, found.getString(3)));
                }
                return calls;
            }
        }
    }

    private static long[] place(String text) {
        int dash = text.indexOf('-');
        try {
            return new long[] {
                Long.parseLong(text, 0, Math.max(dash, 0), 10),
                Long.parseLong(text, dash + 1, text.length(), 10)
            };
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "found '" + text + "', expected the place of a call, such as 1764547200000-7",
                    e);
        }
    }

    @Override
    public Map<String, Money> spent(List<Window> windows) throws StoreUnavailable {
        Map<String, Money> spent = new HashMap<>();
        for (int i = 0; i < windows.size(); i += AT_ONCE) {
            List<Window> some = windows.subList(i, Math.min(windows.size(), i + AT_ONCE));
            spent.putAll(connections.read("read budgets", connection -> spent(connection, some)));
        }
        return spent;
    }

    private Map<String, Money> spent(Connection connection, List<Window> windows)
            throws SQLException {
        Engine engine = connections.engine();
        Set<Window> wanted = new HashSet<>(windows);
        Set<String> budgets = new HashSet<>();
        long first = Long.MAX_VALUE;
        for (Window each : windows) {
            budgets.add(each.budget());
            first = Math.min(first, each.begun());
        }
        String sql =
                "select budget, since, spent from balance where since >= ? and "
                        + engine.among("budget");
        Map<String, Money> spent = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, first);
            engine.bind(statement, 2, budgets);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    String budget = found.getString(1);
                    if (wanted.contains(new Window(budget, found.getLong(2)))) {
                        Currency currency =
                                Currency.valueOf(budget.substring(budget.lastIndexOf('/') + 1));
                        spent.put(budget, new Money(found.getLong(3), currency));
                    }
                }
            }
        }
        return spent;
    }
}
