package dev.sluice.app.config;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Reads points in time as people write them. */
final class Dates {
    private static final int LENGTH_OF_A_DATE = 10;

    private Dates() {}

    /**
     * Reads when something ends: a date means the end of that day; without an offset it is UTC.
     *
     * @throws java.time.DateTimeException when it is neither a date nor a time
     */
    static Instant end(String text) {
        if (text.length() == LENGTH_OF_A_DATE) {
            return LocalDate.parse(text).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        boolean offset = text.matches(".*([Zz]|[+-][0-9:]+)") && text.indexOf('T') > 0;
        return offset
                ? OffsetDateTime.parse(text).toInstant()
                : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    }
}
