package dev.sluice.core.limit;

import static dev.sluice.core.limit.World.budget;
import static dev.sluice.core.limit.World.budgets;
import static dev.sluice.core.limit.World.cost;
import static dev.sluice.core.limit.World.limits;
import static dev.sluice.core.limit.World.parallel;
import static dev.sluice.core.limit.World.rpm;
import static dev.sluice.core.limit.World.tokens;
import static dev.sluice.core.limit.World.tpm;
import static dev.sluice.core.limit.World.usd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.limit.Admission.Allowance;
import dev.sluice.core.limit.Admission.Decision.Admitted;
import dev.sluice.core.limit.Admission.Decision.Denied;
import dev.sluice.core.limit.Admission.Demand;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits on calls, tokens and calls at once, and what callers are told of them. */
class LimitsTest {
    private final World world = new World();

    @Test
    void whoHasNoLimitsIsNotCounted() {
        var admitted =
                (Admitted) world.admissions.admit(Allowance.UNLIMITED, tokens(1_000_000_000));
        assertSame(Permit.FREE, admitted.permit());
    }

    @Test
    void anAnswerSaysHowThingsStand() {
        Permit permit = world.admitted(limits(rpm(60), tpm(10_000)), tokens(1_000));
        assertEquals(
                List.of(
                        "x-ratelimit-limit-requests: 60",
                        "x-ratelimit-remaining-requests: 59",
                        "x-ratelimit-reset-requests: 1s",
                        "x-ratelimit-limit-tokens: 10000",
                        "x-ratelimit-remaining-tokens: 9000",
                        "x-ratelimit-reset-tokens: 6s"),
                permit.headers().lines().toList());
    }

    @Test
    void whatIsLeftCanBeAskedWithoutACall() {
        assertEquals(60, world.admissions.left(rpm(60)), "nobody has called");
        Permit permit = world.admitted(limits(rpm(60), tpm(10_000), parallel(3)), tokens(1_000));
        assertEquals(59, world.admissions.left(rpm(60)));
        assertEquals(9_000, world.admissions.left(tpm(10_000)));
        assertEquals(2, world.admissions.left(parallel(3)));
        permit.leave();
        world.pass(60);
        assertEquals(60, world.admissions.left(rpm(60)));
        assertEquals(10_000, world.admissions.left(tpm(10_000)));
        assertEquals(3, world.admissions.left(parallel(3)));
    }

    @Test
    void theTightestLimitIsShown() {
        var team = new Limit("team:t", Limit.Measure.REQUESTS, 10, null);
        var other = new Limit("key:k1", Limit.Measure.REQUESTS, 1, "claude-*");
        Permit permit = world.admitted(limits(rpm(60), team, other), tokens(0));
        assertEquals(
                "x-ratelimit-limit-requests: 10", permit.headers().lines().toList().getFirst());
        assertEquals("x-ratelimit-remaining-requests: 9", permit.headers().lines().toList().get(1));
    }

    @Test
    void aRefusalNamesTheLimitAndTheTime() {
        Allowance allowance =
                limits(new Limit("team:blue", Limit.Measure.REQUESTS, 2, "gpt-*"), rpm(60));
        world.admitted(allowance, tokens(0));
        world.admitted(allowance, tokens(0));
        Denied denied = world.denied(allowance, tokens(0));
        assertEquals(429, denied.error().status());
        assertEquals("rate_limit_error", denied.error().type());
        assertEquals("rate_limit_exceeded", denied.error().code());
        assertEquals(
                "The limit of team 'blue' for gpt-*, 2 requests per minute, is reached: 0 left."
                        + " Come back in 30s.",
                denied.error().message());
        assertEquals(
                List.of(
                        "x-ratelimit-limit-requests: 2",
                        "x-ratelimit-remaining-requests: 0",
                        "x-ratelimit-reset-requests: 1m0s",
                        "retry-after: 30"),
                denied.headers());
    }

