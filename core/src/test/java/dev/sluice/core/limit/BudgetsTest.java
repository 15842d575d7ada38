package dev.sluice.core.limit;

import static dev.sluice.core.limit.World.budget;
import static dev.sluice.core.limit.World.budgets;
import static dev.sluice.core.limit.World.cny;
import static dev.sluice.core.limit.World.cost;
import static dev.sluice.core.limit.World.usd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.limit.Admission.Allowance;
import dev.sluice.core.limit.Admission.Decision.Denied;
import dev.sluice.core.limit.Budget.Window;
import dev.sluice.core.limit.Permit.Hold;
import dev.sluice.core.limit.Permit.Settled;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Money: reserved, settled, renewed. */
class BudgetsTest {
    private static final long NOVEMBER = Instant.parse("2026-11-01T00:00:00Z").toEpochMilli();

    private final World world = new World();

    @ParameterizedTest
    @CsvSource({
        "DAY, 2026-11-30T12:00:00Z, 2026-11-30T00:00:00Z, 2026-12-01T00:00:00Z",
        "DAY, 2026-11-30T23:59:59.999Z, 2026-11-30T00:00:00Z, 2026-12-01T00:00:00Z",
        "WEEK, 2026-11-30T00:00:00Z, 2026-11-30T00:00:00Z, 2026-12-07T00:00:00Z",
        "WEEK, 2026-11-29T23:59:59Z, 2026-11-23T00:00:00Z, 2026-11-30T00:00:00Z",
        "WEEK, 1970-01-01T00:00:00Z, 1969-12-29T00:00:00Z, 1970-01-05T00:00:00Z",
        "MONTH, 2028-02-29T12:00:00Z, 2028-02-01T00:00:00Z, 2028-03-01T00:00:00Z",
        "MONTH, 2026-12-31T23:59:59Z, 2026-12-01T00:00:00Z, 2027-01-01T00:00:00Z"
    })
    void windowsFollowTheCalendar(Window window, Instant at, Instant begun, Instant ends) {
        assertEquals(begun.toEpochMilli(), window.begun(at.toEpochMilli()));
        assertEquals(ends.toEpochMilli(), window.ends(begun.toEpochMilli()));
    }

    @Test
    void aTotalNeverEnds() {
        assertEquals(0, Window.TOTAL.begun(world.millis.get()));
        assertEquals(Long.MAX_VALUE, Window.TOTAL.ends(0));
    }

    @Test
    void theWorstCaseIsReservedAndTheRealCostIsTaken() {
        Budget budget = budget("10", Window.MONTH);
        Permit permit = world.admitted(budgets(budget), cost(usd("4")));
        var hold = new Hold("key:k1/month/USD", NOVEMBER, usd("4"));
        assertEquals(List.of(hold), permit.holds());
        assertEquals(
                List.of("x-sluice-budget-remaining: 6 USD"), permit.headers().lines().toList());
        assertEquals(
                List.of(new Settled(hold, usd("1.5"))), permit.settle(10, List.of(usd("1.5"))));
        assertEquals(usd("8.5"), world.admissions.left(budget));
        assertEquals(List.of(), permit.settle(10, List.of(usd("1.5"))));
        assertEquals(usd("8.5"), world.admissions.left(budget));
    }

    @Test
    void otherCurrenciesAreConvertedAndRoundedUp() {
        Budget yuan = new Budget("team:t", cny("72"), Window.TOTAL);
        Permit permit = world.admitted(budgets(yuan), cost(usd("1.0000001".substring(0, 8))));
        assertEquals(cny("7.2"), permit.holds().getFirst().amount());
        var settled = permit.settle(1, List.of(usd("0.5"), cny("1")));
        assertEquals(cny("4.6"), settled.getFirst().spent());
        Budget dollars = budget("5", Window.TOTAL);
        Permit other = world.admitted(budgets(dollars), cost(cny("0.000001")));
        assertEquals(usd("0.000001"), other.holds().getFirst().amount());
    }

    @Test
    void aRefusalSaysWhatIsLeftAndWhenItIsRenewed() {
        Allowance allowance = budgets(budget("10", Window.DAY));
        world.admitted(allowance, cost(usd("9.8"))).settle(1, List.of(usd("9.8")));
        Denied denied = world.denied(allowance, cost(usd("0.5")));
        assertEquals(429, denied.error().status());
        assertEquals("insufficient_quota", denied.error().type());
        assertEquals("insufficient_quota", denied.error().code());
        assertEquals(
                "The budget of key 'k1', 10 USD per day, has 0.2 USD left, and this call may cost"
                        + " 0.5 USD. It is renewed at 2026-12-01T00:00:00Z.",
                denied.error().message());
        assertEquals(
                List.of("x-sluice-budget-remaining: 0.2 USD", "retry-after: 43200"),
                denied.headers());
    }

