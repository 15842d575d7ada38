package dev.sluice.core.health;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.core.failure.Failure;
import dev.sluice.core.failure.Refusal;
import dev.sluice.wire.chat.ApiError;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What failures mean for the health of a deployment. */
class EffectTest {

    @ParameterizedTest
    @CsvSource({
        "CREDENTIAL, ,          CREDENTIAL, 0",
        "CREDENTIAL, 30000,     CREDENTIAL, 0",
        "QUOTA,      ,          QUOTA,      60000",
        "QUOTA,      30000,     QUOTA,      30000",
        "QUOTA,      999999999, QUOTA,      300000",
        "RATE,       ,          COOLDOWN,   1000",
        "RATE,       0,         COOLDOWN,   1000",
        "RATE,       250,       COOLDOWN,   250",
        "RATE,       30000,     COOLDOWN,   30000",
        "RATE,       999999999, COOLDOWN,   300000",
        "OVERLOAD,   30000,     COOLDOWN,   30000",
        "OVERLOAD,   999999999, COOLDOWN,   300000",
    })
    void someRefusalsTakeADeploymentOut(
            Refusal refusal, @Nullable Long pause, Standing.Reason reason, long millis) {
        assertEquals(new Effect.Removed(reason, millis), of(refusal, pause));
    }

    @ParameterizedTest
    @EnumSource(
            value = Refusal.class,
            names = {"CONTENT", "CONTEXT", "MISSING", "CLIENT"})
    void theCallersFaultsMeanNothing(Refusal refusal) {
        assertEquals(new Effect.None(), of(refusal, null));
        assertEquals(new Effect.None(), of(refusal, 30_000L));
    }

    private static Effect of(Refusal refusal, @Nullable Long pause) {
        return Effect.of(
                new Failure.Refused(
                        ApiError.server(500, "No.", null),
                        refusal,
                        pause == null ? null : new Failure.Wait(pause)));
    }

    @Test
    void failuresCount() {
        Effect counted = new Effect.Counted();
        assertEquals(counted, of(Refusal.OVERLOAD, null));
        assertEquals(counted, of(Refusal.OVERLOAD, 0L));
        assertEquals(counted, of(Refusal.SLOW, null));
        assertEquals(counted, Effect.of(new Failure.NotConnected("refused")));
        assertEquals(counted, Effect.of(new Failure.Broken("reset")));
        assertEquals(counted, Effect.of(new Failure.Malformed("no HTTP")));
        for (Failure.Phase each : Failure.Phase.values()) {
            assertEquals(counted, Effect.of(new Failure.TimedOut(each)));
        }
    }

    @Test
    void ourOwnFaultsMeanNothing() {
        assertEquals(new Effect.None(), Effect.of(new Failure.Internal()));
        assertEquals(new Effect.None(), Effect.of(new Failure.ShuttingDown()));
    }
}
