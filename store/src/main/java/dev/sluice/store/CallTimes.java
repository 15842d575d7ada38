package dev.sluice.store;

import dev.sluice.store.Reports.Bucket;
import dev.sluice.store.Reports.By;
import dev.sluice.store.Reports.Call;
import dev.sluice.store.Reports.CallFilter;
import dev.sluice.store.Reports.Page;
import dev.sluice.store.Reports.Timeline;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What all searches for calls have in common: the times in which there can be some, and answers.
 */
final class CallTimes {
    /** A call that began this long before another may end after it. */
    private static final long LONGEST_CALL = 15 * 60_000L;

    private CallTimes() {}

    /** Returns the times in which there can be such calls, the latest first. */
    static List<Span> of(Connection connection, CallFilter filter) throws SQLException {
        Span span = Span.of(filter.from(), filter.to(), filter.only());
        @Nullable Place after = Place.of(filter.marks().after());
        if (after != null) {
            span = new Span(Math.max(span.from(), after.begun() - LONGEST_CALL), span.to());
        }
        @Nullable Place before = Place.of(filter.before());
        if (before != null) {
            span = new Span(span.from(), Math.min(span.to(), before.begun() + 1));
        }
        String key = filter.only().get(By.KEY);
        return key == null ? List.of(span) : hours(connection, Column.of(key), span);
    }

    /** Sums know in which hours a key was used: an index that calls do not pay for. */
    private static List<Span> hours(Connection connection, String key, Span span)
            throws SQLException {
        Span hours = span.around(Share.HOUR);
        Sql sql = new Sql().add("select distinct hour from rollup where key = ?", key);
        sql.add(" and hour >= ? and hour < ? order by hour desc", hours.from(), hours.to());
        List<Span> parts = new ArrayList<>();
        try (PreparedStatement statement = sql.prepare(connection);
                ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                long from = Math.max(span.from(), found.getLong(1) * Share.HOUR);
                long to = Math.min(span.to(), (found.getLong(1) + 1) * Share.HOUR);
                if (!parts.isEmpty() && parts.getLast().from() == to) {
                    to = parts.removeLast().to();
                }
                parts.add(new Span(from, to));
            }
        }
        return parts;
    }

    /** Makes a page of what was found: one more than fit on it, if there are more. */
    static Page page(List<Call> found, int limit, Optional<Place> left) {
        if (found.size() > limit) {
            List<Call> page = List.copyOf(found.subList(0, limit));
            return new Page(page, page.getLast().place());
        }
        return new Page(List.copyOf(found), left.map(Place::text).orElse(null));
    }

    /**
     * Makes a timeline.
     *
     * @param sums by number of the bucket: calls, failed ones, tokens, USD and CNY in millionths
     */
    static Timeline timeline(
            Map<Long, long[]> sums, CallFilter filter, long millis, Optional<Place> left) {
        long origin = filter.from().toEpochMilli();
        List<Bucket> buckets = new ArrayList<>();
        sums.forEach((bucket, figures) ->
                buckets.add(
                        new Bucket(
                                origin + bucket * millis,
                                figures[0],
                                figures[1],
                                figures[2],
                                SqlReports.money(figures[3], figures[4]))));
        return new Timeline(
                List.copyOf(buckets),
                left.map(last -> Instant.ofEpochMilli(last.begun())).orElse(filter.from()));
    }
}
