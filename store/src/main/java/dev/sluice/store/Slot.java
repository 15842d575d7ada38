package dev.sluice.store;

import java.io.File;
import java.nio.file.Path;

/**
 * One of the places for a journal in a data directory, for one process at a time.
 *
 * @param journal where its segments and its lock are
 * @param node the file with the identity of the node whose journal it is
 */
record Slot(Path journal, Path node) {
    /** Returns the first one, the only one that most data directories ever have. */
    static Slot first(Path data) {
        return new Slot(data.resolve("journal"), data.resolve("node"));
    }

    /**
     * Returns another one.
     *
     * @param number from 2 on
     */
    static Slot further(Path data, int number) {
        Path journal = data.resolve("journal-" + number);
        return new Slot(journal, journal.resolve("node"));
    }

    /**
     * Where a journal ends, which tells whether anybody has written to it.
     *
     * @param segment first sequence of its newest segment; -1 if it has none
     * @param size of that segment, in bytes
     */
    record Mark(long segment, long size) {
        /** There is nothing. */
        static final Mark NONE = new Mark(-1, 0);
    }

    /** Looks where its journal ends, in the files, whoever writes them. */
    Mark mark() {
        Mark newest = Mark.NONE;
        File[] files = journal.toFile().listFiles();
        for (File each : files == null ? new File[0] : files) {
            long first = Segment.first(each.getName());
            if (first > newest.segment()) {
                newest = new Mark(first, each.length());
            }
        }
        return newest;
    }
}
