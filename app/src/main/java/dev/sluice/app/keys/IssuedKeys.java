package dev.sluice.app.keys;

import dev.sluice.core.KeySource;
import dev.sluice.core.Snapshot;
import dev.sluice.core.VirtualKey;
import dev.sluice.core.access.KeySpec;
import dev.sluice.core.access.TeamSpec;
import dev.sluice.store.KeyStore.Changes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the database in memory. A key is made of what is stored of it when it is first used
 * under a configuration, and kept until that, the key or a team changes. Keys with the same grants
 * share one table of models. Safe for several threads; looking up takes no lock.
 */
public final class IssuedKeys implements KeySource {
    private final DigestTable byDigest = new DigestTable();
    private final ConcurrentSkipListMap<String, Held> byId = new ConcurrentSkipListMap<>();
    private final AtomicReference<View> view = new AtomicReference<>(View.empty());
    private volatile long revision;

    @Override
    public @Nullable VirtualKey find(byte[] sha256, Snapshot snapshot) {
        @Nullable Held held = byDigest.find(sha256);
        return held == null ? null : held.under(view(snapshot));
    }

    private View view(Snapshot snapshot) {
        while (true) {
            View current = view.get();
            if (current.isOf(snapshot)) {
                return current;
            }
            View fresh = current.with(snapshot);
            // A call that began before the last reload must not bring the old view back.
            if (current.isAfter(snapshot) || view.compareAndSet(current, fresh)) {
                return fresh;
            }
        }
    }

    /** Takes over what has changed in the database; whoever looks up from now on sees it. */
    public synchronized void apply(Changes changes) {
        if (!changes.teams().isEmpty() || !changes.removedTeams().isEmpty()) {
            Map<String, TeamSpec> issued = new TreeMap<>(view.get().teams().issued());
            changes.removedTeams().forEach(issued::remove);
            changes.teams().forEach(each -> issued.put(each.id(), each));
            view.updateAndGet(
                    old -> old.with(new View.Teams(Map.copyOf(issued), old.teams().configured())));
        }
        changes.removedKeys().forEach(this::remove);
        changes.keys().forEach(this::put);
        revision = changes.revision();
    }

    /** Takes over everything there is in the database, and forgets what is not there. */
    public synchronized void replace(Changes everything) {
        Set<String> keys = new HashSet<>();
        everything.keys().forEach(each -> keys.add(each.id()));
        Set<String> teams = new HashSet<>();
        everything.teams().forEach(each -> teams.add(each.id()));
        apply(
                new Changes(
                        everything.revision(),
                        everything.keys(),
                        everything.teams(),
                        without(byId.keySet(), keys),
                        without(view.get().teams().issued().keySet(), teams)));
    }

    private static List<String> without(Collection<String> all, Set<String> kept) {
        return all.stream().filter(each -> !kept.contains(each)).toList();
    }

    private void remove(String id) {
        @Nullable Held held = byId.remove(id);
        if (held != null) {
            byDigest.remove(held);
        }
    }

    private void put(KeySpec spec) {
        var held = new Held(spec);
        @Nullable Held before = byId.put(spec.id(), held);
        byDigest.put(held);
        if (before != null) { // of another secret: else its place is taken already
            byDigest.remove(before);
        }
    }

    /** Takes over the teams of the file; they win over issued ones of the same id. */
    public void configured(Collection<TeamSpec> teams) {
        Map<String, TeamSpec> byName = new TreeMap<>();
        teams.forEach(each -> byName.put(each.id(), each));
        Map<String, TeamSpec> own = Map.copyOf(byName);
        view.updateAndGet(old ->
                own.equals(old.teams().configured())
                        ? old
                        : old.with(new View.Teams(old.teams().issued(), own)));
    }

    /** Returns up to where the database's changes are in here; 0 before the first. */
    public long revision() {
        return revision;
    }

    /** Returns how many keys there are. Takes time in proportion to their number. */
    public int size() {
        return byId.size();
    }

    /** Returns a key by its id, or null. */
    public @Nullable KeySpec get(String id) {
        @Nullable Held held = byId.get(id);
        return held == null ? null : held.spec();
    }

    /**
     * Returns keys in the order of their ids.
     *
     * @param after only those that come after this id; "" for the first
     * @param most no more than these
     */
    public List<KeySpec> list(Predicate<KeySpec> wanted, String after, int most) {
        List<KeySpec> list = new ArrayList<>();
        for (Held each : byId.tailMap(after, false).values()) {
            @Nullable KeySpec spec = each.spec();
            if (list.size() >= most) {
                break;
            }
            if (spec != null && wanted.test(spec)) {
                list.add(spec);
            }
        }
        return list;
    }

    /** Returns a team of the file or of the database by its id, or null. */
    public @Nullable TeamSpec team(String id) {
        return view.get().teams().find(id);
    }

    /** Returns the teams of the database, in the order of their ids. */
    public List<TeamSpec> teams() {
        return List.copyOf(new TreeMap<>(view.get().teams().issued()).values());
    }

    /** Returns everything as one change from nothing: what a last-good copy is made of. */
    public synchronized Changes everything() {
        return new Changes(
                revision, list(_ -> true, "", Integer.MAX_VALUE), teams(), List.of(), List.of());
    }
}
