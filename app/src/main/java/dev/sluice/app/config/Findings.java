package dev.sluice.app.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Everything noticed while a configuration is read, so that all of it can be said at once. */
final class Findings {
    private final List<Problem> problems = new ArrayList<>();
    private final List<Problem> notes = new ArrayList<>();

    /** Something that makes its entry unusable. */
    void problem(int line, String path, String message) {
        problems.add(new Problem(line, path, message));
    }

    /** A value of the wrong kind; {@code found} must be fit to be shown. */
    void mismatch(Node node, String path, String expected) {
        problem(node.line(), path, "found " + shown(node) + ", expected " + expected);
    }

    /** A value of the wrong shape; what it is could be anything, so it is not shown. */
    void misshapen(Node node, String path, String expected) {
        String found = node instanceof Node.Scalar ? "a single value" : shown(node);
        problem(node.line(), path, "found " + found + ", expected " + expected);
    }

    /** Something worth saying that stops nothing. */
    void note(int line, String path, String message) {
        notes.add(new Problem(line, path, message));
    }

    /** Adds what another reading found, once. */
    void addNew(List<Problem> more) {
        for (Problem each : more) {
            if (!problems.contains(each)) {
                problems.add(each);
            }
        }
    }

    int count() {
        return problems.size();
    }

    List<Problem> problems() {
        return sorted(problems);
    }

    List<Problem> notes() {
        return sorted(notes);
    }

    /** In the order of the file; what several parts stumbled over is said once. */
    private static List<Problem> sorted(List<Problem> list) {
        return list.stream().distinct().sorted(Comparator.comparingInt(Problem::line)).toList();
    }

    /** Writes a value as it stands in the file, shortened. */
    static String shown(Node node) {
        return switch (node) {
            case Node.Members _ -> "a mapping";
            case Node.Items _ -> "a list";
            case Node.Scalar scalar ->
                    switch (scalar.kind()) {
                        case TEXT -> "'" + shortened(scalar.written()) + "'";
                        case NUMBER, BOOLEAN, NULL -> shortened(scalar.written());
                    };
        };
    }

    private static String shortened(String text) {
        String oneLine = text.replace('\n', ' ').replace('\r', ' ');
        return oneLine.length() <= 60 ? oneLine : oneLine.substring(0, 57) + "...";
    }
}
