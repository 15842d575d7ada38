package dev.sluice.store;

import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the ledger knows, for reading. Blocks; safe for several threads. */
public interface Reports {
    /** Returns sums, from the rollups. */
    List<Sum> usage(Question question) throws StoreUnavailable;

    /** Hands over single calls, newest first, at most {@code limit} of them. */
    void calls(CallFilter filter, int limit, Consumer<Call> to) throws StoreUnavailable;

    /**
     * Returns what has been spent of each budget in a window that began at this time, by budget id
     * ({@code key:k1/month/USD}).
     */
    Map<String, Money> spent(List<Window> windows) throws StoreUnavailable;

    /** One budget's window; {@code begun} in milliseconds since 1970, 0 for {@code total}. */
    record Window(String budget, long begun) {}

    /**
     * What is asked.
     *
     * @param from first hour, inclusive
     * @param to exclusive
     * @param by what is told apart, in this order; empty for one sum
     * @param only column to the one value that counts
     * @param owner only what the issued keys of this owner used; null for all
     */
    record Question(
            Instant from, Instant to, List<By> by, Map<By, String> only, @Nullable String owner) {
        /** About everybody. */
        public Question(Instant from, Instant to, List<By> by, Map<By, String> only) {
            this(from, to, by, only, null);
        }
    }

    /** What sums can be told apart by. */
    enum By {
        HOUR,
        /** A day in UTC. */
        DAY,
        KEY,
        TEAM,
        MODEL,
        PROVIDER,
        DEPLOYMENT
    }

    /**
     * One sum.
     *
     * @param of what it is of, in the order of {@link Question#by}; hours and days in ISO 8601
     * @param calls finished calls
     * @param failed those answered with 400 or more, or broken off
     * @param cost what was served, by currency
     * @param lost what attempts cost that were called off, by currency
     * @param unpriced calls that used something that has no price
     * @param estimated calls whose tokens were estimated
     */
    record Sum(
            List<String> of,
            long calls,
            long failed,
            long inputTokens,
            long cachedTokens,
            long outputTokens,
            long reasoningTokens,
            Map<Currency, Long> cost,
            Map<Currency, Long> lost,
            long unpriced,
            long estimated) {}

    /**
     * Which calls.
     *
     * @param before only calls older than this one's {@link Call#place}; null for the newest
     * @param requestId one call, or null
     * @param failed only those that failed
     * @param owner only those of this owner's keys, as it was then; null for all
     */
    record CallFilter(
            Instant from,
            Instant to,
            @Nullable String before,
            Map<By, String> only,
            @Nullable String requestId,
            boolean failed,
            @Nullable String owner) {
        /** Of everybody. */
        public CallFilter(
                Instant from,
                Instant to,
                @Nullable String before,
                Map<By, String> only,
                @Nullable String requestId,
                boolean failed) {
            this(from, to, before, only, requestId, failed, null);
        }
    }

    /**
     * One call.
     *
     * @param place for {@link CallFilter#before}
     * @param json the whole record as the journal has it
     */
    record Call(String place, String json) {}
}
