package dev.sluice.store;

/** Where the journals' entries end up. For several threads, one for each node. */
public interface Books {
    /** Returns the last entry of a node that has been applied; 0 for none. Blocks. */
    long applied(String node) throws StoreUnavailable;

    /** Returns what takes entries of a node that are to be applied together. Never blocks. */
    Batch batch(String node);

    /** Entries of a node that are applied together. For one thread at a time. */
    interface Batch {
        /**
         * Adds an entry behind those before it. Packs it and adds it up: the entry is not kept
         * unless the database needs all of it.
         */
        void add(Numbered entry);

        /**
         * Applies the entries, in one transaction together with their place, so that nothing is
         * ever counted twice. May be repeated when it is not known whether it was in vain. Blocks.
         *
         * @return false when some of them, but not all, have been applied before: then nothing was
         *     done, and those behind {@link Books#applied} have to be applied without the others
         */
        boolean apply() throws StoreUnavailable;
    }
}
