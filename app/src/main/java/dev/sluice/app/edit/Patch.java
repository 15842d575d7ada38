package dev.sluice.app.edit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Replacements in a text, none of which touches another. */
final class Patch {
    private final List<Change> changes = new ArrayList<>();

    private record Change(int from, int to, String text) {}

    Patch replace(int from, int to, String text) {
        changes.add(new Change(from, to, text));
        return this;
    }

    Patch insert(int at, String text) {
        return replace(at, at, text);
    }

    Patch remove(int from, int to) {
        return replace(from, to, "");
    }

    /** Returns the text with all of them made. */
    String over(String text) {
        var out = new StringBuilder();
        int at = 0;
        List<Change> inOrder =
                changes.stream().sorted(Comparator.comparingInt(Change::from)).toList();
        for (Change each : inOrder) {
            if (each.from() < at) {
                throw new IllegalStateException("two changes of the same place");
            }
            out.append(text, at, each.from()).append(each.text());
            at = each.to();
        }
        return out.append(text, at, text.length()).toString();
    }
}
