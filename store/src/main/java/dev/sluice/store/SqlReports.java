package dev.sluice.store;

import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What a database's ledger knows, for reading. */
final class SqlReports implements Reports {
    private static final long HOURS_PER_DAY = 24;
    private static final int AT_ONCE = 500;

    private static final Sums KEYS = Sums.in("rollup", Share.Group.TEXTS);
    private static final Sums TEAMS = Sums.in("rollup_team", Share.Group.TEAM_TEXTS);

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

    @Override
    public List<Sum> usage(Question question) throws StoreUnavailable {
        String groups = question.by().stream().map(Sql::column).collect(Collectors.joining(", "));
        Sql sql = new Sql().add("select " + (groups.isEmpty() ? "" : groups + ", ") + SUMS);
        sql.add(" from (");
        told(question, sql);
        sql.add(") as told");
        if (!groups.isEmpty()) {
            sql.add(" group by " + groups + " order by " + groups);
        }
        return connections.read(
                "add up usage",
                connection -> {
                    try (PreparedStatement statement = sql.prepare(connection);
                            ResultSet found = statement.executeQuery()) {
                        List<Sum> sums = new ArrayList<>();
                        while (found.next()) {
                            sums.add(sum(question.by(), found));
                        }
                        return sums;
                    }
                });
    }

    /**
     * Tables of sums.
     *
     * @param hours by hour
     * @param days by day
     * @param told columns of both but for the time
     */
    private record Sums(String hours, String days, String told) {
        static Sums in(String table, List<String> texts) {
            String told = String.join(", ", texts) + ", " + String.join(", ", Share.FIGURES);
            return new Sums(table, table + "_day", told);
        }

        /** Returns the smallest ones that know the answer. */
        static Sums that(Question question) {
            boolean keys =
                    question.by().contains(By.KEY)
                            || question.only().containsKey(By.KEY)
                            || question.owner() != null;
            return keys ? KEYS : TEAMS;
        }
    }

    /** Takes whole days from the sums by day, and what is left from those by hour. */
    private static void told(Question question, Sql sql) {
        Sums sums = Sums.that(question);
        Span hours = Span.of(question.from(), question.to(), question.only()).around(Share.HOUR);
        long firstDay = -Math.floorDiv(-hours.from(), HOURS_PER_DAY);
        long lastDay = Math.floorDiv(hours.to(), HOURS_PER_DAY);
        if (question.by().contains(By.HOUR) || firstDay >= lastDay) {
            hours(sums, question, sql, hours);
            return;
        }
        sql.add("select day * 24 as hour, " + sums.told + " from " + sums.days);
        sql.add(" where day >= ? and day < ?", firstDay, lastDay).filter(question);
        for (Span rest :
                List.of(
                        new Span(hours.from(), firstDay * HOURS_PER_DAY),
                        new Span(lastDay * HOURS_PER_DAY, hours.to()))) {
            if (rest.from() < rest.to()) {
                sql.add(" union all ");
                hours(sums, question, sql, rest);
            }
        }
    }

    private static void hours(Sums sums, Question question, Sql sql, Span hours) {
        sql.add("select hour, " + sums.told + " from " + sums.hours);
        sql.add(" where hour >= ? and hour < ?", hours.from(), hours.to()).filter(question);
    }

    private static Sum sum(List<By> by, ResultSet found) throws SQLException {
        List<String> of = new ArrayList<>(by.size());
        for (int i = 0; i < by.size(); i++) {
            of.add(
                    switch (by.get(i)) {
                        case HOUR ->
                                Instant.ofEpochMilli(found.getLong(i + 1) * Share.HOUR).toString();
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

    static Map<Currency, Long> money(long usd, long cny) {
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
        connections
                .read("read calls", connection -> search().calls(connection, filter, limit))
                .forEach(to);
    }

    @Override
    public Page page(CallFilter filter, int limit) throws StoreUnavailable {
        return connections.read(
                "read calls", connection -> search().page(connection, filter, limit));
    }

    private CallSearch search() {
        return connections.engine().calls().search();
    }

    @Override
    public Timeline timeline(CallFilter filter, long millis) throws StoreUnavailable {
        long from = filter.from().toEpochMilli();
        boolean summed =
                filter.before() == null
                        && filter.requestId() == null
                        && filter.marks().equals(Marks.NONE)
                        && from % Share.HOUR == 0
                        && millis % Share.HOUR == 0;
        if (!summed) {
            return connections.read(
                    "count calls", connection -> search().timeline(connection, filter, millis));
        }
        By unit = from % Span.DAY == 0 && millis % Span.DAY == 0 ? By.DAY : By.HOUR;
        Map<Long, Bucket> buckets = new TreeMap<>();
        for (Sum each :
                usage(
                        new Question(
                                filter.from(),
                                filter.to(),
                                List.of(unit),
                                filter.only(),
                                filter.owner()))) {
            long begun = from + (Span.instant(each.of().getFirst()) - from) / millis * millis;
            buckets.merge(begun, bucket(begun, each, filter.failed()), SqlReports::plus);
        }
        return new Timeline(List.copyOf(buckets.values()), filter.from());
    }

    private static Bucket bucket(long begun, Sum sum, boolean failed) {
        long tokens = sum.inputTokens() + sum.outputTokens();
        long calls = failed ? sum.failed() : sum.calls();
        return new Bucket(begun, calls, sum.failed(), tokens, sum.cost());
    }

    private static Bucket plus(Bucket one, Bucket other) {
        Map<Currency, Long> cost = new EnumMap<>(Currency.class);
        cost.putAll(one.cost());
        other.cost().forEach((currency, micro) -> cost.merge(currency, micro, Long::sum));
        return new Bucket(
                one.begun(),
                one.calls() + other.calls(),
                one.failed() + other.failed(),
                one.tokens() + other.tokens(),
                cost);
    }

    @Override
    public List<Timed> times(CallFilter filter, int limit) throws StoreUnavailable {
        return connections.read(
                "read times of calls", connection -> search().times(connection, filter, limit));
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
        Map<Window, String> wanted = new HashMap<>();
        Set<String> budgets = new HashSet<>();
        long first = Long.MAX_VALUE;
        for (Window each : windows) {
            String stored = Column.of(each.budget());
            wanted.put(new Window(stored, each.begun()), each.budget());
            budgets.add(stored);
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
                    String budget = wanted.get(new Window(found.getString(1), found.getLong(2)));
                    if (budget != null) {
                        String currency = budget.substring(budget.lastIndexOf('/') + 1);
                        long micro = found.getLong(3);
                        spent.put(budget, new Money(micro, Currency.valueOf(currency)));
                    }
                }
            }
        }
        return spent;
    }
}
