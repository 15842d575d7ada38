package dev.sluice.core.meter;

import dev.sluice.core.limit.Permit;
import dev.sluice.core.money.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One finished call as the ledger keeps it.
 *
 * @param requestId the {@code x-request-id} that the client saw
 * @param who who called
 * @param asked what for
 * @param times when, and how long
 * @param end how it ended
 * @param charges every attempt that used something, in the order in which they began
 * @param settled what became of its reservations
 * @param decision why it went where it went: a JSON object, or null where nothing was to decide
 * @param body request and answer where bodies are logged: a JSON object, or null
 */
public record UsageRecord(
        String requestId,
        Who who,
        Asked asked,
        Times times,
        End end,
        List<Charge> charges,
        List<Permit.Settled> settled,
        @Nullable String decision,
        @Nullable String body) {

    /**
     * Who called.
     *
     * @param key id of the virtual key
     */
    public record Who(String key, @Nullable String owner, @Nullable String team) {}

    /**
     * What was asked.
     *
     * @param path path below {@code /v1}
     * @param model the name that the caller wrote, or null
     * @param stream whether the answer was asked for as a stream
     */
    public record Asked(String method, String path, @Nullable String model, boolean stream) {}

    /**
     * When, and how long.
     *
     * @param begun milliseconds since 1970
     * @param durationMicros to the last byte
     * @param firstByteMicros to the first byte of the answer; -1 if none came
     */
    public record Times(long begun, long durationMicros, long firstByteMicros) {}

    /**
     * How it ended.
     *
     * @param status what the client was answered; 0 when it left before the answer began
     * @param outcome {@code complete}, {@code broken} or {@code aborted}
     * @param deployment where the answer came from, or null
     * @param attempts requests sent to vendors
     * @param error what the client was told had gone wrong, or null
     */
    public record End(
            int status,
            String outcome,
            @Nullable String deployment,
            int attempts,
            @Nullable String error) {}

    /**
     * What one attempt used.
     *
     * @param provider the provider's id in the configuration
     * @param vendor its type: {@code openai}, {@code qwen}, ...
     * @param model the name that the vendor was told
     * @param role whether its answer reached the client
     * @param quantities what was used; its usage says whether it was estimated
     * @param rating what that costs
     */
    public record Charge(
            String deployment,
            String provider,
            String vendor,
            String model,
            Role role,
            Quantities quantities,
            Rating rating) {
        /** Returns the same charge at another cost. */
        public Charge rated(Rating other) {
            return new Charge(deployment, provider, vendor, model, role, quantities, other);
        }
    }

    /** Whether an attempt's answer reached the client: only such are taken from budgets. */
    public enum Role {
        SERVED,
        /**
         * Called off, because another one was faster or the client left before it had said
         * anything.
         */
        LOST
    }

    /** What something costs. */
    public sealed interface Rating {
        /**
         * A price was known.
         *
         * @param price the price's id, for a later check
         */
        record Priced(Money cost, String price) implements Rating {}

        /** Nobody has said what it costs. */
        record Unpriced() implements Rating {}
    }

    /** Returns the same call with what became of its reservations. */
    public UsageRecord settled(List<Permit.Settled> reservations) {
        return new UsageRecord(
                requestId, who, asked, times, end, charges, reservations, decision, body);
    }

    /** Returns the same call with other charges. */
    public UsageRecord charged(List<Charge> others) {
        return new UsageRecord(requestId, who, asked, times, end, others, settled, decision, body);
    }

    /** Returns what budgets are charged with: the cost of what was served, a sum per currency. */
    public List<Money> cost() {
        return Sums.of(charges, Role.SERVED);
    }

    /** Returns the tokens of what was served. */
    public long tokens() {
        long sum = 0;
        for (Charge each : charges) {
            sum += each.role() == Role.SERVED ? each.quantities().usage().total() : 0;
        }
        return sum;
    }
}
