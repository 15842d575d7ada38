package dev.sluice.testkit.conformance;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.testkit.Recording;
import dev.sluice.testkit.Recordings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every recorded answer of every vendor, in the hub and in every client's language. The table of
 * what was proven is printed and left in {@code target/conformance.txt}.
 */
final class AnswersTest {
    private static final Outcome OUTCOME = new Outcome();

    /** Two deltas of a message of a page. */
    private static final List<String> THINNED = List.of("openai.responses.stream.85e909d493");

    @Test
    void theRecordingsAreHere() {
        assumeTrue(Recordings.find().isPresent(), Recordings.ABSENT);
    }

    @TestFactory
    Stream<DynamicTest> everyAnswerSaysWhatTheVendorSaid() {
        Optional<Recordings> found = Recordings.find();
        return found.stream()
                .flatMap(recordings ->
                        recordings.names().stream()
                                .map(name ->
                                        DynamicTest.dynamicTest(
                                                name, () -> file(recordings, name))));
    }

    private static void file(Recordings recordings, String name) {
        var failures = new ArrayList<String>();
        try (Stream<Recording> records = recordings.records(name)) {
            records.forEach(recording -> failures.addAll(answer(name, recording)));
        }
        assertTrue(failures.isEmpty(), () -> failures.size() + ":\n" + String.join("\n", failures));
    }

    private static List<String> answer(String file, Recording recording) {
        Outcome.Kind kind = Exchange.kind(recording);
        if (recording.responseBody().length == 0) {
            OUTCOME.skipped(file, kind, "no body was recorded");
            return List.of();
        }
        if (THINNED.contains(recording.id())) {
            OUTCOME.skipped(file, kind, "most deltas of one stream were not recorded");
            return List.of();
        }
        return switch (Languages.of(recording)) {
            case Languages.Assignment.Skipped(String reason) -> {
                OUTCOME.skipped(file, kind, reason);
                yield List.of();
            }
            case Languages.Assignment.Chat(Recorded language) -> {
                var exchange = new Exchange(recording, language);
                List<String> wrong = exchange.wrong();
                OUTCOME.read(file, kind, language.language(), wrong.isEmpty());
                if (exchange.isGiant() && kind == Outcome.Kind.STREAM) {
                    OUTCOME.remark(file, "a body over 200 KB was cut at every 101st byte");
                }
                if (Exchange.isArray(recording)) {
                    OUTCOME.remark(file, "JSON arrays were put into events");
                }
                yield wrong.isEmpty()
                        ? List.of()
                        : List.of(recording.id() + ": " + shortened(wrong));
            }
        };
    }

    private static String shortened(List<String> wrong) {
        var first = new ArrayList<>(wrong.subList(0, Math.min(3, wrong.size())));
        if (wrong.size() > first.size()) {
            first.add("and " + (wrong.size() - first.size()) + " more");
        }
        return String.join("\n    ", first);
    }

    @AfterAll
    static void print() throws IOException {
        if (OUTCOME.total() > 0) {
            Path target = Files.createDirectories(Path.of("target"));
            Files.writeString(
                    target.resolve("conformance.txt"), OUTCOME.table(), StandardCharsets.UTF_8);
            System.out.println(OUTCOME.table());
        }
    }
}
