package dev.sluice.app.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents are kept true: links lead somewhere, and commands to type are ones that exist. */
class DocumentsTest {
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s#]+)(?:#[^)]*)?\\)");
    private static final Pattern FENCE =
            Pattern.compile("^```(\\w*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern VERSION = Pattern.compile("<([\\w-]+)\\.version>([^<$]+)<");

    /** What a reader may be told to type; each is run by the launcher, the build or a test. */
    private static final Set<String> COMMANDS =
            Set.of("./sluice", "./mvnw", "curl", "git", "cd", "bash", "export");

    /** The launcher's own commands. */
    private static final Set<String> SUBCOMMANDS =
            Set.of(
                    "serve",
                    "check",
                    "explain",
                    "config",
                    "keys",
                    "teams",
                    "users",
                    "usage",
                    "calls",
                    "ledger",
                    "secret",
                    "import",
                    "hash-key",
                    "providers",
                    "version",
                    "help",
                    "completion");

    @ParameterizedTest
    @MethodSource("documents")
    void linksLeadSomewhere(String document) {
        Path file = House.ROOT.resolve(document);
        List<String> dead = new ArrayList<>();
        Matcher link = LINK.matcher(FENCE.matcher(House.text(file)).replaceAll(""));
        while (link.find()) {
            String target = link.group(1);
            boolean elsewhere = target.contains("://") || target.startsWith("mailto:");
            if (!elsewhere && !Files.exists(file.resolveSibling(target))) {
                dead.add(target);
            }
        }
        assertEquals(List.of(), dead, document + " links only to what is there");
    }

    @ParameterizedTest
    @MethodSource("documents")
    void commandsAreKnown(String document) {
        List<String> unknown = new ArrayList<>();
        Matcher fence = FENCE.matcher(House.text(House.ROOT.resolve(document)));
        while (fence.find()) {
            if (fence.group(1).equals("sh")) {
                fence.group(2)
                        .replace("\\\n", " ")
                        .lines()
                        .filter(l -> !isKnown(l))
                        .forEach(unknown::add);
            }
        }
        assertEquals(List.of(), unknown, document + " tells the reader to type only what exists");
    }

    @ParameterizedTest
    @ValueSource(strings = {"docs/dependencies.md"})
    void versionsAreThoseOfTheBuild(String document) {
        String text = House.text(House.ROOT.resolve(document));
        Matcher version = VERSION.matcher(House.text(House.ROOT.resolve("pom.xml")));
        List<String> missing = new ArrayList<>();
        while (version.find()) {
            if (!text.contains(version.group(2))) {
                missing.add(version.group(1) + " " + version.group(2));
            }
        }
        assertEquals(List.of(), missing, document + " names every version pinned in pom.xml");
    }

    @ParameterizedTest
    @MethodSource("documents")
    void nothingIsLeftOpen(String document) {
        String text = House.text(House.ROOT.resolve(document));
        assertFalse(text.contains("TODO") || text.contains("FIXME"), document + " is finished");
    }

    private static boolean isKnown(String line) {
        String typed = line.strip();
        if (typed.isEmpty() || typed.startsWith("#")) {
            return true;
        }
        String[] words = typed.split("\\s+", -1);
        boolean launcher = words[0].equals("./sluice");
        boolean bare = words.length == 1 || words[1].startsWith("-") || words[1].startsWith("#");
        return COMMANDS.contains(words[0]) && (!launcher || bare || SUBCOMMANDS.contains(words[1]));
    }

    static Stream<String> documents() {
        return House.files(".md").stream().map(file -> House.ROOT.relativize(file).toString());
    }
}
