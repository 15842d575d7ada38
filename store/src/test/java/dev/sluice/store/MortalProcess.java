package dev.sluice.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A ledger as a process has it that can be killed: from then on nothing that it does reaches the
 * disk or the books, and its lock is free.
 */
final class MortalProcess {
    final Ledger ledger;
    private final FakeDisk disk = new FakeDisk();
    private final AtomicBoolean dead = new AtomicBoolean();

    MortalProcess(Path data, Books books, Consumer<String> log) throws IOException {
        var settings =
                new LedgerSettings(data, null, LedgerSettings.Durability.GROUP, Duration.ZERO);
        ledger = Ledger.open(settings, new MortalBooks(books, dead), log, disk);
    }

    void kill() {
        dead.set(true);
        disk.before =
                () -> {
                    throw new Killed();
                };
        ledger.close();
    }

    void stop() {
        ledger.close();
    }

    /** What a thread dies of whose process is gone. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private record MortalBooks(Books books, AtomicBoolean dead) implements Books {
        @Override
        public long applied(String node) throws StoreUnavailable {
            live();
            return books.applied(node);
        }

        @Override
        public Batch batch(String node) {
            Batch batch = books.batch(node);
            return new Batch() {
                @Override
                public void add(Numbered entry) {
                    batch.add(entry);
                }

                @Override
                public boolean apply() throws StoreUnavailable {
                    live();
                    return batch.apply();
                }
            };
        }

        private void live() throws StoreUnavailable {
            if (dead.get()) {
                throw new StoreUnavailable("gone", new IllegalStateException());
            }
        }
    }
}
