package dev.sluice.app.revision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Differences are true, and as short as they can be. */
class LineDiffTest {
    private static LineDiff.Difference diff(String before, String after) {
        return LineDiff.between(before, after, "a/f", "b/f");
    }

    private static String lines(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> i + "\n").collect(Collectors.joining());
    }

    @Test
    void readsAsOthersDo() {
        assertEquals("", diff("a\nb\n", "a\nb\n").text());
        assertEquals(
                "--- a/f\n+++ b/f\n@@ -3,7 +3,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n",
                diff(lines(0, 20), lines(0, 5) + "x\n" + lines(6, 20)).text());
        assertEquals(
                "--- a/f\n+++ b/f\n@@ -0,0 +1,2 @@\n+a\n+b\n\\ No newline at end of file\n",
                diff("", "a\nb").text());
        assertEquals(
                "--- a/f\n+++ b/f\n@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n",
                diff("a", "a\n").text());
    }

    @Test
    void changesFarFromEachOtherStandApart() {
        String before = lines(0, 40);
        String after = before.replace("5\n6\n", "5\n").replace("\n30\n", "\n30\nnew\n");
        String text = diff(before, after).text();
        assertEquals(2, Pattern.compile("^@@", Pattern.MULTILINE).matcher(text).results().count());
        assertEquals(after, applied(before, text));
    }

    /** Does to a text what a difference says, as patch(1) would. */
    private static String applied(String before, String diff) {
        List<String> old = before.isEmpty() ? List.of() : List.of(before.split("(?<=\n)"));
        var out = new StringBuilder();
        int at = 0;
        List<String> said = diff.isEmpty() ? List.of() : List.of(diff.split("(?<=\n)"));
        for (int i = 2; i < said.size(); i++) {
            String line = said.get(i);
            boolean bare = i + 1 < said.size() && said.get(i + 1).startsWith("\\");
            String text = bare ? line.substring(1, line.length() - 1) : line.substring(1);
            switch (line.charAt(0)) {
                case '@' -> {
                    Matcher range = Pattern.compile("-(\\d+),(\\d+)").matcher(line);
                    assertTrue(range.find());
                    int from = Integer.parseInt(range.group(1));
                    int to = range.group(2).equals("0") ? from : from - 1;
                    while (at < to) {
                        out.append(old.get(at++));
                    }
                }
                case ' ' -> {
                    assertEquals(old.get(at++), text);
                    out.append(text);
                }
                case '-' -> assertEquals(old.get(at++), text);
                case '+' -> out.append(text);
                case '\\' -> {}
                default -> throw new AssertionError(line);
            }
        }
        while (at < old.size()) {
            out.append(old.get(at++));
        }
        return out.toString();
    }

    private static String text(Random random, int most) {
        int count = random.nextInt(most);
        var text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append((char) ('a' + random.nextInt(1 + random.nextInt(6)))).append('\n');
        }
        return random.nextInt(3) == 0 && !text.isEmpty()
                ? text.substring(0, text.length() - 1)
                : text.toString();
    }

    /** The length of the longest common subsequence, by the book. */
    private static int common(List<String> a, List<String> b) {
        int[][] longest = new int[a.size() + 1][b.size() + 1];
        for (int i = 1; i <= a.size(); i++) {
            for (int j = 1; j <= b.size(); j++) {
                longest[i][j] =
                        a.get(i - 1).equals(b.get(j - 1))
                                ? longest[i - 1][j - 1] + 1
                                : Math.max(longest[i - 1][j], longest[i][j - 1]);
            }
        }
        return longest[a.size()][b.size()];
    }

    private static List<String> split(String text) {
        return text.isEmpty() ? new ArrayList<>() : List.of(text.split("(?<=\n)"));
    }

    @Test
    void randomTextsBecomeEachOtherInTheFewestSteps() {
        var random = new Random(42);
        for (int i = 0; i < 5000; i++) {
            String before = text(random, 24);
            String after = text(random, 24);
            LineDiff.Difference diff = diff(before, after);
            assertEquals(after, applied(before, diff.text()));
            int common = common(split(before), split(after));
            assertEquals(split(before).size() - common, diff.removed(), before + "/" + after);
            assertEquals(split(after).size() - common, diff.added(), before + "/" + after);
        }
    }

    @Test
    void textsWithNothingInCommonAreReplacedWithoutLongThought() {
        String before = lines(0, 60_000);
        String after = lines(100_000, 160_000) + "7\n";
        assertEquals(after, applied(before, diff(before, after).text()));
    }
}
