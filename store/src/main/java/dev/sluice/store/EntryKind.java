package dev.sluice.store;

import org.jspecify.annotations.Nullable;

/** What an entry of the journal is. */
enum EntryKind {
    FINISHED(1),
    RESERVED(2),
    VOIDED(3),

    /** A finished call whose reservations were never written down: it opens and closes them. */
    FINISHED_ALONE(4);

    private final byte code;

    EntryKind(int code) {
        this.code = (byte) code;
    }

    /** Returns its number in the file. */
    byte code() {
        return code;
    }

    /** Returns the kind of a number, or null: somebody newer may have written it. */
    static @Nullable EntryKind of(byte code) {
        return switch (code) {
            case 1 -> FINISHED;
            case 2 -> RESERVED;
            case 3 -> VOIDED;
            case 4 -> FINISHED_ALONE;
            default -> null;
        };
    }
}