    @Test
    void aRefusalForTokensSaysWhatTheCallMayUse() {
        world.admitted(limits(tpm(1_000)), tokens(900));
        Denied denied = world.denied(limits(tpm(1_000)), tokens(400));
        assertEquals(
                "The limit of key 'k1', 1000 tokens per minute, is reached: 100 left, and this call"
                        + " may use 400. Come back in 18s.",
                denied.error().message());
        assertTrue(denied.headers().contains("retry-after: 18"));
    }

    @Test
    void ofSeveralLimitsTheLongestWaitIsNamed() {
        Allowance allowance = limits(rpm(1), tpm(100));
        Permit permit = world.admitted(allowance, tokens(100));
        permit.settle(300, List.of());
        Denied denied = world.denied(allowance, tokens(100));
        assertTrue(denied.error().message().contains("tokens per minute"));
        assertTrue(denied.headers().contains("retry-after: 180"), denied.headers()::toString);
    }

    @Test
    void aPlaceIsFreeWhenTheCallIsOver() {
        Allowance allowance = limits(parallel(2));
        Permit first = world.admitted(allowance, tokens(0));
        world.admitted(allowance, tokens(0));
        Denied denied = world.denied(allowance, tokens(0));
        assertEquals(
                "The limit of key 'k1', 2 calls at once, is reached: 0 left. Come back when one of"
                        + " them has ended.",
                denied.error().message());
        assertEquals(List.of("retry-after: 1"), denied.headers());
        first.leave();
        first.leave();
        first.settle(0, List.of());
        world.admitted(allowance, tokens(0));
        world.denied(allowance, tokens(0));
    }

    @Test
    void settlingEndsACallThatNeverLeft() {
        Permit only = world.admitted(limits(parallel(1)), tokens(0));
        only.settle(0, List.of());
        only.leave();
        world.admitted(limits(parallel(1)), tokens(0));
        world.denied(limits(parallel(1)), tokens(0));
    }

    @Test
    void aCallThatIsGivenUpKeepsOnlyItsCount() {
        Allowance allowance = limits(rpm(2), tpm(1_000));
        Permit permit = world.admitted(allowance, tokens(1_000));
        permit.leave();
        permit.settle(0, List.of());
        permit.settle(5_000, List.of()); // has no effect
        Permit next = world.admitted(allowance, tokens(1_000));
        assertEquals("x-ratelimit-remaining-requests: 0", next.headers().lines().toList().get(1));
    }

    @Test
    void whatWasUsedBeyondTheReservationIsCounted() {
        Permit permit = world.admitted(limits(tpm(1_000)), tokens(10));
        permit.settle(1_500, List.of());
        assertTrue(
                world.denied(limits(tpm(1_000)), tokens(1)).headers().contains("retry-after: 31"));
    }

    @Test
    void countsOutliveTheConfigurationThatNamesThem() {
        world.admitted(limits(rpm(2)), tokens(0));
        world.admitted(limits(rpm(2)), tokens(0));
        world.denied(limits(rpm(2)), tokens(0));
        world.admitted(limits(new Limit("key:k2", Limit.Measure.REQUESTS, 2, null)), tokens(0));
    }

    @Test
    void aModelsLimitCountsOnlyItsCalls() {
        Allowance allowance =
                limits(new Limit("key:k1", Limit.Measure.PARALLEL, 1, "gpt-*"), parallel(2));
        world.admitted(allowance, new Demand("gpt-4o", 0, null));
        world.denied(allowance, new Demand("gpt-4.1", 0, null));
        world.admitted(allowance, new Demand(null, 0, null)).leave();
        world.admitted(allowance, new Demand("o3", 0, null));
        world.denied(allowance, new Demand("o3", 0, null));
    }

