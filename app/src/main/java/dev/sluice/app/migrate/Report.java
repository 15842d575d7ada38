package dev.sluice.app.migrate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Everything that is said while a file is imported. */
final class Report {
    private final List<Finding> findings = new ArrayList<>();

    void add(Finding.Kind kind, int line, String path, Sentence sentence) {
        var finding = new Finding(kind, line, path, sentence);
        if (!findings.contains(finding)) {
            findings.add(finding);
        }
    }

    /** Returns whether anything below a path is not exact. */
    boolean isQualified(String path) {
        return findings.stream()
                .anyMatch(each ->
                        each.kind() != Finding.Kind.EXACT
                                && (each.path().equals(path)
                                        || each.path().startsWith(path + ".")
                                        || each.path().startsWith(path + "[")));
    }

    /** Returns the findings in the order of the file, those of no line last. */
    List<Finding> findings() {
        return findings.stream()
                .sorted(
                        Comparator.comparingInt(
                                each -> each.line() > 0 ? each.line() : Integer.MAX_VALUE))
                .toList();
    }
}
