package dev.sluice.store;

import java.util.List;

/** Where the journals' entries end up. Blocks; for several threads, one for each node. */
public interface Books {
    /** Returns the last entry of a node that has been applied; 0 for none. */
    long applied(String node) throws StoreUnavailable;

    /**
     * Applies entries, in one transaction together with their places. What has been applied before
     * is left out, so that nothing is ever counted twice.
     *
     * @param entries in the order of their sequences
     */
    void apply(String node, List<Numbered> entries) throws StoreUnavailable;
}