    @Test
    void whatIsOnlyReservedMayComeBackSoon() {
        Allowance allowance = budgets(budget("1", Window.TOTAL));
        Permit permit = world.admitted(allowance, cost(usd("0.8")));
        Denied denied = world.denied(allowance, cost(usd("0.5")));
        assertEquals(
                "The budget of key 'k1', 1 USD in all, has 0.2 USD left beside what calls under way"
                        + " may cost, and this call may cost 0.5 USD. Come back when some of them"
                        + " have ended.",
                denied.error().message());
        assertTrue(denied.headers().contains("retry-after: 1"));
        permit.settle(1, List.of(usd("0.9")));
        Denied spent = world.denied(allowance, cost(usd("0.5")));
        assertTrue(spent.error().message().endsWith("It is not renewed."));
        assertEquals(List.of("x-sluice-budget-remaining: 0.1 USD"), spent.headers());
    }

    @Test
    void anUnknownCostNeedsOnlyThatSomethingIsLeft() {
        Budget budget = budget("1", Window.TOTAL);
        Permit permit = world.admitted(budgets(budget), cost(null));
        assertEquals(usd("0"), permit.holds().getFirst().amount());
        permit.settle(1, List.of(usd("3")));
        assertEquals(usd("-2"), world.admissions.left(budget));
        Denied denied = world.denied(budgets(budget), cost(null));
        assertTrue(denied.headers().contains("x-sluice-budget-remaining: 0 USD"));
    }

    @Test
    void theTightestBudgetIsShown() {
        Allowance allowance =
                budgets(
                        budget("5", Window.DAY),
                        new Budget("team:t", cny("14.4"), Window.MONTH),
                        budget("50", Window.TOTAL));
        Permit permit = world.admitted(allowance, cost(usd("1")));
        assertEquals(
                List.of("x-sluice-budget-remaining: 7.2 CNY"), permit.headers().lines().toList());
    }

    @Test
    void aNewWindowBeginsWithTheWholeAmount() {
        Budget budget = budget("1", Window.DAY);
        Permit late = world.admitted(budgets(budget), cost(usd("1")));
        world.denied(budgets(budget), cost(usd("1")));
        world.wall("2026-12-01T00:00:00Z");
        Permit next = world.admitted(budgets(budget), cost(usd("0.4")));
        late.settle(1, List.of(usd("0.7"))); // belongs to the day that is over
        assertEquals(usd("0.6"), world.admissions.left(budget));
        assertEquals(
                86_400_000, next.holds().getFirst().window() - late.holds().getFirst().window());
    }

    @Test
    void aClockThatJumpsBackOpensNoWindowAgain() {
        Budget budget = budget("1", Window.DAY);
        world.admitted(budgets(budget), cost(usd("1")));
        world.wall("2026-12-01T00:00:01Z");
        world.admitted(budgets(budget), cost(usd("0.9")));
        world.wall("2026-11-30T23:59:59Z");
        world.denied(budgets(budget), cost(usd("0.2")));
        world.wall("2026-11-20T00:00:00Z");
        world.denied(budgets(budget), cost(usd("0.2")));
        assertEquals(usd("0.1"), world.admissions.left(budget));
    }

    @Test
    void aChangedAmountKeepsWhatIsSpent() {
        world.admitted(budgets(budget("10", Window.DAY)), cost(usd("4")));
        assertEquals(usd("16"), world.admissions.left(budget("20", Window.DAY)));
        world.denied(budgets(budget("4.5", Window.DAY)), cost(usd("1")));
        assertEquals(usd("-1"), world.admissions.left(budget("3", Window.DAY)));
        world.admitted(budgets(budget("5", Window.DAY)), cost(usd("1")));
    }

    @Test
    void theLedgerSaysWhatWasSpentBefore() {
        Budget budget = budget("10", Window.MONTH);
        world.admissions.seed(budget, NOVEMBER, usd("4"));
        world.admissions.seed(budget, NOVEMBER, usd("4")); // once is enough
        assertEquals(usd("6"), world.admissions.left(budget));
        Permit permit = world.admitted(budgets(budget), cost(usd("1")));
        world.admissions.seed(budget, NOVEMBER, usd("4"));
        assertEquals(usd("5"), world.admissions.left(budget));
        permit.settle(1, List.of(usd("0.5")));
        world.admissions.seed(budget, NOVEMBER, usd("4.5")); // with that call in it
        assertEquals(usd("5.5"), world.admissions.left(budget));
        world.admissions.seed(budget, 0, usd("9")); // another window
        assertEquals(usd("5.5"), world.admissions.left(budget));
        assertThrows(
                IllegalArgumentException.class,
                () -> world.admissions.seed(budget, NOVEMBER, cny("1")));
    }

    @Test
    void endedWindowsAreForgottenWhenNothingIsReserved() {
        Allowance allowance = budgets(budget("1", Window.DAY));
        Permit permit = world.admitted(allowance, cost(usd("1")));
        world.pass(86_400);
        world.admissions.tidy();
        assertEquals(1, world.admissions.size());
        permit.settle(1, List.of(usd("1")));
        world.pass(61);
        world.admissions.tidy();
        assertEquals(0, world.admissions.size());
        world.admitted(allowance, cost(usd("1")));
        world.denied(allowance, cost(usd("1")));
    }
}
