package dev.sluice.core.limit;

import dev.sluice.core.money.Money;
import dev.sluice.wire.chat.ApiError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides whether a key may make one more call. Never blocks; safe for several threads. */
@FunctionalInterface
public interface Admission {
    /** Admits everything. */
    Admission OPEN = (_, _) -> new Decision.Admitted(Permit.FREE);

    /**
     * Decides, and reserves what the call may cost. All limits and budgets agree, or nothing is
     * taken.
     */
    Decision admit(Allowance allowance, Demand demand);

    /**
     * What a key may use.
     *
     * @param limits its own and its team's
     * @param budgets its own and its team's
     */
    record Allowance(List<Limit> limits, List<Budget> budgets) {
        /** Everything. */
        public static final Allowance UNLIMITED = new Allowance(List.of(), List.of());

        /** Returns whether nothing needs to be counted. */
        public boolean isUnlimited() {
            return limits.isEmpty() && budgets.isEmpty();
        }
    }

    /**
     * What a call may use at worst.
     *
     * @param model the name that the caller wrote
     * @param tokens input and output
     * @param cost null when no price is known: then budgets do not hold it up
     */
    record Demand(@Nullable String model, long tokens, @Nullable Money cost) {}

    /** What comes of it. */
    sealed interface Decision {
        /** It may. */
        record Admitted(Permit permit) implements Decision {}

        /**
         * It may not.
         *
         * @param error 429, saying which limit, how much is left and when to come back; 503 when
         *     shared counters cannot be reached and nothing may be admitted without them
         * @param headers whole header lines: {@code x-ratelimit-*} and {@code retry-after}
         */
        record Denied(ApiError error, List<String> headers) implements Decision {}
    }
}
