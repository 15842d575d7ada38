package dev.sluice.store;

import dev.sluice.core.meter.UsageRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Calls as rows: their figures and names in columns, and the whole record as JSON. Shares that do
 * not count the call have a table of their own.
 */
final class CallRows implements CallTable {
    /** What a call's figures are without the number of calls, which is 1. */
    private static final List<String> OWN_FIGURES =
            Share.FIGURES.subList(Share.FAILED, Share.FIGURES.size());

    /** What a share has that does not count the call. */
    private static final List<String> SHARE_FIGURES =
            Share.FIGURES.subList(Share.FRESH_INPUT, Share.FIGURES.size());

    private static final Insert SHARE =
            new Insert(
                    "share",
                    Insert.with("id", Insert.with("begun", SHARE_FIGURES)),
                    Share.Group.TEXTS,
                    "");

    private static final Insert CALL =
            new Insert(
                    "call",
                    Insert.with("id", Insert.with("begun", Insert.with("status", OWN_FIGURES))),
                    List.of(
                            "key",
                            "team",
                            "model",
                            "provider",
                            "deployment",
                            "owner",
                            "outcome",
                            "request",
                            "record"),
                    "");

    private static final int AT_ONCE = 2000;
    private static final int LOCKED_AT_ONCE = 200;

    private final Postgres engine;

    CallRows(Postgres engine) {
        this.engine = engine;
    }

    /** Calls as they come: what is a row's work is done where the database is at hand. */
    private final class RowBatch implements Batch {
        private final List<StoredCall> calls = new ArrayList<>();

        @Override
        public void add(long id, UsageRecord call) {
            calls.add(new StoredCall(id, call));
        }

        @Override
        public void insert(Connection connection, long base) throws SQLException {
            List<StoredCall> based =
                    calls.stream()
                            .map(each -> new StoredCall(base + each.id(), each.call()))
                            .toList();
            CallRows.insert(engine, connection, based);
        }
    }

    @Override
    public Batch batch() {
        return new RowBatch();
    }

    static void insert(Engine engine, Connection connection, List<StoredCall> calls)
            throws SQLException {
        List<Row> rows = new ArrayList<>(calls.size());
        List<Row> shares = new ArrayList<>();
        var codec = new RecordCodec();
        for (StoredCall each : calls) {
            List<Share> divided = Share.of(each.call());
            rows.add(row(each, divided.getFirst(), codec.text(each.call())));
            divided.stream().skip(1).forEach(share -> shares.add(shareRow(each, share)));
        }
        engine.insert(connection, CALL, rows);
        engine.insert(connection, SHARE, shares);
    }

