package dev.sluice.app.control;

import dev.sluice.core.access.KeySpec;
import dev.sluice.core.access.TeamSpec;
import dev.sluice.store.StoreUnavailable;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Issues keys and teams, and changes them. Its methods may block, and are safe for several threads.
 * Words that cannot be understood are refused with an {@link dev.sluice.wire.chat.ApiException}
 * that names the member, the value found and what was expected.
 */
public interface KeyDesk {
    /**
     * Makes a key up and keeps it.
     *
     * @param words a JSON object in the words of {@code keys[]}, without {@code key}
     */
    Issued create(byte[] words) throws StoreUnavailable;

    /**
     * Changes a key.
     *
     * @param words a JSON object: what is absent stays, what is null becomes as it was when absent
     */
    KeySpec change(String id, byte[] words) throws StoreUnavailable;

    /** Gives a key another secret; the one before ends at once. */
    Issued rotate(String id) throws StoreUnavailable;

    /** Removes a key; returns false when there was none. */
    boolean remove(String id) throws StoreUnavailable;

    /** Returns a key, or null when there is none. */
    @Nullable KeySpec key(String id) throws StoreUnavailable;

    /**
     * Returns keys by id.
     *
     * @param after only those behind this id; "" for all
     * @param limit at most so many
     */
    List<KeySpec> keys(String after, int limit, Predicate<KeySpec> wanted) throws StoreUnavailable;

    /**
     * Makes a team, or replaces it.
     *
     * @param words a JSON object in the words of {@code teams[]}, without {@code id}
     */
    TeamSpec put(String id, byte[] words) throws StoreUnavailable;

    /** Changes a team, as {@link #change} does a key. */
    TeamSpec changeTeam(String id, byte[] words) throws StoreUnavailable;

    /** Removes a team; returns false when there was none. Its keys stay, and may not call. */
    boolean removeTeam(String id) throws StoreUnavailable;

    /** Returns a team that keys can belong to, made here or in the configuration; or null. */
    @Nullable TeamSpec team(String id) throws StoreUnavailable;

    /** Returns every team that was made here, by id. */
    List<TeamSpec> teams() throws StoreUnavailable;

    /**
     * A key with its secret, which is nowhere else.
     *
     * @param secret for the answer to the administrator, once
     */
    record Issued(KeySpec key, String secret) {
        /** Leaves the secret out. */
        @Override
        public String toString() {
            return "Issued[" + key.id() + "]";
        }
    }
}
