package dev.sluice.app.revision;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What differs between two texts, line by line.
 *
 * <p>Eugene Myers, "An O(ND) Difference Algorithm and Its Variations", 1986, with the refinement of
 * its section 4: the middle of a shortest edit is looked for from both ends at once, and then both
 * halves are done the same way, so memory grows with the lines only. Texts that have little in
 * common would take time that grows with the square; when too much has been spent, what is left
 * counts as replaced, which is longer than need be and just as true.
 */
public final class LineDiff {
    private static final int CONTEXT = 3;
    private static final long MOST_STEPS = 20_000_000;

    private final List<String> before;
    private final List<String> after;
    private final int[] left;
    private final int[] right;
    private final boolean[] gone;
    private final boolean[] come;
    private long steps;

    private LineDiff(String before, String after) {
        this.before = lines(before);
        this.after = lines(after);
        Map<String, Integer> numbers = new HashMap<>();
        left = numbered(this.before, numbers);
        right = numbered(this.after, numbers);
        gone = new boolean[left.length];
        come = new boolean[right.length];
        compare(0, left.length, 0, right.length);
    }

    /**
     * A difference.
     *
     * @param text in the unified format, with three lines around each change; "" for none
     * @param added how many lines are new
     * @param removed how many lines are gone
     */
    public record Difference(String text, int added, int removed) {}

    /**
     * Compares two texts.
     *
     * @param nameBefore stands after {@code ---}
     * @param nameAfter stands after {@code +++}
     */
    public static Difference between(
            String before, String after, String nameBefore, String nameAfter) {
        var diff = new LineDiff(before, after);
        int removed = count(diff.gone);
        int added = count(diff.come);
        String text =
                added + removed == 0
                        ? ""
                        : "--- " + nameBefore + "\n+++ " + nameAfter + "\n" + diff.hunks();
        return new Difference(text, added, removed);
    }

    private static int count(boolean[] marks) {
        int count = 0;
        for (boolean each : marks) {
            count += each ? 1 : 0;
        }
        return count;
    }

