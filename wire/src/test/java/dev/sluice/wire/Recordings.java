package dev.sluice.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** The recorded provider traffic; a test that needs it is skipped where it is absent. */
public final class Recordings {
    private Recordings() {}

    /** One recorded answer that is a text stream. */
    public record Recorded(
            String id, String endpoint, int status, String text, List<Integer> pieces) {

        /** Returns the body as it was on the wire. */
        public byte[] body() {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        /** Tells whether this is a chat completion stream that began with status 200. */
        public boolean isChatStream() {
            return endpoint.equals("chat.completions") && status == 200;
        }

        @Override
        public String toString() {
            return id;
        }
    }

    /** Returns all recorded server-sent event streams. */
    public static List<Recorded> eventStreams() {
        Path folder = folder();
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jsonl"))
                    .sorted()
                    .flatMap(Recordings::lines)
                    .filter(line ->
                            line.contains("\"response_body_text\": \"")
                                    || line.contains("\"response_body_text\":\""))
                    .map(line -> Tree.object(Tree.read(line)))
                    .filter(Recordings::isEventStream)
                    .map(Recordings::recorded)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Visits the exchanges in the files whose names match, and returns what the visitor threw.
     *
     * @param files a regular expression
     * @param read makes an exchange of a line; its text is its id
     */
    public static <E> List<String> each(String files, Function<String, E> read, Consumer<E> visit) {
        var failures = new ArrayList<String>();
        try (Stream<Path> all = Files.list(folder())) {
            all.filter(file -> file.getFileName().toString().matches(files))
                    .sorted()
                    .flatMap(Recordings::lines)
                    .map(read)
                    .forEach(exchange -> {
                        try {
                            visit.accept(exchange);
                        } catch (RuntimeException | AssertionError e) {
                            failures.add(exchange + ": " + e);
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return failures;
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isEventStream(Map<String, @Nullable Object> record) {
        return Boolean.TRUE.equals(record.get("stream"))
                && record.get("response_body_text") instanceof String text
                && text.contains("data:");
    }

    private static Recorded recorded(Map<String, @Nullable Object> record) {
        String text = (String) Objects.requireNonNull(record.get("response_body_text"));
        return new Recorded(
                String.valueOf(record.get("id")),
                String.valueOf(record.get("endpoint")),
                record.get("status") instanceof Integer status ? status : 200,
                text,
                Tree.array(record.get("chunk_sizes")).stream()
                        .map(size -> (Integer) Objects.requireNonNull(size))
                        .toList());
    }

    private static Path folder() {
        String named = System.getProperty("SLUICE_RECORDINGS", System.getenv("SLUICE_RECORDINGS"));
        Path found = named == null || named.isBlank() ? null : Path.of(named);
        Path up = Path.of("").toAbsolutePath();
        while (found == null && up != null) {
            Path candidate = up.resolve("shared/recordings");
            found = Files.isDirectory(candidate) ? candidate : null;
            up = up.getParent();
        }
        Assumptions.assumeTrue(
                found != null && Files.isDirectory(found),
                "no recordings: set SLUICE_RECORDINGS to their folder");
        return Objects.requireNonNull(found);
    }
}
