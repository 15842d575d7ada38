package dev.sluice.app.keys;

import dev.sluice.core.VirtualKey;
import dev.sluice.core.access.KeySpec;
import org.jspecify.annotations.Nullable;

/**
 * One state of an issued key. A change makes another, so that what was made of the old state can
 * never be taken for the new one.
 */
final class Held {
    private final byte[] digest;
    private final @Nullable KeySpec spec;
    private volatile @Nullable Made made;

    /** A key. */
    Held(KeySpec spec) {
        this(spec.digest().bytes(), spec);
    }

    private Held(byte[] digest, @Nullable KeySpec spec) {
        this.digest = digest;
        this.spec = spec;
    }

    /** A key that was made of the spec under one view. */
    private record Made(View view, VirtualKey key) {}

    /** Returns the mark of a key that was removed. */
    Held removed() {
        return new Held(digest, null);
    }

    byte[] digest() {
        return digest;
    }

    /** Returns what is stored of it; null when it was removed. */
    @Nullable KeySpec spec() {
        return spec;
    }

    /** Returns the key under a view: made on first use, and again when the view is another. */
    @SuppressWarnings("ReferenceEquality") // is it still this very view?
    @Nullable VirtualKey under(View view) {
        if (spec == null) {
            return null;
        }
        @Nullable Made last = made;
        if (last != null && last.view == view) {
            return last.key;
        }
        VirtualKey key = view.key(spec);
        if (last == null || !last.view.isAfter(view)) {
            made = new Made(view, key);
        }
        return key;
    }
}
