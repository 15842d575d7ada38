package dev.sluice.core.price;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HoursTest {
    @Test
    void knowsDaysAndSpans() {
        Hours hours = Hours.of("sat  16:30-24:00");

        assertEquals("sat 16:30-24:00", hours.toString());
        assertTrue(hours.cover(Instant.parse("2026-11-28T23:59:59Z")));
        assertFalse(hours.cover(Instant.parse("2026-11-29T00:00:00Z")));
        assertFalse(hours.cover(Instant.parse("2026-11-28T16:29:59Z")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Mon",
                "Mon-Fri",
                "Monday 01:00-02:00",
                "Mon 02:00-01:00",
                "Mon 01:00",
                "Mon 01:00-25:00",
                "Mon 1-2",
                "Mon 01:60-02:00",
                "Mon 01:00-02:00-03:00"
            })
    void refusesWhatItCannotRead(String text) {
        assertThrows(IllegalArgumentException.class, () -> Hours.of(text));
    }
}
