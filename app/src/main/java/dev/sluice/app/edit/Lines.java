package dev.sluice.app.edit;

/** The lines of a text, by the characters in them. */
record Lines(String text) {

    /** Returns the line end that the text uses. */
    String end() {
        int first = text.indexOf('\n');
        return first > 0 && text.charAt(first - 1) == '\r' ? "\r\n" : "\n";
    }

    /** Returns where the line of a character begins. */
    int begin(int at) {
        return text.lastIndexOf('\n', at - 1) + 1;
    }

    /** Returns where the line of a character ends: before its line break. */
    int stop(int at) {
        int end = text.indexOf('\n', at);
        if (end < 0) {
            return text.length();
        }
        return end > at && text.charAt(end - 1) == '\r' ? end - 1 : end;
    }

    /** Returns where the next line begins; the end of the text behind the last. */
    int next(int at) {
        int end = text.indexOf('\n', at);
        return end < 0 ? text.length() : end + 1;
    }

    /** Returns in which column a character stands. */
    int column(int at) {
        return at - begin(at);
    }

    /** Returns the line of a character, counted from 1. */
    int number(int at) {
        return (int) text.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
    }

    /** Returns how far the line of a character is indented. */
    int indent(int at) {
        int begin = begin(at);
        int i = begin;
        while (i < text.length() && text.charAt(i) == ' ') {
            i++;
        }
        return i - begin;
    }

    /** Returns whether a line, by where it begins, is there and holds nothing. */
    boolean isBlank(int begin) {
        return begin >= 0 && begin < text.length() && text.substring(begin, stop(begin)).isBlank();
    }

    /** Returns whether nothing but blanks stands before a character on its line. */
    boolean isFirst(int at) {
        return text.substring(begin(at), at).isBlank();
    }

    /** Returns whether nothing but blanks and a comment stands from here to the line's end. */
    boolean isLast(int at) {
        String rest = text.substring(at, stop(at)).strip();
        return rest.isEmpty() || rest.startsWith("#");
    }

    /**
     * Returns where the lines end that belong to a block which says its last word here: with the
     * comment behind it and with those below that are indented deeper than its dash.
     */
    int stopWithComments(int at, int dash) {
        int stop = stop(at);
        int next = next(stop);
        while (next < text.length() && next > stop) {
            String line = text.substring(next, stop(next));
            if (!line.stripLeading().startsWith("#") || indent(next) <= dash) {
                break;
            }
            stop = stop(next);
            next = next(stop);
        }
        return stop;
    }
}
