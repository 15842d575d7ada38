package dev.sluice.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The virtual keys in force, found by the SHA-256 of what a caller presented.
 *
 * <p>An open-addressed table over the first eight bytes of the digest: one probe on average, no
 * allocation, the same cost for ten keys and a million. The whole digest is then compared in
 * constant time. A digest is uniformly distributed, so it needs no further hashing, and a caller
 * cannot choose one, so the table cannot be flooded.
 */
public final class KeyTable {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    @SuppressWarnings("ArrayRecordComponent") // never compared as a whole
    private record Slot(byte[] digest, VirtualKey key) {}

    private final @Nullable Slot[] slots;
    private final int mask;

    /**
     * Builds the table.
     *
     * @param entries SHA-256 digest (32 bytes) to key
     */
    public KeyTable(Map<Digest, VirtualKey> entries) {
        int capacity = Integer.highestOneBit(Math.max(8, entries.size() * 2)) << 1;
        slots = new Slot[capacity];
        mask = capacity - 1;
        entries.forEach((digest, key) -> {
            int at = slot(digest.bytes());
            while (slots[at] != null) {
                at = (at + 1) & mask;
            }
            slots[at] = new Slot(digest.bytes(), key);
        });
    }

    /**
     * Finds a key.
     *
     * @param sha256 32 bytes
     * @return the key, or null when nobody holds it
     */
    public @Nullable VirtualKey find(byte[] sha256) {
        int at = slot(sha256);
        while (true) {
            @Nullable Slot slot = slots[at];
            if (slot == null) {
                return null;
            }
            if (MessageDigest.isEqual(slot.digest(), sha256)) {
                return slot.key();
            }
            at = (at + 1) & mask;
        }
    }

    /** Returns every key, by name. Takes time in proportion to the number of keys. */
    public List<VirtualKey> all() {
        List<VirtualKey> all = new ArrayList<>();
        for (@Nullable Slot slot : slots) {
            if (slot != null) {
                all.add(slot.key());
            }
        }
        all.sort(Comparator.comparing(VirtualKey::id));
        return all;
    }

    private int slot(byte[] digest) {
        return (int) ((long) LONGS.get(digest, 0)) & mask;
    }
}
