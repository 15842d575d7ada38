package dev.sluice.store;

import dev.sluice.store.Reports.By;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;

/** A time: what is asked for, and within it what the filters for hour and day leave. */
record Span(long from, long to) {
    /** In milliseconds. */
    static final long DAY = 24 * Share.HOUR;

    static Span of(Instant from, Instant to, Map<By, String> only) {
        var span = new Span(from.toEpochMilli(), to.toEpochMilli());
        String hour = only.get(By.HOUR);
        String day = only.get(By.DAY);
        span = hour == null ? span : span.within(instant(hour), Share.HOUR);
        return day == null ? span : span.within(instant(day), DAY);
    }

    private Span within(long time, long unit) {
        long begin = Math.floorDiv(time, unit) * unit;
        return new Span(Math.max(from, begin), Math.min(to, begin + unit));
    }

    /** Returns whether a time is in it. */
    boolean has(long time) {
        return time >= from && time < to;
    }

    /** Cuts it into whole units: those that it touches. */
    Span around(long unit) {
        return new Span(Math.floorDiv(from, unit), -Math.floorDiv(-to, unit));
    }

    /** Returns a time of the filters in milliseconds since 1970. */
    static long instant(String text) {
        try {
            return text.length() <= "2026-01-01".length()
                    ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli()
                    : Instant.parse(text).toEpochMilli();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "found '" + text + "', expected 2026-01-31 or 2026-01-31T12:00:00Z", e);
        }
    }
}
