package dev.sluice.store;

import java.util.ArrayList;
import java.util.List;

/**
 * Where rows go.
 *
 * @param numbers columns of numbers, which come first
 * @param texts columns of texts
 * @param rest what follows: what happens when there is such a row
 */
record Insert(String table, List<String> numbers, List<String> texts, String rest) {

    /** Adds numbers to those of the row that is there. */
    static Insert adding(String table, List<String> key, List<String> numbers, List<String> texts) {
        List<String> sums = new ArrayList<>();
        for (String each : numbers) {
            if (!key.contains(each)) {
                sums.add(each + " = " + table + "." + each + " + excluded." + each);
            }
        }
        String rest =
                (" on conflict (" + String.join(", ", key) + ")")
                        + (" do update set " + String.join(", ", sums));
        return new Insert(table, numbers, texts, rest);
    }

    /** Returns columns with one more before them. */
    static List<String> with(String first, List<String> rest) {
        List<String> all = new ArrayList<>();
        all.add(first);
        all.addAll(rest);
        return List.copyOf(all);
    }

    /** Returns the beginning: table and columns. */
    String head() {
        List<String> columns = new ArrayList<>(numbers);
        columns.addAll(texts);
        return "insert into " + table + " (" + String.join(", ", columns) + ") ";
    }
}
