package dev.sluice.app.cli;

import java.util.ArrayList;
import java.util.List;

/** A table for people: columns line up, numbers to the right. */
final class TextTable {
    private static final String NUMBER = "-?[0-9][0-9.,]*";

    private final List<List<String>> rows = new ArrayList<>();

    /** Begins with a line of names. */
    TextTable(List<String> names) {
        rows.add(names);
    }

    /** Adds a line; what is empty is shown as a dash. */
    void add(List<String> cells) {
        rows.add(cells.stream().map(each -> each.isEmpty() ? "-" : plain(each)).toList());
    }

    /** What callers have written must not move the cursor. */
    private static String plain(String cell) {
        return cell.replaceAll("\\p{Cntrl}", "?");
    }

    List<String> lines() {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        boolean[] right = new boolean[columns];
        for (int i = 0; i < columns; i++) {
            int column = i;
            widths[i] = rows.stream().mapToInt(row -> width(row.get(column))).max().orElse(0);
            right[i] = isNumeric(i);
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String space = " ".repeat(widths[i] - width(row.get(i)));
                line.append(right[i] ? space + row.get(i) : row.get(i) + space).append("  ");
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private boolean isNumeric(int column) {
        List<String> cells =
                rows.stream()
                        .skip(1)
                        .map(row -> row.get(column))
                        .filter(cell -> !cell.equals("-"))
                        .toList();
        return !cells.isEmpty() && cells.stream().allMatch(cell -> cell.matches(NUMBER));
    }

    /** Chinese characters take the room of two letters on a terminal. */
    private static int width(String text) {
        return text.codePoints()
                .map(c -> Character.isIdeographic(c) || (c >= 0xff00 && c <= 0xff60) ? 2 : 1)
                .sum();
    }
}
