package dev.sluice.testkit.conformance;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/** The table: provider and endpoint against whole answers, streams and errors. */
final class Outcome {
    private final Map<String, Row> rows = new TreeMap<>();

    /** The kinds of answers. */
    enum Kind {
        SYNC,
        STREAM,
        ERROR
    }

    private static final class Counts {
        private int passed;
        private int failed;
        private int skipped;
    }

    private static final class Row {
        private final Map<Kind, Counts> counts = new EnumMap<>(Kind.class);
        private final Set<String> languages = new LinkedHashSet<>();
        private final Set<String> reasons = new LinkedHashSet<>();

        Counts of(Kind kind) {
            return counts.computeIfAbsent(kind, _ -> new Counts());
        }
    }

    /** Counts one recording that was read. */
    void read(String file, Kind kind, Language language, boolean passed) {
        Row row = row(file);
        row.languages.add(language.name());
        Counts counts = row.of(kind);
        counts.passed += passed ? 1 : 0;
        counts.failed += passed ? 0 : 1;
    }

    /** Counts one recording that was not. */
    void skipped(String file, Kind kind, String reason) {
        Row row = row(file);
        row.reasons.add(reason);
        row.of(kind).skipped++;
    }

    /** Adds a remark to a row. */
    void remark(String file, String remark) {
        row(file).reasons.add(remark);
    }

    private Row row(String file) {
        return rows.computeIfAbsent(file, _ -> new Row());
    }

    /** Returns how many recordings were counted. */
    int total() {
        return sum(counts -> counts.passed)
                + sum(counts -> counts.failed)
                + sum(counts -> counts.skipped);
    }

    private int sum(ToIntFunction<Counts> which) {
        return rows.values().stream()
                .flatMap(row -> row.counts.values().stream())
                .mapToInt(which)
                .sum();
    }

    /** Writes the table as text, a line a row. */
    String table() {
        var out = new StringBuilder();
        String line = "%-20s %-28s %14s %14s %14s  %s%n";
        out.append(line.formatted("provider", "endpoint", "sync", "stream", "error", "language"));
        rows.forEach((file, row) -> {
            String[] names = file.split("__", 2);
            var last = new ArrayList<String>();
            last.addAll(row.languages);
            row.reasons.forEach(reason -> last.add("(" + reason + ")"));
            out.append(
                    line.formatted(
                            names[0],
                            names[1],
                            cell(row, Kind.SYNC),
                            cell(row, Kind.STREAM),
                            cell(row, Kind.ERROR),
                            String.join(" ", last)));
        });
        out.append(
                "conformance: %d recordings: %d passed, %d failed, %d skipped%n"
                        .formatted(
                                total(),
                                sum(counts -> counts.passed),
                                sum(counts -> counts.failed),
                                sum(counts -> counts.skipped)));
        return out.toString();
    }

    private static String cell(Row row, Kind kind) {
        var parts = new ArrayList<String>();
        Counts counts = row.of(kind);
        if (counts.failed > 0) {
            parts.add(counts.failed + " FAILED");
        }
        if (counts.passed > 0) {
            parts.add(counts.passed + " passed");
        }
        if (counts.skipped > 0) {
            parts.add(counts.skipped + " skipped");
        }
        return parts.isEmpty() ? "-" : String.join(", ", parts);
    }
}
