package dev.sluice.wire.openai;

import dev.sluice.wire.Tree;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** Every recorded OpenAI-style chat exchange; tests skip where the recordings are absent. */
final class ChatRecordings {
    private ChatRecordings() {}

    /** One recorded exchange. */
    record Exchange(String id, int status, Map<String, @Nullable Object> record) {
        boolean isStream() {
            return record.get("response_body_text") instanceof String text
                    && text.contains("data:")
                    && status == 200;
        }

        @Nullable Object request() {
            return record.get("request_json");
        }

        @Nullable Object response() {
            return record.get("response_json");
        }

        byte[] responseBytes() {
            if (record.get("response_body_text") instanceof String text) {
                return text.getBytes(StandardCharsets.UTF_8);
            }
            return TreeJson.write(response());
        }
    }

    /** Visits all exchanges and returns how many there were and what the visitor threw. */
    static Outcome each(Consumer<Exchange> visit) {
        var failures = new ArrayList<String>();
        int seen = 0;
        for (Path file : files()) {
            try (Stream<String> lines = Files.lines(file)) {
                for (String line : (Iterable<String>) lines::iterator) {
                    Map<String, @Nullable Object> record = Tree.object(Tree.read(line));
                    int status = record.get("status") instanceof Integer s ? s : 200;
                    var exchange = new Exchange(String.valueOf(record.get("id")), status, record);
                    seen++;
                    try {
                        visit.accept(exchange);
                    } catch (RuntimeException | AssertionError e) {
                        failures.add(exchange.id() + ": " + e);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new Outcome(seen, failures);
    }

    /** What came of a visit. */
    record Outcome(int seen, List<String> failures) {}

    private static List<Path> files() {
        try (Stream<Path> files = Files.list(folder())) {
            return files.filter(f -> f.toString().endsWith("__chat.completions.jsonl"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder() {
        String named = System.getProperty("SLUICE_RECORDINGS", System.getenv("SLUICE_RECORDINGS"));
        Path found = named == null ? null : Path.of(named);
        for (Path up = Path.of("").toAbsolutePath();
                found == null && up != null;
                up = up.getParent()) {
            Path candidate = up.resolve("shared/recordings");
            found = Files.isDirectory(candidate) ? candidate : null;
        }
        Assumptions.assumeTrue(
                found != null && Files.isDirectory(found),
                "no recordings: set SLUICE_RECORDINGS to their folder");
        return Objects.requireNonNull(found);
    }
}
