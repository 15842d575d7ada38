package dev.sluice.app.keys;

import dev.sluice.app.config.Grants;
import dev.sluice.core.NameTable;
import dev.sluice.core.Snapshot;
import dev.sluice.core.VirtualKey;
import dev.sluice.core.access.KeySpec;
import dev.sluice.core.access.TeamSpec;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What keys are made under: one configuration, and the teams of one moment. */
final class View {
    private final @Nullable Snapshot snapshot;
    private final Teams teams;
    private final Grants grants;

    private View(@Nullable Snapshot snapshot, Teams teams, Grants grants) {
        this.snapshot = snapshot;
        this.teams = teams;
        this.grants = grants;
    }

    /** A view before there is a configuration. */
    static View empty() {
        return new View(null, Teams.NONE, new Grants(new NameTable<>(Map.of(), Map.of())));
    }

    /**
     * The teams there are.
     *
     * @param issued those of the database
     * @param configured those of the file, which win
     */
    record Teams(Map<String, TeamSpec> issued, Map<String, TeamSpec> configured) {
        /** None. */
        static final Teams NONE = new Teams(Map.of(), Map.of());

        @Nullable TeamSpec find(String id) {
            @Nullable TeamSpec own = configured.get(id);
            return own == null ? issued.get(id) : own;
        }
    }

    Teams teams() {
        return teams;
    }

    /** Returns the same under another configuration. */
    View with(Snapshot other) {
        return new View(other, teams, new Grants(other.names()));
    }

    /** Returns the same with other teams. What names lead to stays made. */
    View with(Teams others) {
        return new View(snapshot, others, grants);
    }

    /** Returns whether this is the view of a configuration. */
    @SuppressWarnings("ReferenceEquality") // a snapshot is compared by being itself
    boolean isOf(Snapshot other) {
        return snapshot == other;
    }

    /** Returns whether this is the view of a configuration that came after another. */
    boolean isAfter(Snapshot other) {
        return snapshot != null && snapshot.revision() > other.revision();
    }

    /** Returns whether this is the view of a configuration that came after another's. */
    boolean isAfter(View other) {
        return other.snapshot != null && isAfter(other.snapshot);
    }

    /** Makes a key. */
    VirtualKey key(KeySpec spec) {
        return grants.key(spec, spec.team() == null ? null : teams.find(spec.team()));
    }
}
