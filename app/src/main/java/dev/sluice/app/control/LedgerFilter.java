package dev.sluice.app.control;

import dev.sluice.store.Reports.By;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Which part of the ledger a question is about.
 *
 * @param from when the first call began
 * @param to exclusive
 * @param only column to the one value that counts
 */
record LedgerFilter(Instant from, Instant to, Map<By, String> only) {
    private static final Duration USUAL = Duration.ofDays(30);
    private static final List<By> COLUMNS =
            List.of(By.KEY, By.TEAM, By.MODEL, By.PROVIDER, By.DEPLOYMENT);

    /** What a question may say. */
    static List<Row.Parameter> parameters() {
        List<Row.Parameter> all = new ArrayList<>();
        all.add(
                new Row.Parameter(
                        "from",
                        Schema.TEXT,
                        "A date or a moment in ISO 8601, in UTC; usually 30 days before to."));
        all.add(
                new Row.Parameter(
                        "to", Schema.TEXT, "Likewise; a date counts as a whole. Usually now."));
        for (By each : COLUMNS) {
            all.add(new Row.Parameter(word(each), Schema.TEXT, "Only this " + word(each) + "."));
        }
        return all;
    }

    /** Reads the parameters. */
    static LedgerFilter of(Asked asked, Instant now) {
        @Nullable Instant begin = asked.begin("from");
        @Nullable Instant end = asked.end("to");
        Instant to = end == null ? now.plusSeconds(1) : end; // what has just ended is in
        Instant from = begin == null ? to.minus(USUAL) : begin;
        if (!from.isBefore(to)) {
            throw Asked.refused("from", from.toString(), "a time before to, which is " + to);
        }
        Map<By, String> only = new EnumMap<>(By.class);
        for (By each : COLUMNS) {
            @Nullable String value = asked.text(word(each));
            if (value != null) {
                only.put(each, value);
            }
        }
        return new LedgerFilter(from, to, only);
    }

    /** Returns the hours that it touches: sums are kept by the hour. */
    LedgerFilter inWholeHours() {
        Instant last = to.minusNanos(1).truncatedTo(ChronoUnit.HOURS);
        return new LedgerFilter(
                from.truncatedTo(ChronoUnit.HOURS), last.plus(Duration.ofHours(1)), only);
    }

    static String word(By by) {
        return by.name().toLowerCase(Locale.ROOT);
    }
}
