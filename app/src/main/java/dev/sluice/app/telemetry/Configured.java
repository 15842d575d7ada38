package dev.sluice.app.telemetry;

import dev.sluice.core.Deployment;
import dev.sluice.core.ModelTable;
import dev.sluice.core.NameTable;
import dev.sluice.core.Snapshot;
import dev.sluice.relay.CallRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The names that the configuration knows. What a caller writes is unbounded and never becomes a
 * label; what the configuration says is bounded by its length.
 */
final class Configured {
    static final String OTHER = "other";
    static final String NONE = "none";

    private final Supplier<Snapshot> snapshot;
    private volatile @Nullable Index index;

    private record Index(Snapshot of, Map<String, Deployment> deployments) {}

    Configured(Supplier<Snapshot> snapshot) {
        this.snapshot = snapshot;
    }

    /** Returns a deployment of the snapshot in force, or null for one that is gone. */
    @Nullable Deployment deployment(@Nullable String id) {
        return id == null ? null : index().deployments().get(id);
    }

    /** Returns the id of the provider behind a deployment. */
    String provider(@Nullable String deployment) {
        @Nullable Deployment found = deployment(deployment);
        return found == null ? NONE : found.origin().provider();
    }

    /**
     * Returns the configured name of the model of a call: the name or the pattern under which it
     * was found, else the one model that its deployment has, else {@value #OTHER}.
     */
    String model(CallRecord call) {
        CallRecord.@Nullable Bill bill = call.bill();
        @Nullable String asked = bill == null ? null : bill.model();
        @Nullable Deployment deployment = deployment(call.deployment());
        if (asked != null) {
            @Nullable String own =
                    bill != null && bill.key().models() instanceof ModelTable.Listed listed
                            ? name(listed.table(), asked)
                            : null;
            @Nullable String found = own == null ? name(index().of().names(), asked) : own;
            if (found != null) {
                return found;
            }
        }
        @Nullable String only = deployment == null ? null : only(deployment);
        return only != null ? only : asked == null ? NONE : OTHER;
    }

    private static @Nullable String only(Deployment deployment) {
        return deployment.upstreamModel() != null
                ? deployment.upstreamModel()
                : deployment.defaultModel();
    }

    private static @Nullable String name(NameTable<?> names, String asked) {
        if (names.exact().containsKey(asked)) {
            return asked;
        }
        @Nullable String longest = null;
        for (String prefix : names.prefixes().keySet()) {
            if (asked.startsWith(prefix)
                    && (longest == null || prefix.length() > longest.length())) {
                longest = prefix;
            }
        }
        return longest == null ? null : longest + "*";
    }

    @SuppressWarnings("ReferenceEquality") // is it still this very snapshot?
    private Index index() {
        Snapshot now = snapshot.get();
        @Nullable Index known = index;
        if (known != null && known.of() == now) {
            return known;
        }
        Map<String, Deployment> deployments = new HashMap<>();
        now.deployments().forEach(each -> deployments.put(each.id(), each));
        var fresh = new Index(now, deployments);
        index = fresh;
        return fresh;
    }
}
