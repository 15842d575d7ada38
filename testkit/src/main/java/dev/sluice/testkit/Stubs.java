package dev.sluice.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * The table of endpoints that are answered with one fixed document each: {@code openai-stubs.txt}.
 */
final class Stubs {

    private record Stub(
            String method, Pattern path, int status, List<String> required, String document) {}

    private final List<Stub> stubs = new ArrayList<>();

    Stubs() {
        try (InputStream in = Stubs.class.getResourceAsStream("openai-stubs.txt")) {
            if (in == null) {
                throw new IllegalStateException("openai-stubs.txt is missing beside its class");
            }
            new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Stubs::row)
                    .forEach(stubs::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The answer to a request whose path, without its version prefix, is in the table. */
    Optional<Answer> answer(Request request, String path) {
        for (Stub stub : stubs) {
            Matcher matcher = stub.path().matcher(path);
            if (stub.method().equals(request.method()) && matcher.matches()) {
                require(request, stub);
                String document = stub.document();
                for (int i = 1; i <= matcher.groupCount(); i++) {
                    document = document.replace("$" + i, matcher.group(i));
                }
                return Optional.of(Answer.json(stub.status(), document));
            }
        }
        return Optional.empty();
    }

    private static void require(Request request, Stub stub) {
        if (stub.required().isEmpty()) {
            return;
        }
        JsonNode body = JsonBody.of(request);
        for (String name : stub.required()) {
            if (!body.has(name)) {
                throw VendorError.badRequest(
                        "Missing required parameter: '" + name + "'.",
                        name,
                        "missing_required_parameter");
            }
        }
    }

    private static Stub row(String line) {
        String[] columns = line.split("\\s+", 5);
        String path = columns[1].replace("{id}", "([^/]+)");
        List<String> required =
                columns[3].equals("-") ? List.of() : List.of(columns[3].split(",", -1));
        return new Stub(
                columns[0],
                Pattern.compile(path),
                Integer.parseInt(columns[2]),
                required,
                columns[4]);
    }
}
