package dev.sluice.app.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Canaries: wrong code, compiled exactly as the house is compiled, that must not compile.
 *
 * <p>A checker that a new JDK or a lost flag has put to sleep reports nothing and looks like
 * success; NullAway has done so elsewhere after a change of JDK. The flags are read from the root
 * pom, so that what is tried is what is used. A line marked {@code // expect X} must be refused by
 * check X, and no other line may be.
 */
class CanaryTest {
    private static final Path CANARIES =
            House.ROOT.resolve("app/src/test/resources/canary").normalize();
    private static final Pattern ARGUMENT = Pattern.compile("<arg>(.*?)</arg>");
    private static final Pattern REFUSAL =
            Pattern.compile("(\\w+)\\.java:(\\d+): error: \\[(\\w+)]");
    private static final Pattern EXPECTED = Pattern.compile("// expect (\\w+)");

    @TempDir private Path directory;

    @Test
    void nullAndErrorsAreRefused() throws Exception {
        Compilation compilation = compile("errors");
        assertNotEquals(0, compilation.exitCode(), compilation::output);
        SortedSet<String> refused = new TreeSet<>();
        Matcher matcher = REFUSAL.matcher(compilation.output());
        while (matcher.find()) {
            refused.add(matcher.group(1) + ":" + matcher.group(2) + " " + matcher.group(3));
        }
        assertEquals(expected("errors"), refused, compilation::output);
    }

    @Test
    void warningsAreErrors() throws Exception {
        Compilation compilation = compile("warnings");
        assertNotEquals(0, compilation.exitCode(), compilation::output);
        assertTrue(compilation.output().contains("[rawtypes]"), compilation::output);
        assertTrue(
                compilation.output().contains("warnings found and -Werror specified"),
                compilation::output);
    }

    private record Compilation(int exitCode, String output) {}

    private Compilation compile(String canary) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "javac").toString());
        command.addAll(List.of("-J-XX:+UseSerialGC", "-J-XX:TieredStopAtLevel=1"));
        Matcher argument = ARGUMENT.matcher(House.text(House.ROOT.resolve("pom.xml")));
        while (argument.find()) {
            command.add(argument.group(1));
        }
        String libraries = System.getProperty("java.class.path");
        command.addAll(List.of("-processorpath", libraries, "--module-path", jspecify(libraries)));
        command.addAll(List.of("-Xmaxerrs", "1000", "-d", directory.toString()));
        for (Path source : sources(canary)) {
            String name = source.getFileName().toString().replace(".txt", "");
            Path copy = directory.resolve(name);
            Files.copy(source, copy);
            command.add(copy.toString());
        }
        Process javac = new ProcessBuilder(command).redirectErrorStream(true).start();
        byte[] output = javac.getInputStream().readAllBytes();
        return new Compilation(javac.waitFor(), new String(output, StandardCharsets.UTF_8));
    }

    private static SortedSet<String> expected(String canary) throws IOException {
        SortedSet<String> expected = new TreeSet<>();
        for (Path source : sources(canary)) {
            List<String> lines = Files.readAllLines(source);
            for (int i = 0; i < lines.size(); i++) {
                Matcher mark = EXPECTED.matcher(lines.get(i));
                if (mark.find()) {
                    String name = source.getFileName().toString().replace(".java.txt", "");
                    expected.add(name + ":" + (i + 1) + " " + mark.group(1));
                }
            }
        }
        return expected;
    }

    private static List<Path> sources(String canary) throws IOException {
        try (Stream<Path> files = Files.list(CANARIES.resolve(canary))) {
            return files.sorted().toList();
        }
    }

    private static String jspecify(String libraries) {
        return Stream.of(libraries.split(File.pathSeparator))
                .filter(path -> Path.of(path).getFileName().toString().startsWith("jspecify-"))
                .findFirst()
                .orElseThrow();
    }
}
