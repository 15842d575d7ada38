package dev.sluice.app.control;

import dev.sluice.relay.Control.Reply;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table in the form of RFC 4180: a line of names, then the lines, each ended by CRLF. Words come
 * from callers: one that a spreadsheet would take for a formula gets an apostrophe before it, so
 * that it is shown and not run.
 */
final class Csv {
    private static final String FORMULA = "=+-@\t\r";

    private final StringBuilder text = new StringBuilder();

    /** Begins with the names of the columns. */
    Csv(List<String> columns) {
        line(columns);
    }

    /** Writes a line of words. */
    void line(List<String> cells) {
        for (int i = 0; i < cells.size(); i++) {
            if (i > 0) {
                text.append(',');
            }
            text.append(cell(cells.get(i)));
        }
        text.append("\r\n");
    }

    private static String cell(String word) {
        boolean formula = !word.isEmpty() && FORMULA.indexOf(word.charAt(0)) >= 0;
        String safe = formula ? "'" + word : word;
        return safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n')
                ? '"' + safe.replace("\"", "\"\"") + '"'
                : safe;
    }

    /** Answers with it, as a file of this name. */
    Reply reply(String file, String... headers) {
        return file("text/csv; charset=utf-8; header=present", file, text.toString(), headers);
    }

    /** Answers with a file. */
    static Reply file(String type, String name, String text, String... headers) {
        List<String> all = new ArrayList<>(Arrays.asList(headers));
        all.add("content-disposition: attachment; filename=\"" + name + "\"");
        return new Reply(200, type, text.getBytes(StandardCharsets.UTF_8), all);
    }
}
