package dev.sluice.app.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.console.Site;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The console's files: what is vendored, what is written in two languages, what is never written.
 */
class ConsoleFilesTest {
    private static final Path SITE = House.ROOT.resolve("console/src/main/site");

    private static final int MOST_LINES = 400;

    /** What a browser fetches that visits every page in one language, compressed. */
    private static final int MOST_BYTES = 150_000;

    private static final Set<String> LANGUAGES = Set.of("en.json", "zh.json");

    private static final Pattern VENDORED =
            Pattern.compile(
                    "^\\| (\\S+) \\| (\\S+) \\| ([0-9.]+) \\| \\S+ \\| \\S+"
                            + " \\(\\[text]\\((\\S+)\\)\\) \\| `([0-9a-f]{64})` \\|$",
                    Pattern.MULTILINE);

    /** What could make markup of a text, or needs a weaker policy than the console has. */
    private static final Pattern FORBIDDEN =
            Pattern.compile(
                    "innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|document\\.write|createContextualFragment|\\beval\\(|new"
                        + " Function\\(|\\bon[a-z]+=\"|style=\"|srcdoc|javascript:");

    private static final Pattern ELSEWHERE = Pattern.compile("(?:from|import\\(?)\\s*['\"]https?:");

    /** A text that is asked for: t('keys.title') or has('keys.title'). */
    private static final Pattern ASKED = Pattern.compile("\\bt\\('([a-z]+)\\.([A-Za-z0-9_.-]+)'");

    @Test
    void whatIsVendoredIsWhatItsListSays() throws Exception {
        Path vendor = SITE.resolve("vendor");
        List<MatchResult> rows =
                VENDORED.matcher(House.text(vendor.resolve("VENDOR.md"))).results().toList();
        Set<String> listed = new TreeSet<>(Set.of("VENDOR.md"));
        for (MatchResult row : rows) {
            byte[] bytes = Files.readAllBytes(vendor.resolve(row.group(1)));
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            assertEquals(row.group(5), HexFormat.of().formatHex(hash), row.group(1));
            listed.add(row.group(1));
            listed.add(row.group(4));
        }
        try (Stream<Path> there = Files.list(vendor)) {
            Set<String> names =
                    there.map(each -> each.getFileName().toString())
                            .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(listed, names, "the folder vendor/ holds what VENDOR.md lists");
        }
    }

    @ParameterizedTest
    @MethodSource("textsInEnglish")
    void everyTextIsThereInBothLanguages(String english) {
        Map<String, Set<String>> en = texts(SITE.resolve(english));
        Map<String, Set<String>> zh = texts(SITE.resolve(english.replace(".en.json", ".zh.json")));
        assertEquals(new TreeSet<>(en.keySet()), new TreeSet<>(zh.keySet()), english);
        en.forEach((key, holes) ->
                assertEquals(holes, zh.get(key), key + " says {the same} in both languages"));
    }

    @Test
    void everyTextThatIsAskedForIsThere() {
        Map<String, Set<String>> known = new HashMap<>();
        textsInEnglish()
                .forEach(file -> {
                    String name = Path.of(file).getFileName().toString();
                    known.put(name.replace(".en.json", ""), texts(SITE.resolve(file)).keySet());
                });
        List<String> missing = new ArrayList<>();
        for (String file : scripts().toList()) {
            for (MatchResult each :
                    ASKED.matcher(House.text(SITE.resolve(file))).results().toList()) {
                if (!known.getOrDefault(each.group(1), Set.of()).contains(each.group(2))) {
                    missing.add(file + ": " + each.group(1) + "." + each.group(2));
                }
            }
        }
        assertEquals(List.of(), missing, "texts that no file has");
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void aScriptIsShortAndMakesNoMarkupOfTexts(String file) {
        String text = House.text(SITE.resolve(file));
        assertTrue(text.lines().count() <= MOST_LINES, file + " has more than 400 lines");
        var found = FORBIDDEN.matcher(text);
        assertFalse(found.find(), () -> file + " says " + found.group());
        assertFalse(ELSEWHERE.matcher(text).find(), file + " loads something from elsewhere");
    }

    @ParameterizedTest
    @ValueSource(strings = {"en.json", "zh.json"})
    void theWholeConsoleIsSmall(String language) {
        Site site = Site.load();
        int size = 0;
        for (String name : site.names()) {
            boolean other = LANGUAGES.contains(name) && !name.equals(language);
            if (!other && !name.endsWith(".txt")) {
                Site.Answer answer = site.answer("/" + name, null, "gzip");
                assertNotNull(answer, name);
                size += answer.body().length;
            }
        }
        assertTrue(size < MOST_BYTES, language + ": " + size + " bytes, compressed");
    }

    static Stream<String> textsInEnglish() {
        return below(".en.json").stream().map(each -> SITE.relativize(each).toString());
    }

    static Stream<String> scripts() {
        return below(".js").stream()
                .map(each -> SITE.relativize(each).toString())
                .filter(each -> !each.startsWith("vendor/"));
    }

    private static List<Path> below(String ending) {
        return House.files(ending).stream().filter(each -> each.startsWith(SITE)).toList();
    }

    private static final Pattern HOLE = Pattern.compile("\\{([a-zA-Z]+)}");

    /** Returns what stands for numbers and names in each text. */
    private static Map<String, Set<String>> texts(Path file) {
        Map<String, Set<String>> texts = new HashMap<>();
        try (JsonParser parser =
                new JsonFactory().createParser(ObjectReadContext.empty(), House.text(file))) {
            String key = "";
            int depth = 0;
            for (JsonToken at = parser.nextToken(); at != null; at = parser.nextToken()) {
                switch (at) {
                    case START_OBJECT -> depth++;
                    case END_OBJECT -> depth--;
                    case PROPERTY_NAME -> key = depth == 1 ? parser.currentName() : key;
                    case VALUE_STRING -> {
                        Set<String> holes = texts.computeIfAbsent(key, _ -> new TreeSet<>());
                        HOLE.matcher(parser.getString())
                                .results()
                                .forEach(each -> holes.add(each.group(1)));
                    }
                    default -> throw new IllegalStateException(file + ": " + at + " at " + key);
                }
            }
        }
        return texts;
    }
}
