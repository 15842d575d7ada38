package dev.sluice.testkit.conformance;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.testkit.Recording;
import dev.sluice.testkit.Recordings;
import dev.sluice.testkit.golden.Calls;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.openai.OpenAiDialect;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;

/**
 * Every recorded request in OpenAI's words, written in every language: it is accepted by a fake
 * vendor as strict as the vendor itself, or refused with the name of the member that is to blame.
 */
final class RequestsTest {
    private static final String SUFFIX = "__chat.completions";
    private static final Map<String, Map<Result, Integer>> COUNTS = new TreeMap<>();

    private enum Result {
        WRITTEN,
        REFUSED,
        FAILED
    }

    @Test
    void theRecordingsAreHere() {
        assumeTrue(Recordings.find().isPresent(), Recordings.ABSENT);
    }

    @TestFactory
    Stream<DynamicTest> everyRequestCanBeWritten() {
        return Recordings.find().stream()
                .flatMap(recordings ->
                        recordings.names().stream()
                                .filter(name -> name.endsWith(SUFFIX))
                                .map(name ->
                                        DynamicTest.dynamicTest(
                                                name, () -> file(recordings, name))));
    }

    private static void file(Recordings recordings, String name) {
        var failures = new ArrayList<String>();
        try (Stream<Recording> records = recordings.records(name)) {
            records.forEach(recording -> failures.addAll(request(recording)));
        }
        assertTrue(failures.isEmpty(), () -> failures.size() + ":\n" + String.join("\n", failures));
    }

    private static List<String> request(Recording recording) {
        JsonNode json = recording.requestJson();
        if (json == null || !json.isObject()) {
            return List.of();
        }
        ChatCall call;
        try {
            call = new OpenAiDialect().readCall(json.toString().getBytes(StandardCharsets.UTF_8));
        } catch (ApiException e) {
            boolean agreed = recording.status() >= 400 || json.path("messages").isEmpty();
            return agreed && isNamed(e)
                    ? List.of()
                    : List.of(recording.id() + " is not read: " + e.error());
        }
        var failures = new ArrayList<String>();
        for (Language language : Languages.ALL) {
            write(recording, Calls.prepared(call, language), language)
                    .ifPresent(wrong -> failures.add(recording.id() + " as " + language + wrong));
        }
        return failures;
    }

    private static boolean isNamed(ApiException e) {
        return e.error().status() == 400 && e.error().param() != null;
    }

    private static Optional<String> write(Recording recording, ChatCall call, Language language) {
        byte[] body;
        try {
            body = language.dialect().writeCall(call).body();
        } catch (ApiException e) {
            count(language, isNamed(e) ? Result.REFUSED : Result.FAILED);
            return isNamed(e) ? Optional.empty() : Optional.of(": " + e.error());
        } catch (RuntimeException e) {
            count(language, Result.FAILED);
            StackTraceElement[] trace = e.getStackTrace();
            return Optional.of(" threw " + e + (trace.length > 0 ? " at " + trace[0] : ""));
        }
        Optional<String> wrong = objection(recording, call, language, body);
        count(language, wrong.isEmpty() ? Result.WRITTEN : Result.FAILED);
        return wrong;
    }

    private static Optional<String> objection(
            Recording recording, ChatCall call, Language language, byte[] body) {
        if (!Trees.read(body).isObject()) {
            return Optional.of(": no JSON object");
        }
        Strict strict = Languages.STRICT.get(language.name());
        if (strict == null || recording.status() >= 400) {
            return Optional.empty();
        }
        return strict.objection(body, language.model(), call.output().delivery().streams())
                // A recorded signature is the vendor's own, which no fake can know.
                .filter(objection -> !objection.contains("Invalid `signature`"))
                .map(objection -> ": " + objection + " to " + excerpt(body));
    }

    private static String excerpt(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        return text.length() > 700 ? text.substring(0, 700) + "..." : text;
    }

    private static void count(Language language, Result result) {
        COUNTS.computeIfAbsent(language.name(), _ -> new EnumMap<>(Result.class))
                .merge(result, 1, Integer::sum);
    }

    @AfterAll
    static void print() throws IOException {
        if (COUNTS.isEmpty()) {
            return;
        }
        var table = new StringBuilder("recorded OpenAI requests written in each language:\n");
        COUNTS.forEach((language, counts) ->
                table.append(
                        "%-20s %5d written, %3d refused with the member named, %d failed%s%n"
                                .formatted(
                                        language,
                                        counts.getOrDefault(Result.WRITTEN, 0),
                                        counts.getOrDefault(Result.REFUSED, 0),
                                        counts.getOrDefault(Result.FAILED, 0),
                                        Languages.STRICT.containsKey(language)
                                                ? "; a strict fake vendor judged them"
                                                : "")));
        Path target = Files.createDirectories(Path.of("target"));
        Files.writeString(
                target.resolve("conformance-requests.txt"), table, StandardCharsets.UTF_8);
        System.out.println(table);
    }
}
