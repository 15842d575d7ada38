package dev.sluice.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * The folder of recorded vendor traffic, which lies beside the project and not in it.
 *
 * <p>It is found through the system property {@code sluice.recordings}, then the environment
 * variable {@code SLUICE_RECORDINGS}, then as {@code shared/recordings} beside any folder above the
 * working directory. A test that needs it skips when it is absent: {@code
 * Assumptions.assumeTrue(recordings.isPresent(), Recordings.ABSENT)}.
 */
public final class Recordings {

    /** What a skipped test says. */
    public static final String ABSENT =
            "recorded vendor traffic not found: set SLUICE_RECORDINGS to its folder";

    private final Path folder;

    private Recordings(Path folder) {
        this.folder = folder;
    }

    /** The recordings, or empty when this machine has none. */
    public static Optional<Recordings> find() {
        for (String named :
                new String[] {
                    System.getProperty("sluice.recordings"), System.getenv("SLUICE_RECORDINGS")
                }) {
            if (named != null && !named.isBlank() && Files.isDirectory(Path.of(named))) {
                return Optional.of(new Recordings(Path.of(named)));
            }
        }
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path candidate = at.resolve("shared").resolve("recordings");
            if (Files.isDirectory(candidate)) {
                return Optional.of(new Recordings(candidate));
            }
        }
        return Optional.empty();
    }

    /** The names of all recording files, sorted: {@code openai__chat.completions} and so on. */
    public List<String> names() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jsonl"))
                    .map(name -> name.substring(0, name.length() - ".jsonl".length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The records of one provider and endpoint, read lazily; close the stream. */
    public Stream<Recording> records(String provider, String endpoint) {
        return records(provider + "__" + endpoint);
    }

    /** The records of one file, named without its ending, read lazily; close the stream. */
    @SuppressWarnings("StreamResourceLeak") // the caller closes it, and the file with it
    public Stream<Recording> records(String name) {
        try {
            return Files.lines(folder.resolve(name + ".jsonl"), StandardCharsets.UTF_8)
                    .filter(line -> !line.isBlank())
                    .map(line -> new Recording(Json.read(line)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The streams of every file whose endpoint is the given one, whatever the provider. */
    public Stream<Recording> streamsOf(String endpoint) {
        return names().stream()
                .filter(name -> name.endsWith("__" + endpoint))
                .flatMap(this::records)
                .filter(Recording::stream);
    }

    /** The document of known deviations. */
    public JsonNode oddities() {
        try {
            return Json.read(Files.readAllBytes(folder.resolve("oddities.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
