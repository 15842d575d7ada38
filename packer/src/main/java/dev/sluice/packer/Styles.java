package dev.sluice.packer;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Style sheets without comments and without white space that means nothing. */
final class Styles {
    /** Strings and addresses stay as they are; everything between them is made short. */
    private static final Pattern KEPT =
            Pattern.compile(
                    "\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'|url\\([^)\"']*\\)|/\\*.*?\\*/",
                    Pattern.DOTALL);

    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern AROUND = Pattern.compile(" ?([{};,>~]) ?");

    /** A space before a colon is a descendant; before a bracket, a word such as {@code and}. */
    private static final Pattern AFTER = Pattern.compile("([:(]) ");

    private static final Pattern BEFORE = Pattern.compile(" ([)!])");

    /** A rule's selectors; not those of an at-rule, nor the steps of an animation. */
    private static final Pattern SELECTORS = Pattern.compile("(?<=^|[{};])([^{};@]+)\\{");

    private static final Pattern STEP = Pattern.compile("from|to|[0-9.]+%");

    private Styles() {}

    /**
     * Returns all style sheets as one: that of the whole, those of the pages, those of others.
     *
     * @throws Refused when two pages style the same thing. Their sheets are in force together
     */
    static String packed(Sources site) {
        var all = new StringBuilder();
        Map<String, String> styled = new HashMap<>();
        for (String name : site.ending(".css")) {
            String sheet = packed(site.text(name));
            if (sheet.contains("@import")) {
                throw new Refused(name + ": all style sheets are one, nothing has to be imported");
            }
            if (name.startsWith("pages/")) {
                keepApart(name, sheet, styled);
            }
            all.append(sheet);
        }
        return all.toString();
    }

    private static void keepApart(String name, String sheet, Map<String, String> styled) {
        SELECTORS
                .matcher(sheet)
                .results()
                .flatMap(rule -> Stream.of(rule.group(1).split(",", -1)))
                .filter(selector -> !STEP.matcher(selector).matches())
                .forEach(selector -> {
                    String other = styled.computeIfAbsent(selector, _ -> name);
                    if (!other.equals(name)) {
                        throw new Refused(name + " styles " + selector + ", as " + other + " does");
                    }
                });
    }

    static String packed(String sheet) {
        var out = new StringBuilder();
        var plain = new StringBuilder();
        Matcher kept = KEPT.matcher(sheet);
        int at = 0;
        while (kept.find()) {
            plain.append(sheet, at, kept.start());
            at = kept.end();
            if (!kept.group().startsWith("/*")) {
                // Stands for what is kept, so that white space beside it is seen.
                out.append(shorter(plain)).append(kept.group());
                plain.setLength(0);
            } else {
                plain.append(' ');
            }
        }
        plain.append(sheet, at, sheet.length());
        return out.append(shorter(plain)).toString().strip();
    }

    private static String shorter(CharSequence text) {
        String shorter = SPACE.matcher(text).replaceAll(" ");
        shorter = AROUND.matcher(shorter).replaceAll("$1");
        shorter = AFTER.matcher(shorter).replaceAll("$1");
        shorter = BEFORE.matcher(shorter).replaceAll("$1");
        return shorter.replace(";}", "}");
    }
}
