package dev.sluice.app.keys;

import dev.sluice.store.KeyStore.Changes;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A copy of all keys that survives a restart while the database is away. Blocks. */
public interface LastGood {
    /** Keeps nothing: for a database that is as near as the copy would be. */
    LastGood NONE =
            new LastGood() {
                @Override
                public @Nullable Changes read() {
                    return null;
                }

                @Override
                public boolean add(Changes changes) {
                    return true;
                }

                @Override
                public void replace(Changes everything) {}
            };

    /** Returns everything that was kept, as one change from nothing; null when there is nothing. */
    @Nullable Changes read() throws IOException;

    /** Adds what has changed since; false, and nothing is added, when it has to begin anew. */
    boolean add(Changes changes) throws IOException;

    /** Begins anew with everything there is. */
    void replace(Changes everything) throws IOException;
}
