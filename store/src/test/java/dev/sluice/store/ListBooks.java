package dev.sluice.store;

import java.util.ArrayList;
import java.util.List;

/** Books that are given all entries of a batch at once. */
interface ListBooks extends Books {
    /** Applies entries; false when some of them have been applied before, but not all. */
    boolean apply(String node, List<Numbered> entries) throws StoreUnavailable;

    @Override
    default Batch batch(String node) {
        List<Numbered> entries = new ArrayList<>();
        return new Batch() {
            @Override
            public void add(Numbered entry) {
                entries.add(entry);
            }

            @Override
            public boolean apply() throws StoreUnavailable {
                return ListBooks.this.apply(node, entries);
            }
        };
    }

    /** Applies a list to any books; returns what {@link Batch#apply} does. */
    static boolean apply(Books books, String node, List<Numbered> entries) throws StoreUnavailable {
        Batch batch = books.batch(node);
        entries.forEach(batch::add);
        return batch.apply();
    }
}
