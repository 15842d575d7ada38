package dev.sluice.store;

import dev.sluice.store.Reports.Call;
import dev.sluice.store.Reports.CallFilter;
import dev.sluice.store.Reports.Page;
import dev.sluice.store.Reports.Statuses;
import dev.sluice.store.Reports.Timed;
import dev.sluice.store.Reports.Timeline;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks for calls among rows so that an answer comes soon, whatever is looked for. Most columns
 * have no index, which every call would pay for; so the newest calls are looked through first, then
 * older ones in growing pieces, until there is enough or the time is over; a piece is no larger
 * than what can be looked through in the time that is left, at the pace of the one before.
 */
final class RowSearch implements CallSearch {
    private static final long FIRST_PIECE = 4_000;
    private static final long SMALLEST_PIECE = 1_000;
    private static final long LARGEST_PIECE = 100_000;
    private static final long GROWTH = 4;

    /** A record's times are at its beginning; bodies, which may be long, at its end. */
    private static final int HEAD = 4000;

    private static final String STREAM = "%,\"stream\":true,\"begun\":%";
    private static final String DURATION = "\"duration_us\":";

    private static final String TOKENS =
            "fresh_input + cache_read + cache_write + audio_input + text_output + reasoning"
                    + " + audio_output";

    /**
     * A piece of the log, newest calls first.
     *
     * @param below exclusive; null for the newest
     * @param last the oldest call in it; null when it goes to the end
     */
    private record Piece(Span span, @Nullable Place below, @Nullable Place last) {
        Sql where(Sql sql) {
            sql.add(" where begun >= ?", last == null ? span.from() : last.begun());
            sql.add(" and begun < ?", span.to());
            if (below != null) {
                // The first half is what an index can be asked for.
                sql.add(" and begun <= ? and (begun < ? or id < ?)", below.begun(), below.begun())
                        .values
                        .add(below.id());
            }
            if (last != null) {
                sql.add(" and (begun > ? or id >= ?)", last.begun(), last.id());
            }
            return sql;
        }
    }

    /** Looks through a piece; returns whether there is more to be looked for. */
    @FunctionalInterface
    private interface Look {
        boolean at(Connection connection, Piece piece) throws SQLException;
    }

    /** Looks through the log; returns the last call that was looked at, or none: all were. */
    private static Optional<Place> look(Connection connection, CallFilter filter, Look look)
            throws SQLException {
        var pace = new Pace();
        @Nullable Place below = Place.of(filter.before());
        for (Span part : CallTimes.of(connection, filter)) {
            if (pace.isOver()) {
                return Optional.ofNullable(below);
            }
            @Nullable Place last;
            do {
                pace.begin();
                last = last(connection, new Piece(part, below, null), pace.size);
                if (!look.at(connection, new Piece(part, below, last))) {
                    return Optional.empty();
                }
                if (last == null) {
                    below = new Place(part.from(), 0);
                } else if (pace.isOver()) {
                    return Optional.of(last);
                } else {
                    below = last;
                    pace.end();
                }
            } while (last != null);
        }
        return Optional.empty();
    }

    /** How large pieces may be, so that the time is kept. */
    private static final class Pace {
        private final long end = System.nanoTime() + PATIENCE;
        private long size = FIRST_PIECE;
        private long begun;

        boolean isOver() {
            return System.nanoTime() > end;
        }

        void begin() {
            begun = System.nanoTime();
        }

        void end() {
            long now = System.nanoTime();
            long inTime = (long) ((double) size * (end - now) / Math.max(1, now - begun));
            size = Math.clamp(Math.min(size * GROWTH, inTime), SMALLEST_PIECE, LARGEST_PIECE);
        }
    }

    /** Finds the oldest of the newest so many calls; asks an index only. */
    private static @Nullable Place last(Connection connection, Piece from, long size)
            throws SQLException {
        Sql sql = from.where(new Sql().add("select begun, id from call"));
        sql.add(" order by begun desc, id desc limit 1 offset ?", size - 1);
        try (PreparedStatement statement = sql.prepare(connection);
                ResultSet found = statement.executeQuery()) {
            return found.next() ? new Place(found.getLong(1), found.getLong(2)) : null;
        }
    }

