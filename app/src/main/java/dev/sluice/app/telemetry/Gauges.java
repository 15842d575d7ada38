package dev.sluice.app.telemetry;

import dev.sluice.core.health.Standing;
import dev.sluice.core.money.Money;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Where the values come from that are true at a moment. Asked at every scrape, on the scraper's
 * thread; may block for a moment.
 *
 * @param activeCalls calls under way
 * @param connections connections of clients that are open
 * @param revision of the configuration in force
 * @param deployments how every deployment is doing, by its id
 * @param ledger how the ledger is doing
 * @param redis whether the shared counters can be reached
 * @param budgets what is left of budgets, as far as somebody wants to see them; at most {@value
 *     #MOST_BUDGETS} are shown
 */
public record Gauges(
        IntSupplier activeCalls,
        IntSupplier connections,
        LongSupplier revision,
        Supplier<Map<String, Standing>> deployments,
        Supplier<Ledger> ledger,
        Supplier<Link> redis,
        Supplier<List<Left>> budgets) {
    /** Budgets on the page; their names hold key ids, of which there may be a million. */
    public static final int MOST_BUDGETS = 200;

    /** Nothing happens. */
    public static final Gauges NONE =
            new Gauges(
                    () -> 0,
                    () -> 0,
                    () -> 0,
                    Map::of,
                    () -> Ledger.IDLE,
                    () -> Link.UNUSED,
                    List::of);

    /** Whether another program can be reached. */
    public enum Link {
        UP,
        DOWN,
        /** Nobody needs it. */
        UNUSED
    }

    /** Whether something works as it should. */
    public enum Condition {
        GOOD,
        /** It needs an eye. */
        TROUBLED
    }

    /**
     * How the ledger is doing.
     *
     * @param lagEntries in the journal, not yet in the database
     * @param lagMillis how old the oldest of them is
     * @param condition whether its journal can be written
     * @param database whether its database can be reached
     * @param journalBytes on the disk
     */
    public record Ledger(
            long lagEntries,
            long lagMillis,
            Condition condition,
            Link database,
            long journalBytes) {
        /** Nothing to do. */
        public static final Ledger IDLE = new Ledger(0, 0, Condition.GOOD, Link.UP, 0);
    }

    /**
     * What is left of a budget.
     *
     * @param budget its id: {@code team:search/month/USD}
     */
    public record Left(String budget, Money amount) {}
}
