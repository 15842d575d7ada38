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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** The recorded exchanges of some files; tests skip where there are none. */
public final class Exchanges {
    private Exchanges() {}

    /** One recorded exchange. */
    public record Exchange(String id, int status, Map<String, @Nullable Object> record) {
        /** Returns the request's tree, or null. */
        public @Nullable Object request() {
            return record.get("request_json");
        }

        /** Returns the response's tree, or null where it is a text. */
        public @Nullable Object response() {
            return record.get("response_json");
        }

        /** Returns the response where it is a text, or null. */
        public @Nullable String text() {
            return (String) record.get("response_body_text");
        }

        /** Returns the model that was asked. */
        public String model() {
            return String.valueOf(record.get("model"));
        }

        /** Returns the response's bytes. */
        public byte[] body() {
            String text = text();
            return text == null ? json(response()) : text.getBytes(StandardCharsets.UTF_8);
        }
    }

    /**
     * Visits the exchanges in the files whose names match, and returns what the visitor threw.
     *
     * @param files a regular expression
     */
    public static List<String> each(String files, Consumer<Exchange> visit) {
        var failures = new ArrayList<String>();
        try (Stream<Path> all = Files.list(folder())) {
            for (Path file : all.sorted().toList()) {
                if (file.getFileName().toString().matches(files)) {
                    visit(file, visit, failures);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return failures;
    }

    private static void visit(Path file, Consumer<Exchange> visit, List<String> failures)
            throws IOException {
        for (String line : Files.readAllLines(file)) {
            Map<String, @Nullable Object> record = Tree.object(Tree.read(line));
            int status = record.get("status") instanceof Integer s ? s : 200;
            var exchange = new Exchange(String.valueOf(record.get("id")), status, record);
            try {
                visit.accept(exchange);
            } catch (RuntimeException | AssertionError e) {
                failures.add(exchange.id() + ": " + e);
            }
        }
    }

    /** Writes a tree as JSON. */
    public static byte[] json(@Nullable Object tree) {
        var out = new StringBuilder();
        write(out, tree);
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void write(StringBuilder out, @Nullable Object value) {
        switch (value) {
            case null -> out.append("null");
            case Map<?, ?> map -> {
                String comma = "{";
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    out.append(comma);
                    write(out, entry.getKey());
                    out.append(':');
                    write(out, entry.getValue());
                    comma = ",";
                }
                out.append(map.isEmpty() ? "{}" : "}");
            }
            case List<?> list -> {
                String comma = "[";
                for (Object each : list) {
                    out.append(comma);
                    write(out, each);
                    comma = ",";
                }
                out.append(list.isEmpty() ? "[]" : "]");
            }
            case String text -> quote(out, text);
            default -> out.append(value);
        }
    }

    private static void quote(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
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