    /** Adds every condition of a filter but time and place. */
    static void filter(Sql sql, CallFilter filter) {
        sql.filter(filter.only());
        if (filter.failed()) {
            sql.add(" and failed = 1");
        }
        String request = filter.requestId();
        if (request != null) {
            sql.add(" and request = ?", Column.of(request));
        }
        String owner = filter.owner();
        if (owner != null) {
            sql.add(" and owner = ?", Column.of(owner));
        }
        Statuses statuses = filter.marks().statuses();
        if (statuses != null) {
            sql.add(" and status >= ?", (long) statuses.from());
            sql.add(" and status <= ?", (long) statuses.to());
        }
        String text = filter.marks().text();
        if (text != null) {
            sql.add(" and lower(record) like ? escape '!'", like(text));
        }
        Boolean stream = filter.marks().stream();
        if (stream != null) {
            String head = "substr(record, 1, " + HEAD + ")";
            sql.add(" and " + head + (stream ? " like ?" : " not like ?"), STREAM);
        }
        Place after = Place.of(filter.marks().after());
        if (after != null) {
            sql.add(" and (begun > ?", after.begun());
            sql.add(" or (id > ? and id < ?))", after.id(), after.endOfNode());
        }
    }

    private static String like(String text) {
        String plain = text.toLowerCase(Locale.ROOT).replaceAll("[!%_]", "!$0");
        return "%" + plain + "%";
    }

    @Override
    public List<Call> calls(Connection connection, CallFilter filter, int limit)
            throws SQLException {
        Span span = Span.of(filter.from(), filter.to(), filter.only());
        Piece all = new Piece(span, Place.of(filter.before()), null);
        return calls(connection, all, filter, limit);
    }

    private static List<Call> calls(
            Connection connection, Piece piece, CallFilter filter, long limit) throws SQLException {
        Sql sql = piece.where(new Sql().add("select begun, id, record from call"));
        filter(sql, filter);
        sql.add(" order by begun desc, id desc limit ?", limit);
        try (PreparedStatement statement = sql.prepare(connection);
                ResultSet found = statement.executeQuery()) {
            List<Call> calls = new ArrayList<>();
            while (found.next()) {
                var place = new Place(found.getLong(1), found.getLong(2));
                calls.add(new Call(place.text(), found.getString(3)));
            }
            return calls;
        }
    }

    @Override
    public Page page(Connection connection, CallFilter filter, int limit) throws SQLException {
        List<Call> calls = new ArrayList<>();
        Optional<Place> left =
                look(
                        connection,
                        filter,
                        (lane, piece) -> {
                            calls.addAll(calls(lane, piece, filter, limit + 1L - calls.size()));
                            return calls.size() <= limit;
                        });
        return CallTimes.page(calls, limit, left);
    }

    @Override
    public Timeline timeline(Connection connection, CallFilter filter, long millis)
            throws SQLException {
        long origin = filter.from().toEpochMilli();
        Map<Long, long[]> sums = new TreeMap<>();
        Optional<Place> left =
                look(
                        connection,
                        filter,
                        (lane, piece) -> {
                            Sql sql = new Sql();
                            sql.add("select (begun - ?) / ? as bucket,", origin, millis)
                                    .add(" count(*), sum(failed), sum(" + TOKENS + "),")
                                    .add(" sum(cost_usd), sum(cost_cny) from call");
                            filter(piece.where(sql), filter);
                            add(lane, sql.add(" group by bucket"), sums);
                            return true;
                        });
        return CallTimes.timeline(sums, filter, millis, left);
    }

    private static void add(Connection connection, Sql sql, Map<Long, long[]> sums)
            throws SQLException {
        try (PreparedStatement statement = sql.prepare(connection);
                ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                long[] sum = sums.computeIfAbsent(found.getLong(1), _ -> new long[5]);
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += found.getLong(i + 2);
                }
            }
        }
    }

    @Override
    public List<Timed> times(Connection connection, CallFilter filter, int limit)
            throws SQLException {
        Span span = Span.of(filter.from(), filter.to(), filter.only());
        Sql sql = new Sql().add("select begun, substr(record, 1, " + HEAD + ") from call");
        filter(new Piece(span, null, null).where(sql), filter);
        sql.add(" order by begun desc, id desc limit ?", (long) limit);
        return times(connection, sql);
    }

    private static List<Timed> times(Connection connection, Sql sql) throws SQLException {
        List<Timed> times = new ArrayList<>();
        try (PreparedStatement statement = sql.prepare(connection);
                ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                String head = found.getString(2);
                int at = head.indexOf(DURATION);
                if (at >= 0) {
                    int from = at + DURATION.length();
                    int to = from;
                    while (to < head.length() && Character.isDigit(head.charAt(to))) {
                        to++;
                    }
                    if (to > from && to < head.length()) {
                        long micros = Long.parseLong(head, from, to, 10);
                        times.add(new Timed(found.getLong(1), micros));
                    }
                }
            }
        }
        return times;
    }
}
