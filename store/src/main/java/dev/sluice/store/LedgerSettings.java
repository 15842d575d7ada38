package dev.sluice.store;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the ledger is kept.
 *
 * @param data directory of the journal and of the embedded database
 * @param store JDBC address of a PostgreSQL, such as {@code
 *     jdbc:postgresql://host/sluice?user=u&password=p}; null for the embedded database. It holds a
 *     password, and is not printed
 * @param durability what a client that has its answer can rely on
 * @param keepCalls how long single calls are kept; zero for ever. Sums are kept for ever
 */
public record LedgerSettings(
        Path data, @Nullable String store, Durability durability, Duration keepCalls) {
    /** What a client that has its answer can rely on. */
    public enum Durability {
        /** Its record is written within 5 ms. */
        GROUP,
        /** Its record is on the disk. */
        ANSWER
    }

    /** Tells of the store only whether there is one: its address holds a password. */
    @Override
    public String toString() {
        return "LedgerSettings["
                + data
                + (store == null ? "" : ", a store of its own")
                + ", "
                + durability
                + ", "
                + keepCalls
                + "]";
    }
}
