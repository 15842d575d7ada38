package dev.sluice.app.keys;

import dev.sluice.app.config.KeyRequest;
import dev.sluice.app.config.Problem;
import dev.sluice.app.control.KeyDesk;
import dev.sluice.core.Snapshot;
import dev.sluice.core.access.KeySpec;
import dev.sluice.core.access.TeamSpec;
import dev.sluice.core.access.Terms;
import dev.sluice.store.KeyStore;
import dev.sluice.store.StoreUnavailable;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Issues keys that the database keeps. A change is in force on this node when its method returns,
 * on all others within a second.
 */
public final class StoredKeys implements KeyDesk {
    private static final String REFUSED = "invalid_value";

    private final KeyStore store;
    private final IssuedKeys issued;
    private final KeyPolling polling;
    private final KeyMint mint;
    private final Supplier<Snapshot> snapshots;

    /**
     * Issues keys.
     *
     * @param polling brings a change into force
     * @param snapshots what keys may be issued for
     */
    public StoredKeys(
            KeyStore store,
            IssuedKeys issued,
            KeyPolling polling,
            KeyMint mint,
            Supplier<Snapshot> snapshots) {
        this.store = store;
        this.issued = issued;
        this.polling = polling;
        this.mint = mint;
        this.snapshots = snapshots;
    }

    @Override
    public synchronized Issued create(byte[] words) throws StoreUnavailable {
        KeyMint.Minted minted = mint.mint();
        KeySpec key = good(request().key(words, minted.issue()));
        polling.refresh(); // another node may have used the name a moment ago
        if (issued.get(key.id()) != null || isConfigured(key.id())) {
            throw new ApiException(
                    new ApiError(
                            409,
                            "invalid_request_error",
                            "There is a key '" + key.id() + "' already; choose another id.",
                            "id",
                            "already_exists"));
        }
        keep(key);
        return new Issued(key, minted.secret().reveal());
    }

    private boolean isConfigured(String id) {
        return snapshots.get().keys().all().stream().anyMatch(each -> each.id().equals(id));
    }

    @Override
    public synchronized KeySpec change(String id, byte[] words) throws StoreUnavailable {
        KeySpec changed = good(request().change(known(id), words));
        keep(changed);
        return changed;
    }

    @Override
    public synchronized Issued rotate(String id) throws StoreUnavailable {
        KeySpec old = known(id);
        KeyMint.Minted minted = mint.mint();
        var fresh =
                new KeySpec(
                        old.id(),
                        minted.issue().digest(),
                        minted.issue().hint(),
                        old.owner(),
                        old.team(),
                        old.life(),
                        old.terms(),
                        old.names(),
                        old.route(),
                        old.habits());
        keep(fresh);
        return new Issued(fresh, minted.secret().reveal());
    }

    private void keep(KeySpec key) throws StoreUnavailable {
        store.put(key);
        polling.refresh();
    }

    @Override
    public synchronized boolean remove(String id) throws StoreUnavailable {
        boolean was = store.removeKey(id);
        polling.refresh();
        return was;
    }

    private KeySpec known(String id) {
        @Nullable KeySpec key = issued.get(id);
        if (key == null) {
            throw new ApiException(
                    new ApiError(
                            404,
                            "invalid_request_error",
                            "There is no key of this id that was issued here.",
                            "id",
                            "key_not_found"));
        }
        return key;
    }

    @Override
    public @Nullable KeySpec key(String id) {
        return issued.get(id);
    }

    @Override
    public List<KeySpec> keys(String after, int limit, Predicate<KeySpec> wanted) {
        return issued.list(wanted, after, limit);
    }

    @Override
    public synchronized TeamSpec put(String id, byte[] words) throws StoreUnavailable {
        return keep(good(request().change(new TeamSpec(id, true, Terms.ALL), words)));
    }

    @Override
    public synchronized TeamSpec changeTeam(String id, byte[] words) throws StoreUnavailable {
        @Nullable TeamSpec old =
                teams().stream().filter(each -> each.id().equals(id)).findAny().orElse(null);
        if (old == null) {
            throw new ApiException(
                    new ApiError(
                            404,
                            "invalid_request_error",
                            "There is no team of this id that was made here.",
                            "id",
                            "team_not_found"));
        }
        return keep(good(request().change(old, words)));
    }

    private TeamSpec keep(TeamSpec team) throws StoreUnavailable {
        store.put(team);
        polling.refresh();
        return team;
    }

    @Override
    public synchronized boolean removeTeam(String id) throws StoreUnavailable {
        boolean was = store.removeTeam(id);
        polling.refresh();
        return was;
    }

    @Override
    public @Nullable TeamSpec team(String id) {
        return issued.team(id);
    }

    @Override
    public List<TeamSpec> teams() {
        return issued.teams();
    }

    private KeyRequest request() {
        return new KeyRequest(snapshots.get().names(), id -> issued.team(id) != null);
    }

    private static <T> T good(KeyRequest.Outcome<T> outcome) {
        return switch (outcome) {
            case KeyRequest.Outcome.Good<T>(T spec) -> spec;
            case KeyRequest.Outcome.Bad<T>(List<Problem> problems) -> throw refused(problems);
        };
    }

    private static ApiException refused(List<Problem> problems) {
        String sentences =
                problems.stream()
                        .map(each ->
                                each.path().isEmpty()
                                        ? each.message()
                                        : each.path() + ": " + each.message())
                        .collect(Collectors.joining("; "));
        @Nullable String member =
                problems.getFirst().path().isEmpty() ? null : problems.getFirst().path();
        return new ApiException(ApiError.badRequest(sentences + ".", member, REFUSED));
    }
}
