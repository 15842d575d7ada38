package dev.sluice.core.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.failure.Verdict.GiveUp;
import dev.sluice.core.failure.Verdict.RetrySame;
import dev.sluice.core.failure.Verdict.Situation;
import dev.sluice.core.failure.Verdict.TryNext;
import dev.sluice.wire.chat.ApiError;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is done after a failed attempt. */
class VerdictTest {
    // next, larger, and whether the same deployment may be asked again
    private static final Situation ALONE = situation(false, false, 0);
    private static final Situation NEXT = situation(true, false, 2);
    private static final Situation LARGER = situation(true, true, 2);
    private static final Situation AGAIN = situation(false, false, 2);

    private static Situation situation(boolean next, boolean larger, int retries) {
        return new Situation(next, larger, retries, 0, false, true, 0.5);
    }

    /** A failure by its name here. */
    static Failure failure(String name) {
        return switch (name) {
            case "NotConnected" -> new Failure.NotConnected("refused");
            case "Broken" -> new Failure.Broken("reset");
            case "Malformed" -> new Failure.Malformed("no HTTP");
            case "Internal" -> new Failure.Internal();
            case "ShuttingDown" -> new Failure.ShuttingDown();
            case "CONNECT", "FIRST_BYTE", "IDLE", "TOTAL" ->
                    new Failure.TimedOut(Failure.Phase.valueOf(name));
            default -> refused(Refusal.valueOf(name), null);
        };
    }

    static Failure refused(Refusal refusal, @Nullable Long millis) {
        return new Failure.Refused(
                ApiError.server(500, "No.", null),
                refusal,
                millis == null ? null : new Failure.Wait(millis));
    }

    static List<Failure> all() {
        List<Failure> all = new ArrayList<>();
        for (String each : List.of("NotConnected", "Broken", "Malformed", "Internal")) {
            all.add(failure(each));
        }
        all.add(failure("ShuttingDown"));
        for (Failure.Phase each : Failure.Phase.values()) {
            all.add(new Failure.TimedOut(each));
        }
        for (Refusal each : Refusal.values()) {
            all.add(refused(each, null));
            all.add(refused(each, 60_000L));
        }
        return all;
    }

    @ParameterizedTest
    @CsvSource({
        "NotConnected, GiveUp, TryNext, TryNext,   RetrySame",
        "Broken,       GiveUp, TryNext, TryNext,   RetrySame",
        "Malformed,    GiveUp, TryNext, TryNext,   RetrySame",
        "CONNECT,      GiveUp, TryNext, TryNext,   RetrySame",
        "FIRST_BYTE,   GiveUp, TryNext, TryNext,   RetrySame",
        "IDLE,         GiveUp, TryNext, TryNext,   RetrySame",
        "TOTAL,        GiveUp, GiveUp,  GiveUp,    GiveUp",
        "Internal,     GiveUp, GiveUp,  GiveUp,    GiveUp",
        "ShuttingDown, GiveUp, GiveUp,  GiveUp,    GiveUp",
        "CREDENTIAL,   GiveUp, TryNext, TryNext,   GiveUp",
        "QUOTA,        GiveUp, TryNext, TryNext,   GiveUp",
        "RATE,         GiveUp, TryNext, TryNext,   RetrySame",
        "OVERLOAD,     GiveUp, TryNext, TryNext,   RetrySame",
        "SLOW,         GiveUp, TryNext, TryNext,   RetrySame",
        "MISSING,      GiveUp, TryNext, TryNext,   GiveUp",
        "CONTEXT,      GiveUp, GiveUp,  TryLarger, GiveUp",
        "CONTENT,      GiveUp, GiveUp,  GiveUp,    GiveUp",
        "CLIENT,       GiveUp, GiveUp,  GiveUp,    GiveUp",
    })
    void everyFailureHasOneConsequence(
            String failure, String alone, String next, String larger, String again) {
        assertEquals(alone, name(failure, ALONE));
        assertEquals(next, name(failure, NEXT));
        assertEquals(larger, name(failure, LARGER));
        assertEquals(again, name(failure, AGAIN));
    }

    private static String name(String failure, Situation now) {
        return Verdict.judge(failure(failure), now).getClass().getSimpleName();
    }

    @Test
    void nothingIsTriedAfterTheFirstByteOrWithoutTheRequest() {
        for (Failure each : all()) {
            for (int bits = 0; bits < 16; bits++) {
                boolean next = (bits & 1) != 0;
                boolean larger = (bits & 2) != 0;
                boolean begun = (bits & 4) != 0;
                boolean replayable = (bits & 8) != 0;
                if (begun || !replayable) {
                    var now = new Situation(next, larger, 9, 0, begun, replayable, 0);
                    assertInstanceOf(GiveUp.class, Verdict.judge(each, now));
                }
            }
        }
    }

    @Test
    void nothingIsDecidedThatCannotBeDone() {
        for (Failure each : all()) {
            for (int bits = 0; bits < 8; bits++) {
                var now = situation((bits & 1) != 0, (bits & 2) != 0, bits >> 2);
                switch (Verdict.judge(each, now)) {
                    case TryNext _ -> assertTrue(now.next());
                    case Verdict.TryLarger _ -> assertTrue(now.larger());
                    case RetrySame _ -> assertTrue(!now.next() && now.retriesLeft() > 0);
                    case GiveUp _ -> {}
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0,   0,     0",
        "0,   0.5,   50",
        "0,   0.999, 99",
        "1,   0.5,   100",
        "2,   0.5,   200",
        "4,   0.5,   800",
        "5,   0.5,   1000",
        "6,   0.999, 1998",
        "999, 0.999, 1998",
    })
    void pausesGrowWithFullJitterUpToTwoSeconds(int made, double chance, long millis) {
        assertEquals(millis, pause(failure("Broken"), made, chance));
    }

    @ParameterizedTest
    @CsvSource({"0, 50", "40, 50", "1500, 1500", "2000, 2000", "2001, ", "60000, "})
    void aVendorsWishIsObeyedOrTheCallerIsTold(long wish, @Nullable Long millis) {
        Failure failure = refused(Refusal.RATE, wish);
        var now = new Situation(false, false, 1, 0, false, true, 0.5);
        if (millis == null) {
            assertInstanceOf(GiveUp.class, Verdict.judge(failure, now));
        } else {
            assertEquals(millis, pause(failure, 0, 0.5));
        }
        assertInstanceOf(TryNext.class, Verdict.judge(failure, NEXT));
    }

    private static long pause(Failure failure, int made, double chance) {
        var now = new Situation(false, false, 1, made, false, true, chance);
        return assertInstanceOf(RetrySame.class, Verdict.judge(failure, now)).pause().toMillis();
    }
}
