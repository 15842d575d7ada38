package dev.sluice.app.house;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every module is compiled by the same rules, and has no say in them. */
class ModulesTest {
    /** Where a rule cannot hold, and why. */
    private static final Map<String, String> EXCEPTIONS =
            Map.of(
                    "bench", "the code that JMH generates obeys no rule of ours",
                    "clients", "it has tests only: javac must not miss the folder of main classes",
                    "relay", "Netty reports a failed write through the pipeline, not its future");

    @ParameterizedTest
    @MethodSource("modulesWithSources")
    void isNullMarkedAsAWhole(String module) {
        Path info = sources(module).resolve("module-info.java");
        assertTrue(
                Files.isRegularFile(info), module + " has sources, so it has a module-info.java");
        assertTrue(
                House.text(info).contains("@NullMarked"),
                module + "/module-info.java carries @NullMarked, so that null is an error in it");
    }

    @ParameterizedTest
    @MethodSource("modulesWithoutException")
    void doesNotLowerTheBar(String module) {
        String pom = House.text(House.ROOT.resolve(module).resolve("pom.xml"));
        String sentence =
                "The compiler's rules are set once, in the root pom.xml; "
                        + (module + " may only add to them, with combine.children=\"append\"");
        assertFalse(pom.contains("<compilerArgs>"), sentence);
        assertFalse(pom.contains("-Xep"), sentence);
        assertFalse(pom.contains("-Xlint"), sentence);
        assertFalse(pom.contains("<annotationProcessorPaths>"), sentence);
    }

    static Stream<String> modulesWithSources() {
        // A benchmark's classes are generated into its package, which a module would seal. The
        // packer needs a jar that cannot be read as a module.
        return modules()
                .filter(module -> !Set.of("bench", "packer").contains(module))
                .filter(module -> Files.isDirectory(sources(module)));
    }

    static Stream<String> modulesWithoutException() {
        return modules().filter(module -> !EXCEPTIONS.containsKey(module));
    }

    private static Path sources(String module) {
        return House.ROOT.resolve(module).resolve("src/main/java");
    }

    static Stream<String> modules() {
        return House.modules().stream().map(path -> path.getFileName().toString());
    }
}
