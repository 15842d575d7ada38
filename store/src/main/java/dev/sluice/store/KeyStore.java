package dev.sluice.store;

import dev.sluice.core.access.KeySpec;
import dev.sluice.core.access.TeamSpec;
import java.util.List;

/** Issued keys and teams in the database. Blocks; safe for several threads. */
public interface KeyStore {
    /** Adds a key or replaces the one of the same id; returns the revision of the change. */
    long put(KeySpec key) throws StoreUnavailable;

    /** Removes a key; returns false when there was none. */
    boolean removeKey(String id) throws StoreUnavailable;

    /** Adds a team or replaces the one of the same id; returns the revision of the change. */
    long put(TeamSpec team) throws StoreUnavailable;

    /** Removes a team; returns false when there was none. Its keys stay, and may not call. */
    boolean removeTeam(String id) throws StoreUnavailable;

    /**
     * Returns what has changed after a revision; 0 asks for everything.
     *
     * @param revision what {@link Changes#revision} said last
     */
    Changes since(long revision) throws StoreUnavailable;

    /**
     * What has changed.
     *
     * @param revision up to where this goes
     * @param removedKeys ids
     * @param removedTeams ids
     */
    record Changes(
            long revision,
            List<KeySpec> keys,
            List<TeamSpec> teams,
            List<String> removedKeys,
            List<String> removedTeams) {}
}
