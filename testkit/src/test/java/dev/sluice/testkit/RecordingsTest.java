package dev.sluice.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class RecordingsTest {

    @Test
    void readsEveryFileLineByLine() {
        Optional<Recordings> found = Recordings.find();
        assumeTrue(found.isPresent(), Recordings.ABSENT);
        Recordings recordings = found.orElseThrow();
        assertTrue(recordings.names().contains("openai__chat.completions"));
        try (Stream<Recording> records = recordings.records("openai", "chat.completions")) {
            Recording stream =
                    records.filter(r -> r.stream() && r.features().contains("done_marker"))
                            .findFirst()
                            .orElseThrow();
            assertEquals("openai", stream.provider());
            assertEquals(200, stream.status());
            assertTrue(
                    new String(stream.responseBody(), StandardCharsets.UTF_8)
                            .contains("data: [DONE]"));
        }
        assertFalse(recordings.oddities().path("oddities").isMissingNode());
    }
}
