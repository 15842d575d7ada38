package dev.sluice.store;

import dev.sluice.core.limit.Permit;
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
     * Returns a page of single calls, newest first. Whatever is looked for, the answer comes within
     * about a second: then the page is not full, and goes on where it says.
     */
    Page page(CallFilter filter, int limit) throws StoreUnavailable;

    /**
     * A page.
     *
     * @param next for {@link CallFilter#before}; null when there are no older ones
     */
    record Page(List<Call> calls, @Nullable String next) {}

    /**
     * Returns how many calls began when. Counts from the newest and comes back within about a
     * second, with what it has counted by then.
     *
     * @param millis how long a bucket is; the first begins at {@link CallFilter#from}
     */
    Timeline timeline(CallFilter filter, long millis) throws StoreUnavailable;

    /**
     * Calls over time.
     *
     * @param buckets those in which there were any, the oldest first
     * @param from what is older was not counted
     */
    record Timeline(List<Bucket> buckets, Instant from) {}

    /**
     * The calls that began in some span.
     *
     * @param begun its first millisecond since 1970
     * @param tokens of input and output, of whatever kind
     */
    record Bucket(long begun, long calls, long failed, long tokens, Map<Currency, Long> cost) {}

    /** Returns how long calls took, of the newest ones at most {@code limit}. */
    List<Timed> times(CallFilter filter, int limit) throws StoreUnavailable;

    /**
     * How long a call took.
     *
     * @param begun milliseconds since 1970
     */
    record Timed(long begun, long micros) {}

    /**
     * Returns what has been spent of each budget in a window that began at this time, by budget id
     * ({@code key:k1/month/USD}).
     */
    Map<String, Money> spent(List<Window> windows) throws StoreUnavailable;

    /** One budget's window; {@code begun} in milliseconds since 1970, 0 for {@code total}. */
    record Window(String budget, long begun) implements Comparable<Window> {
        /** Returns the window that was reserved of, as the database's columns hold it. */
        static Window of(Permit.Hold hold) {
            return new Window(Column.of(hold.budget()), hold.window());
        }

        @Override
        public int compareTo(Window other) {
            int byBudget = budget.compareTo(other.budget);
            return byBudget != 0 ? byBudget : Long.compare(begun, other.begun);
        }
    }

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
     * @param marks what else is looked for
     */
    record CallFilter(
            Instant from,
            Instant to,
            @Nullable String before,
            Map<By, String> only,
            @Nullable String requestId,
            boolean failed,
            @Nullable String owner,
            Marks marks) {
        /** Looks for nothing else, of everybody. */
        public CallFilter(
                Instant from,
                Instant to,
                @Nullable String before,
                Map<By, String> only,
                @Nullable String requestId,
                boolean failed) {
            this(from, to, before, only, requestId, failed, null, Marks.NONE);
        }

        /** Returns the same from another time on. */
        public CallFilter since(Instant begin) {
            return new CallFilter(begin, to, before, only, requestId, failed, owner, marks);
        }
    }

    /**
     * What is looked for in calls beyond the columns that sums are told apart by.
     *
     * @param after only those that came into the ledger after this place: of the same node those
     *     that ended later, of others those that began later
     * @param statuses the status of the answer, as a range; null for any
     * @param text stands somewhere in the record, whatever its case; or null
     * @param stream whether the answer was asked for as a stream; null for either
     */
    record Marks(
            @Nullable String after,
            @Nullable Statuses statuses,
            @Nullable String text,
            @Nullable Boolean stream) {
        /** Nothing. */
        public static final Marks NONE = new Marks(null, null, null, null);
    }

    /** A range of HTTP statuses, both ends included. */
    record Statuses(int from, int to) {}

    /**
     * One call.
     *
     * @param place for {@link CallFilter#before}
     * @param json the whole record: docs/ledger.md, "A finished call"
     */
    record Call(String place, String json) {}
}
