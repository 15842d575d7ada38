package dev.sluice.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The places for journals in one data directory, so that a process can begin while the one before
 * it still ends: {@code DATA/journal}, {@code DATA/journal-2} and so on. Each process writes a
 * journal of its own and is a node of its own; the database they share.
 */
final class Slots {
    static final int MOST = 8;

    private static final int ATTEMPTS = 20;
    private static final long PAUSE_NANOS = 50_000_000;

    private final Path data;
    private final List<Slot> all = new ArrayList<>();

    /** Names them; touches nothing. */
    Slots(Path data) {
        this.data = data;
        all.add(Slot.first(data));
        for (int number = 2; number <= MOST; number++) {
            all.add(Slot.further(data, number));
        }
    }

    /** Returns all of them, whether they exist or not. */
    List<Slot> all() {
        return all;
    }

    /**
     * Claims the first one that nobody holds.
     *
     * @throws JournalRefused when all have been held for a second, or that one cannot be used
     */
    JournalDirectory take() throws IOException {
        for (int i = 0; i < ATTEMPTS; i++) {
            for (Slot each : all) {
                @Nullable JournalDirectory claimed = JournalDirectory.claim(each);
                if (claimed != null) {
                    return claimed;
                }
            }
            LockSupport.parkNanos(PAUSE_NANOS); // somebody may only be looking what it left
        }
        throw new JournalRefused(
                String.format(
                        "%d other processes write journals in %s, which is as many as can share a"
                                + " data directory: stop one of them, or give this one a directory"
                                + " of its own",
                        MOST, data));
    }

    /** Returns since when the oldest process has been running that holds one of them. */
    Instant heldSince() throws IOException {
        Instant oldest = Instant.now();
        for (Slot each : all) {
            @Nullable Instant since = SlotLock.since(each.journal());
            if (since != null && since.isBefore(oldest)) {
                oldest = since;
            }
        }
        return oldest;
    }
}
