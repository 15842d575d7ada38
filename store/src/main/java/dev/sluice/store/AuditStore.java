package dev.sluice.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who changed what, for later. Nothing is ever changed in it. Blocks; safe for several threads. */
public interface AuditStore {
    /** Adds an entry; its id is given here. */
    void add(Entry entry) throws StoreUnavailable;

    /**
     * Returns entries, newest first.
     *
     * @param before only those with a smaller id
     * @param who only those of somebody, or null
     */
    List<Entry> entries(int limit, long before, @Nullable String who) throws StoreUnavailable;

    /**
     * One request that changed something, or wanted to.
     *
     * @param at milliseconds since 1970
     * @param who the name; "" when nobody knows
     * @param role in small letters; "" when nobody knows
     * @param action method and path
     * @param what in words
     * @param status of the answer
     */
    record Entry(
            long id,
            long at,
            String who,
            String role,
            String address,
            String action,
            String what,
            int status) {}
}
