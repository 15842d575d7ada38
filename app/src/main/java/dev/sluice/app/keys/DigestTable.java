package dev.sluice.app.keys;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Keys by the SHA-256 of their secrets, for many readers and one writer at a time.
 *
 * <p>Open addressing over the first eight bytes of the digest, like {@link
 * dev.sluice.core.KeyTable}: one probe on average, no lock and no allocation, whether there are ten
 * keys or a million. Unlike there, keys come and go, and a change writes one slot. What is removed
 * leaves a mark, so that those behind it are still found. When half of the slots are taken, marks
 * included, a new table is filled beside the old one, which readers keep until they see the new.
 */
final class DigestTable {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int SMALLEST = 16;

    private volatile AtomicReferenceArray<@Nullable Held> slots =
            new AtomicReferenceArray<>(SMALLEST);
    private int live;
    private int taken;

    /** Finds a key by 32 bytes; null when nobody holds it or it was removed. */
    @Nullable Held find(byte[] sha256) {
        AtomicReferenceArray<@Nullable Held> table = slots;
        @Nullable Held held = table.getAcquire(slot(table, sha256));
        return held == null || held.spec() == null ? null : held;
    }

    /** Returns the slot of a digest: where it is, or the free one where it would be. */
    private static int slot(AtomicReferenceArray<@Nullable Held> table, byte[] sha256) {
        int mask = table.length() - 1;
        int at = (int) ((long) LONGS.get(sha256, 0)) & mask;
        while (true) {
            @Nullable Held held = table.getAcquire(at);
            if (held == null || MessageDigest.isEqual(held.digest(), sha256)) {
                return at;
            }
            at = (at + 1) & mask;
        }
    }

    /** Adds a key, or puts it in the place of the one with the same digest. */
    void put(Held held) {
        if ((taken + 1) * 2 > slots.length()) {
            rebuild();
        }
        AtomicReferenceArray<@Nullable Held> table = slots;
        int at = slot(table, held.digest());
        @Nullable Held before = table.getPlain(at);
        taken += before == null ? 1 : 0;
        live += before == null || before.spec() == null ? 1 : 0;
        table.setRelease(at, held);
    }

    /** Removes a key, unless another has taken its place. */
    @SuppressWarnings("ReferenceEquality") // this very one
    void remove(Held held) {
        int at = slot(slots, held.digest());
        if (slots.getPlain(at) == held) {
            live--;
            slots.setRelease(at, held.removed());
        }
    }

    /** Fills a table in which at most a quarter of the slots are taken. */
    private void rebuild() {
        int size = Math.max(SMALLEST, Integer.highestOneBit((live + 1) * 4 - 1) << 1);
        var fresh = new AtomicReferenceArray<@Nullable Held>(size);
        for (int i = 0; i < slots.length(); i++) {
            @Nullable Held held = slots.getPlain(i);
            if (held != null && held.spec() != null) {
                fresh.setPlain(slot(fresh, held.digest()), held);
            }
        }
        taken = live;
        slots = fresh;
    }
}
