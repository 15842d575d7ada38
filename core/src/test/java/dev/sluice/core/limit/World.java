package dev.sluice.core.limit;

import dev.sluice.core.limit.Admission.Allowance;
import dev.sluice.core.limit.Admission.Decision;
import dev.sluice.core.limit.Admission.Decision.Admitted;
import dev.sluice.core.limit.Admission.Decision.Denied;
import dev.sluice.core.limit.Admission.Demand;
import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Exchange;
import dev.sluice.core.money.Money;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Clocks that are held, and short words for what the tests say often. */
final class World {
    static final long SECOND = 1_000_000_000L;

    final AtomicLong nanos = new AtomicLong(-5 * SECOND);
    final AtomicLong millis =
            new AtomicLong(Instant.parse("2026-11-30T12:00:00Z").toEpochMilli()); // a Monday
    final Clocks clocks = new Clocks(nanos::get, millis::get);
    final Admissions admissions = Admissions.local(clocks, World::rates);

    static Exchange rates() {
        return new Exchange(7_200_000);
    }

    void pass(long seconds) {
        nanos.addAndGet(seconds * SECOND);
        millis.addAndGet(seconds * 1_000);
    }

    void wall(String time) {
        millis.set(Instant.parse(time).toEpochMilli());
    }

    static Money usd(String amount) {
        return Money.of(amount, Currency.USD);
    }

    static Money cny(String amount) {
        return Money.of(amount, Currency.CNY);
    }

    static Limit rpm(long amount) {
        return new Limit("key:k1", Limit.Measure.REQUESTS, amount, null);
    }

    static Limit tpm(long amount) {
        return new Limit("key:k1", Limit.Measure.TOKENS, amount, null);
    }

    static Limit parallel(long amount) {
        return new Limit("key:k1", Limit.Measure.PARALLEL, amount, null);
    }

    static Budget budget(String usd, Budget.Window window) {
        return new Budget("key:k1", usd(usd), window);
    }

    static Allowance limits(Limit... limits) {
        return new Allowance(List.of(limits), List.of());
    }

    static Allowance budgets(Budget... budgets) {
        return new Allowance(List.of(), List.of(budgets));
    }

    static Demand tokens(long tokens) {
        return new Demand("gpt-4o", tokens, null);
    }

    static Demand cost(@Nullable Money cost) {
        return new Demand("gpt-4o", 100, cost);
    }

    Permit admitted(Allowance allowance, Demand demand) {
        Decision decision = admissions.admit(allowance, demand);
        if (decision instanceof Admitted(Permit permit)) {
            return permit;
        }
        throw new AssertionError("not admitted: " + decision);
    }

    Denied denied(Allowance allowance, Demand demand) {
        Decision decision = admissions.admit(allowance, demand);
        if (decision instanceof Denied denied) {
            return denied;
        }
        throw new AssertionError("not denied: " + decision);
    }

    static boolean isAdmitted(Decision decision) {
        return decision instanceof Admitted;
    }
}
