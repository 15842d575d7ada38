package dev.sluice.app.house;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The project's own tree, as these tests see it. */
final class House {
    private static final Set<String> NOT_OURS =
            Set.of("target", ".git", "node_modules", ".venv", "data", "logs");

    /** Rooms in the order in which they may know each other: each knows only those before it. */
    static final List<String> ROOMS =
            List.of("wire", "providers", "core", "relay", "store", "console", "app");

    /** The directory that holds the launcher and the root pom. */
    static final Path ROOT = root();

    /** Every class of the program itself, without tests, as last compiled. */
    static final JavaClasses CLASSES = new ClassFileImporter().importPaths(classDirectories());

    private House() {}

    /**
     * The directories with the compiled classes of the program, one for each room that is built.
     */
    static List<Path> classDirectories() {
        return ROOMS.stream()
                .map(room -> ROOT.resolve(room).resolve("target").resolve("classes"))
                .filter(Files::isDirectory)
                .toList();
    }

    /** The directories of all modules, test and bench modules included. */
    static List<Path> modules() {
        return list(ROOT, path -> Files.isRegularFile(path.resolve("pom.xml")));
    }

    /** Every file of the project with this ending, without what a build or a tool made. */
    static List<Path> files(String ending) {
        try (Stream<Path> walk = Files.walk(ROOT)) {
            return walk.filter(path -> path.toString().endsWith(ending))
                    .filter(path -> ours(ROOT.relativize(path)))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean ours(Path relative) {
        for (Path part : relative) {
            if (NOT_OURS.contains(part.toString())) {
                return false;
            }
        }
        return true;
    }

    private static List<Path> list(Path directory, Predicate<Path> wanted) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(wanted).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        for (Path path = here; path != null; path = path.getParent()) {
            if (Files.isRegularFile(path.resolve("mvnw"))) {
                return path;
            }
        }
        throw new IllegalStateException("no mvnw in " + here + " or above it");
    }
}
