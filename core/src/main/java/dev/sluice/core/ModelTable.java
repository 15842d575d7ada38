package dev.sluice.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which deployment serves which model name, for one virtual key. */
public sealed interface ModelTable {

    /**
     * Finds the deployment for a call.
     *
     * @param model the name that the caller wrote, or null
     * @param use whether the call is a chat or something else
     */
    Resolution resolve(@Nullable String model, Use use);

    /** Returns the names to list for this key, in a stable order. */
    List<String> names();

    /** Returns whether a name decides anything: where a call goes, or whether it may go there. */
    boolean decides();

    /** What a call is for. */
    enum Use {
        /** A chat completion: the deployment's own model and parameters apply. */
        CHAT,
        /** Any other endpoint: the body passes byte for byte unless the name is an alias. */
        OTHER
    }

    /** The outcome of a look-up. */
    sealed interface Resolution {
        /**
         * A deployment, and the model to write into the request.
         *
         * @param setModel the upstream model to splice in, or null to leave the request as it is
         */
        record Found(Deployment deployment, @Nullable String setModel) implements Resolution {}

        /** The key may not use this name, or nobody serves it. */
        record Unknown(String model) implements Resolution {}

        /** The call names no model, and the key has no default. */
        record Unnamed() implements Resolution {}
    }

    /** Every name leads to one deployment: the entries of openai-style-api. */
    record Bound(Deployment deployment) implements ModelTable {
        @Override
        public Resolution resolve(@Nullable String model, Use use) {
            return new Resolution.Found(
                    deployment,
                    switch (use) {
                        case CHAT ->
                                deployment.upstreamModel() != null || model != null
                                        ? deployment.upstreamModel()
                                        : deployment.defaultModel();
                        case OTHER -> null;
                    });
        }

        @Override
        public List<String> names() {
            @Nullable String name = deployment.upstreamModel();
            @Nullable String fallback = deployment.defaultModel();
            return name != null ? List.of(name) : fallback != null ? List.of(fallback) : List.of();
        }

        @Override
        public boolean decides() {
            return false;
        }
    }

    /**
     * Names as listed in {@code sluice.yaml}.
     *
     * @param exact name to deployment, in listing order
     * @param prefixes patterns that end in {@code *}, without the star, to deployment; the longest
     *     match wins
     * @param preferred the name used when a call states none, or null
     */
    record Listed(
            Map<String, Deployment> exact,
            Map<String, Deployment> prefixes,
            @Nullable String preferred)
            implements ModelTable {
        @Override
        public Resolution resolve(@Nullable String model, Use use) {
            String name = model == null ? preferred : model;
            if (name == null) {
                return new Resolution.Unnamed();
            }
            @Nullable Deployment found = exact.get(name);
            if (found == null) {
                found = longestPrefix(name);
            }
            if (found == null) {
                return new Resolution.Unknown(name);
            }
            String upstream = found.upstreamModel() == null ? name : found.upstreamModel();
            // Most other endpoints know no model: what the caller did not write is not written.
            boolean unasked = model == null && use == Use.OTHER;
            return new Resolution.Found(found, unasked || upstream.equals(model) ? null : upstream);
        }

        private @Nullable Deployment longestPrefix(String name) {
            @Nullable Deployment found = null;
            int longest = -1;
            for (Map.Entry<String, Deployment> each : prefixes.entrySet()) {
                int length = each.getKey().length();
                if (length > longest && name.startsWith(each.getKey())) {
                    longest = length;
                    found = each.getValue();
                }
            }
            return found;
        }

        @Override
        public List<String> names() {
            return new ArrayList<>(exact.keySet());
        }

        @Override
        public boolean decides() {
            return true;
        }
    }
}
