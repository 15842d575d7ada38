package dev.sluice.testkit.conformance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The table: provider and endpoint against whole answers, streams and errors. */
final class Outcome {
    private final Map<String, Row> rows = new TreeMap<>(Comparator.naturalOrder());

    /** The kinds of answers. */
    enum Kind {
        SYNC,
        STREAM,
        ERROR
    }

    private static final class Row {
        private final int[] passed = new int[Kind.values().length];
        private final int[] failed = new int[Kind.values().length];
        private final int[] skipped = new int[Kind.values().length];
        private final Set<String> languages = new LinkedHashSet<>();
        private final Set<String> reasons = new LinkedHashSet<>();
    }

    /** Counts one recording that was read. */
    void read(String file, Kind kind, Language language, boolean passed) {
        Row row = row(file);
        row.languages.add(language.name());
        (passed ? row.passed : row.failed)[kind.ordinal()]++;
    }

    /** Counts one recording that was not. */
    void skipped(String file, Kind kind, String reason) {
        Row row = row(file);
        row.reasons.add(reason);
        row.skipped[kind.ordinal()]++;
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
        return sum(row -> row.passed) + sum(row -> row.failed) + sum(row -> row.skipped);
    }

    private int sum(java.util.function.Function<Row, int[]> which) {
        return rows.values().stream()
                .flatMapToInt(row -> java.util.Arrays.stream(which.apply(row)))
                .sum();
    }

    /** Writes the table as text, a line a row. */
    String table() {
        var out = new StringBuilder();
        String line = "%-20s %-28s %14s %14s %14s  %s%n";
        out.append(line.formatted("provider", "endpoint", "sync", "stream", "error", "language"));
        rows.forEach(
                (file, row) -> {
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
                                sum(row -> row.passed),
                                sum(row -> row.failed),
                                sum(row -> row.skipped)));
        return out.toString();
    }

    private static String cell(Row row, Kind kind) {
        var parts = new ArrayList<String>();
        int i = kind.ordinal();
        if (row.failed[i] > 0) {
            parts.add(row.failed[i] + " FAILED");
        }
        if (row.passed[i] > 0) {
            parts.add(row.passed[i] + " passed");
        }
        if (row.skipped[i] > 0) {
            parts.add(row.skipped[i] + " skipped");
        }
        return parts.isEmpty() ? "-" : String.join(", ", List.copyOf(parts));
    }
}