    /** Lines with their line breaks: a last line without one is another line. */
    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            end = end < 0 ? text.length() : end + 1;
            lines.add(text.substring(at, end));
            at = end;
        }
        return lines;
    }

    private static int[] numbered(List<String> lines, Map<String, Integer> numbers) {
        int[] all = new int[lines.size()];
        for (int i = 0; i < all.length; i++) {
            int next = numbers.size();
            all[i] = numbers.computeIfAbsent(lines.get(i), _ -> next);
        }
        return all;
    }

    private void compare(int leftFrom, int leftTo, int rightFrom, int rightTo) {
        int a = leftFrom;
        int b = rightFrom;
        int aEnd = leftTo;
        int bEnd = rightTo;
        while (a < aEnd && b < bEnd && left[a] == right[b]) {
            a++;
            b++;
        }
        while (a < aEnd && b < bEnd && left[aEnd - 1] == right[bEnd - 1]) {
            aEnd--;
            bEnd--;
        }
        long middle = a == aEnd || b == bEnd ? NONE : middle(new Box(a, aEnd, b, bEnd));
        if (middle == NONE) {
            Arrays.fill(gone, a, aEnd, true);
            Arrays.fill(come, b, bEnd, true);
        } else {
            int x = a + (int) (middle / (bEnd - b + 1));
            int y = b + (int) (middle % (bEnd - b + 1));
            compare(a, x, b, y);
            compare(x, aEnd, y, bEnd);
        }
    }

    private static final long NONE = -1;

    private record Box(int a, int aEnd, int b, int bEnd) {
        int width() {
            return aEnd - a;
        }

        int height() {
            return bEnd - b;
        }

        /** A point as one number. */
        long point(int x, int y) {
            return (long) x * (height() + 1) + y;
        }
    }

    /** The furthest points that some edits reach on each diagonal, from one end. */
    private static final class Reach {
        final int[] furthest;
        final int zero;

        Reach(int most) {
            furthest = new int[2 * most + 3];
            zero = most + 1;
        }

        int on(int diagonal) {
            return furthest[zero + diagonal];
        }

        void set(int diagonal, int x) {
            furthest[zero + diagonal] = x;
        }

        /** Where the next edit leads to: down from the diagonal above, or right from below. */
        int next(int diagonal, int edits) {
            boolean down =
                    diagonal == -edits
                            || (diagonal != edits && on(diagonal - 1) < on(diagonal + 1));
            return down ? on(diagonal + 1) : on(diagonal - 1) + 1;
        }
    }

    /** Returns a point on a shortest way, as {@link Box#point} writes it; or that it is too far. */
    private long middle(Box box) {
        int width = box.width();
        int height = box.height();
        int delta = width - height;
        int most = (width + height + 1) / 2;
        var ahead = new Reach(most);
        var back = new Reach(most);
        for (int edits = 0; edits <= most; edits++) {
            int low = -edits + 2 * Math.max(0, edits - height);
            int high = edits - 2 * Math.max(0, edits - width);
            for (int k = low; k <= high; k += 2) {
                int x = slideAhead(box, ahead.next(k, edits), k);
                ahead.set(k, x);
                int mirror = delta - k;
                if (delta % 2 != 0 && Math.abs(mirror) < edits && x + back.on(mirror) >= width) {
                    return box.point(x, x - k);
                }
            }
            for (int k = low; k <= high; k += 2) {
                int x = slideBack(box, back.next(k, edits), k);
                back.set(k, x);
                int mirror = delta - k;
                if (delta % 2 == 0 && Math.abs(mirror) <= edits && x + ahead.on(mirror) >= width) {
                    return box.point(width - x, height - (x - k));
                }
            }
            if (steps > MOST_STEPS) {
                return NONE;
            }
        }
        return NONE;
    }

    private int slideAhead(Box box, int from, int diagonal) {
        int x = from;
        while (x < box.width()
                && x - diagonal < box.height()
                && left[box.a() + x] == right[box.b() + x - diagonal]) {
            x++;
        }
        steps += x - from + 1;
        return x;
    }

    private int slideBack(Box box, int from, int diagonal) {
        int x = from;
        while (x < box.width()
                && x - diagonal < box.height()
                && left[box.aEnd() - 1 - x] == right[box.bEnd() - 1 - x + diagonal]) {
            x++;
        }
        steps += x - from + 1;
        return x;
    }

    private String hunks() {
        var out = new StringBuilder();
        int a = 0;
        int b = 0;
        while (a < gone.length || b < come.length) {
            if (!changes(a, b)) {
                a++;
                b++;
                continue;
            }
            int around = Math.min(CONTEXT, Math.min(a, b));
            var hunk = new Hunk(a - around, b - around);
            for (int i = around; i > 0; i--) {
                hunk.line(' ', before.get(a - i));
            }
            int calm = 0;
            while ((a < gone.length || b < come.length) && calm <= 2 * CONTEXT) {
                if (a < gone.length && gone[a]) {
                    hunk.line('-', before.get(a++));
                    calm = 0;
                } else if (b < come.length && come[b]) {
                    hunk.line('+', after.get(b++));
                    calm = 0;
                } else {
                    hunk.line(' ', before.get(a++));
                    b++;
                    calm++;
                }
            }
            hunk.end(Math.max(0, calm - CONTEXT), out);
        }
        return out.toString();
    }

    private boolean changes(int a, int b) {
        return (a < gone.length && gone[a]) || (b < come.length && come[b]);
    }

    /** A change with the lines around it. */
    private static final class Hunk {
        private final int a;
        private final int b;
        private final List<String> lines = new ArrayList<>();

        Hunk(int a, int b) {
            this.a = a;
            this.b = b;
        }

        void line(char sign, String text) {
            lines.add(
                    sign
                            + (text.endsWith("\n")
                                    ? text
                                    : text + "\n\\ No newline at end of file\n"));
        }

        /** Ends it without its last lines, which are too many around it. */
        void end(int tooMany, StringBuilder out) {
            List<String> kept = lines.subList(0, lines.size() - tooMany);
            int old = (int) kept.stream().filter(each -> each.charAt(0) != '+').count();
            int fresh = (int) kept.stream().filter(each -> each.charAt(0) != '-').count();
            out.append("@@ -").append(range(a, old)).append(" +").append(range(b, fresh));
            out.append(" @@\n");
            kept.forEach(out::append);
        }

        private static String range(int from, int count) {
            return (count == 0 ? from : from + 1) + "," + count;
        }
    }
}