    private static Row row(StoredCall stored, Share own, String record) {
        UsageRecord call = stored.call();
        int before = 3;
        var numbers = new long[before + OWN_FIGURES.size()];
        numbers[0] = stored.id();
        numbers[1] = stored.begun();
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
            record
        };
        return new Row(numbers, texts);
    }

    private static Row shareRow(StoredCall of, Share share) {
        int before = 2;
        var numbers = new long[before + SHARE_FIGURES.size()];
        numbers[0] = of.id();
        numbers[1] = of.begun();
        System.arraycopy(share.figures(), Share.FRESH_INPUT, numbers, before, SHARE_FIGURES.size());
        return new Row(numbers, share.group().texts());
    }

    @Override
    public void replace(Connection connection, List<StoredCall> calls) throws SQLException {
        try (PreparedStatement call =
                        connection.prepareStatement("delete from call where id = ? and begun = ?");
                PreparedStatement share =
                        connection.prepareStatement("delete from share where id = ?")) {
            for (StoredCall each : calls) {
                call.setLong(1, each.id());
                call.setLong(2, each.begun());
                call.addBatch();
                share.setLong(1, each.id());
                share.addBatch();
            }
            call.executeBatch();
            share.executeBatch();
        }
        insert(connection, calls);
    }

    @Override
    public long remove(Connection connection, long before) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("delete from share where begun < ?")) {
            statement.setLong(1, before);
            statement.executeUpdate();
        }
        return engine.removeCalls(connection, before);
    }

    @Override
    public long removable(long before) {
        return engine.removable(before);
    }

    @Override
    public Some some(Connection connection, Span span, Cursor after) throws SQLException {
        String sql =
                """
                select begun, id, record from call
                  where begun >= ? and (begun > ? or id > ?) and begun < ?
                  order by begun, id limit ?
                """;
        List<StoredCall> calls = new ArrayList<>();
        Cursor last = Cursor.BEGIN;
        try (PreparedStatement statement = connection.prepareStatement(sql + engine.locking())) {
            statement.setLong(1, Math.max(span.from(), after.begun()));
            statement.setLong(2, after.begun());
            statement.setLong(3, after.id());
            statement.setLong(4, span.to());
            statement.setInt(5, LOCKED_AT_ONCE);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    last = new Cursor(found.getLong(1), found.getLong(2));
                    calls.add(stored(last.id(), found.getString(3)));
                }
            }
        }
        return new Some(calls, last);
    }

    private static StoredCall stored(long id, String json) {
        return new StoredCall(id, RecordCodec.record(json));
    }

    @Override
    public void each(Connection connection, long from, long to, Visitor visitor)
            throws SQLException {
        long next = from;
        while (next < to) {
            List<StoredCall> calls = page(connection, next, to);
            for (StoredCall each : calls) {
                if (!visitor.seen(each)) {
                    return;
                }
            }
            next = calls.size() < AT_ONCE ? to : calls.getLast().id() + 1;
        }
    }

    /** Returns some calls whose ids are in a range, the first ones; none when there are no more. */
    static List<StoredCall> page(Connection connection, long from, long to) throws SQLException {
        List<StoredCall> calls = new ArrayList<>(AT_ONCE);
        LedgerCheck.each(
                connection,
                ("select id, record from call where " + range(from, to))
                        + (" order by id limit " + AT_ONCE),
                found -> calls.add(stored(found.getLong(1), found.getString(2))));
        return calls;
    }

    private static String range(long from, long to) {
        return "id >= " + from + " and id < " + to;
    }

    @Override
    public long first(Connection connection, long from, long to, long begun) throws SQLException {
        String sql = "select min(id) from call where " + range(from, to);
        return LedgerCheck.number(connection, sql + " and begun >= " + begun);
    }

    @Override
    public long next(Connection connection, long from) throws SQLException {
        String sql =
                ("select coalesce(min(begun), " + Long.MAX_VALUE + ") from (")
                        + ("select min(begun) as begun from call where begun >= " + from)
                        + (" union all select min(begun) from share where begun >= " + from)
                        + ") as told";
        return LedgerCheck.number(connection, sql);
    }

    @Override
    public Map<Share.Group, long[]> sums(Connection connection, long hour) throws SQLException {
        Map<Share.Group, long[]> sums = new HashMap<>();
        sums(connection, hour, "call", "count(*), ", OWN_FIGURES, sums);
        sums(connection, hour, "share", "0, 0, ", SHARE_FIGURES, sums);
        return sums;
    }

    private static void sums(
            Connection connection,
            long hour,
            String table,
            String first,
            List<String> figures,
            Map<Share.Group, long[]> sums)
            throws SQLException {
        String texts = String.join(", ", Share.Group.TEXTS);
        String sql =
                figures.stream()
                        .map(each -> "sum(" + each + ")")
                        .collect(
                                Collectors.joining(
                                        ", ",
                                        "select " + texts + ", " + first,
                                        (" from " + table + " where begun >= " + hour * Share.HOUR)
                                                + (" and begun < " + (hour + 1) * Share.HOUR)
                                                + (" group by " + texts)));
        LedgerCheck.each(
                connection, sql, row -> CallSums.add(sums, group(hour, row), figures(row, 6), 1));
    }

    static Share.Group group(long hour, ResultSet row) throws SQLException {
        return new Share.Group(
                hour,
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5));
    }

    static long[] figures(ResultSet row, int from) throws SQLException {
        var figures = new long[Share.FIGURES.size()];
        for (int i = 0; i < figures.length; i++) {
            figures[i] = row.getLong(from + i);
        }
        return figures;
    }

    @Override
    public List<String> negative(Connection connection, int most) throws SQLException {
        List<String> names = new ArrayList<>();
        negative(connection, "call", OWN_FIGURES, most, names);
        negative(connection, "share", SHARE_FIGURES, most - names.size(), names);
        return names;
    }

    private static void negative(
            Connection connection, String table, List<String> figures, int most, List<String> names)
            throws SQLException {
        String condition =
                figures.stream().map(figure -> figure + " < 0").collect(Collectors.joining(" or "));
        LedgerCheck.each(
                connection,
                ("select id from " + table + " where " + condition) + (" limit " + most),
                row -> names.add(table + " " + row.getLong(1)));
    }

    @Override
    public long count(Connection connection) throws SQLException {
        return LedgerCheck.number(connection, "select count(*) from call");
    }

    @Override
    public CallSearch search() {
        return new RowSearch();
    }
}
