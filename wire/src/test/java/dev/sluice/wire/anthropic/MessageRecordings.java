package dev.sluice.wire.anthropic;

import dev.sluice.wire.Tree;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.fields.JsonReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** Every recorded exchange in Anthropic's language; tests skip where the recordings are absent. */
final class MessageRecordings {
    private static final List<String> FILES =
            List.of(
                    "anthropic__messages.jsonl",
                    "anthropic__complete.jsonl",
                    "azure-anthropic__messages.jsonl",
                    "vertex-anthropic__messages.jsonl");

    private MessageRecordings() {}

    /** One recorded exchange; its members as they were written. */
    record Exchange(Map<String, Raw> members) {
        String id() {
            return Objects.requireNonNull(Raws.string(members.get("id")));
        }

        int status() {
            return Integer.parseInt(Objects.requireNonNull(members.get("status")).json());
        }

        boolean isStream() {
            return members.containsKey("response_body_text") && text("response_body_text") != null;
        }

        byte @Nullable [] request() {
            Raw raw = members.get("request_json");
            return raw == null || raw.isNull() ? null : raw.json().getBytes(StandardCharsets.UTF_8);
        }

        byte[] response() {
            String text = text("response_body_text");
            Raw json = members.get("response_json");
            String body = text == null ? Objects.requireNonNull(json).json() : text;
            return body.getBytes(StandardCharsets.UTF_8);
        }

        Map<String, @Nullable Object> responseTree() {
            return Tree.object(Tree.read(response()));
        }

        private @Nullable String text(String member) {
            return Raws.string(members.get(member));
        }
    }

    /** Visits all exchanges and returns what the visitor threw. */
    static List<String> each(Consumer<Exchange> visit) {
        var failures = new ArrayList<String>();
        for (String file : FILES) {
            for (String line : lines(folder().resolve(file))) {
                Map<String, Raw> members = new HashMap<>();
                JsonReader.read(
                        line.getBytes(StandardCharsets.UTF_8),
                        in -> {
                            in.members(name -> members.put(name, in.raw()));
                            return "";
                        });
                var exchange = new Exchange(members);
                try {
                    visit.accept(exchange);
                } catch (RuntimeException | AssertionError e) {
                    failures.add(exchange.id() + ": " + e);
                }
            }
        }
        return failures;
    }

    private static List<String> lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder() {
        String named = System.getProperty("SLUICE_RECORDINGS", System.getenv("SLUICE_RECORDINGS"));
        Path found = named == null ? null : Path.of(named);
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