    @Test
    void idleCountersAreForgottenAndCountAnewWhenTheyAreNeeded() {
        Allowance busy = limits(parallel(2), rpm(2));
        Permit permit = world.admitted(busy, tokens(0));
        for (int i = 0; i < 1_000; i++) {
            world.admitted(
                    limits(new Limit("key:" + i, Limit.Measure.TOKENS, 10, null)), tokens(9));
        }
        assertEquals(1_002, world.admissions.size());
        world.pass(61);
        world.admissions.tidy();
        assertEquals(1, world.admissions.size()); // the place that is taken
        world.admitted(busy, tokens(0));
        world.denied(busy, tokens(0));
        permit.leave();
        world.admitted(busy, tokens(0));
        assertTrue(world.denied(busy, tokens(0)).error().message().contains("is reached"));
    }

    @Test
    void tokensUsedAfterTheCounterWasForgottenAreCounted() {
        Permit permit = world.admitted(limits(tpm(100)), tokens(10));
        world.pass(120);
        world.admissions.tidy();
        permit.settle(500, List.of());
        world.denied(limits(tpm(100)), tokens(1));
    }

    /** Whatever refuses a call, nothing of it is left in what does not refuse. */
    @Test
    void aRefusedCallLeavesNoTrace() {
        var random = new Random(5);
        Limit[] limits = {
            rpm(600),
            new Limit("team:t", Limit.Measure.REQUESTS, 550, null),
            tpm(400_000),
            new Limit("team:t", Limit.Measure.TOKENS, 250_000, "gpt-*"),
            parallel(40)
        };
        Budget[] budgets = {
            budget("3", Budget.Window.DAY),
            new Budget("team:t", World.cny("20"), Budget.Window.MONTH),
            budget("4000", Budget.Window.TOTAL)
        };
        var allowance = new Allowance(List.of(limits), List.of(budgets));
        List<Permit> open = new ArrayList<>();
        int refused = 0;
        for (int i = 0; i < 5_000; i++) {
            world.nanos.addAndGet(random.nextInt(400_000_000));
            if (random.nextInt(100) == 0) {
                world.pass(43_200);
            }
            List<Long> before = standing(limits, budgets);
            var demand =
                    new Demand(
                            random.nextBoolean() ? "gpt-4o" : "o3",
                            random.nextInt(3_000),
                            random.nextInt(5) == 0 ? null : usd("0.0" + random.nextInt(1, 99)));
            switch (world.admissions.admit(allowance, demand)) {
                case Admitted(Permit permit) -> open.add(permit);
                case Denied _ -> {
                    refused++;
                    assertEquals(before, standing(limits, budgets), "step " + i);
                }
            }
            if (open.size() > random.nextInt(60)) {
                Permit permit = open.remove(random.nextInt(open.size()));
                permit.settle(random.nextInt(3_000), List.of(usd("0.00" + random.nextInt(1, 99))));
            }
        }
        assertTrue(refused > 500 && refused < 4_500, "refused " + refused);
    }

    private List<Long> standing(Limit[] limits, Budget[] budgets) {
        List<Long> all = new ArrayList<>();
        for (Limit each : limits) {
            Counter counter = world.admissions.stock().counter(each);
            all.add(counter.left(each.amount(), world.nanos.get()));
            all.add(counter.reset(each.amount(), world.nanos.get()));
        }
        for (Budget each : budgets) {
            all.add(world.admissions.left(each).micro());
        }
        return all;
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0ms",
        "1, 1ms",
        "119999999, 120ms",
        "999000001, 1s",
        "1000000000, 1s",
        "1000000001, 2s",
        "59000000001, 1m0s",
        "360000000000, 6m0s",
        "3661000000000, 1h1m1s"
    })
    void timesAreWrittenLikeOpenAi(long nanos, String text) {
        assertEquals(text, Standing.duration(nanos));
    }

    @Test
    void freeCallsNeedNoMoney() {
        Allowance allowance = budgets(budget("0", Budget.Window.TOTAL));
        world.denied(allowance, cost(usd("0.000001")));
        world.denied(allowance, cost(null));
        world.admitted(allowance, cost(usd("0")));
    }
}
