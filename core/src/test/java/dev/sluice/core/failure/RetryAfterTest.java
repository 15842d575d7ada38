package dev.sluice.core.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All the ways to say when. */
class RetryAfterTest {
    private static final Instant NOW = Instant.parse("1994-11-06T08:49:07Z");

    private static @Nullable Long millis(String... namesAndValues) {
        Map<String, String> headers = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        Failure.@Nullable Wait wait = RetryAfter.of(headers, NOW);
        return wait == null ? null : wait.millis();
    }

    @ParameterizedTest
    @CsvSource({
        "120,                              120000",
        "' 7 ',                            7000",
        "0,                                0",
        "1.5,                              1500",
        "0.0001,                           1",
        "2.,                               2000",
        "+3,                               3000",
        "-1,                               0",
        "-1.5,                             0",
        "1000000000,                       31536000000",
        "999999999999999999999999999999,   31536000000",
        "'Sun, 06 Nov 1994 08:49:37 GMT',  30000",
        "'Sunday, 06-Nov-94 08:49:37 GMT', 30000",
        "'Sun Nov  6 08:49:37 1994',       30000",
        "'Sun, 06 Nov 1994 08:49:06 GMT',  0",
        "'Thu, 01 Jan 1970 00:00:00 GMT',  0",
        "'Fri, 31 Dec 9999 23:59:59 GMT',  31536000000",
        "1994-11-06T08:49:08.25Z,          1250",
        "1994-11-06T09:49:08+01:00,        1000",
        "20s,                              20000",
        "1m,                               60000",
        "soon,                             ",
        "'',                               ",
        "1e9,                              ",
        "NaN,                              ",
        "Infinity,                         ",
        "0x10,                             ",
        "'1,5',                            ",
        "--5,                              ",
        "'Sun, 99 Nov 1994 08:49:37 GMT',  ",
        "+1000000000-12-31T23:59:59Z,      ",
    })
    void retryAfterIsReadInAllItsForms(String said, @Nullable Long millis) {
        assertEquals(millis, millis("retry-after", said));
    }

    @ParameterizedTest
    @CsvSource({"250, 250", "0.5, 1", "-7, 0", "1e3, ", "soon, ", "10000000000000, 31536000000"})
    void millisecondsAreRead(String said, @Nullable Long millis) {
        assertEquals(millis, millis("retry-after-ms", said));
    }

    @ParameterizedTest
    @CsvSource({
        "1s,       1000",
        "6m0s,     360000",
        "120ms,    120",
        "2m59.56s, 179560",
        "7.66s,    7660",
        "1h0m5s,   3605000",
        "1d,       86400000",
        "1s500ms,  1500",
        "12,       12000",
        "s,        ",
        "m0s,      ",
        "1s1m,     ",
    })
    void resetsCountOnceNothingRemains(String said, @Nullable Long millis) {
        String reset = "x-ratelimit-reset-requests";
        String remaining = "x-ratelimit-remaining-requests";
        assertEquals(millis, millis(reset, said, remaining, "0"));
        assertNull(millis(reset, said, remaining, "1"));
        assertNull(millis(reset, said, remaining, "none"));
        assertNull(millis(reset, said));
    }

    @Test
    void ofSeveralLimitsTheLastToEndCounts() {
        assertEquals(
                20_000L,
                millis(
                        "x-ratelimit-remaining-requests", "0",
                        "x-ratelimit-reset-requests", "10s",
                        "x-ratelimit-remaining-tokens", "0",
                        "x-ratelimit-reset-tokens", "20s"));
        assertEquals(
                10_000L,
                millis(
                        "anthropic-ratelimit-input-tokens-remaining", "0",
                        "anthropic-ratelimit-input-tokens-reset", "1994-11-06T08:49:17Z",
                        "anthropic-ratelimit-requests-remaining", "7",
                        "anthropic-ratelimit-requests-reset", "1994-11-06T08:59:17Z"));
        assertEquals(
                10_000L,
                millis(
                        "x-ratelimit-remaining-requests", "0",
                        "x-ratelimit-reset-requests", "soon",
                        "x-ratelimit-remaining-tokens", "-1",
                        "x-ratelimit-reset-tokens", "10s"));
    }

    @Test
    void theMostExactWordCounts() {
        String[] all = {
            "retry-after-ms", "10",
            "retry-after", "20",
            "x-ratelimit-remaining-requests", "0",
            "x-ratelimit-reset-requests", "30s"
        };
        assertEquals(10L, millis(all));
        all[1] = "later";
        assertEquals(20_000L, millis(all));
        all[3] = "later";
        assertEquals(30_000L, millis(all));
        assertNull(millis());
    }

    @Test
    void noWordsBreakIt() {
        Random random = new Random(7);
        String letters = "0123456789.,:-+TZGMTsmhdSunNov eE\u0660\ud83d";
        for (int i = 0; i < 5_000; i++) {
            StringBuilder said = new StringBuilder();
            for (int n = random.nextInt(24); n > 0; n--) {
                said.append(letters.charAt(random.nextInt(letters.length())));
            }
            @Nullable Long millis = millis("retry-after", said.toString());
            if (millis != null) {
                assertEquals(millis, Math.clamp(millis, 0, RetryAfter.LONGEST_MILLIS));
            }
        }
        assertNotNull(millis("retry-after", "9".repeat(400)));
        assertNull(millis("retry-after", "9".repeat(100_000)));
    }
}
