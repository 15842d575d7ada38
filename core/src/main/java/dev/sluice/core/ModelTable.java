package dev.sluice.core;

import dev.sluice.wire.chat.ApiError;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which route serves which model name, for one virtual key. */
public sealed interface ModelTable {

    /**
     * Finds the route for a call.
     *
     * @param model the name that the caller wrote, or null
     */
    Resolution resolve(@Nullable String model);

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
         * A route.
         *
         * @param name the name by which it was found, or null when the call needs none
         */
        record Found(Route route, @Nullable String name, Planner.Naming naming)
                implements Resolution {}

        /** The key may not use this name, or nobody serves it. */
        record Unknown(String model) implements Resolution {
            /** Returns what the caller is told. */
            public ApiError error() {
                return new ApiError(
                        404,
                        "invalid_request_error",
                        "The model '" + model + "' does not exist or this key may not use it.",
                        "model",
                        "model_not_found");
            }
        }

        /** The call names no model, and the key has no default. */
        record Unnamed() implements Resolution {
            /** Returns what the caller is told. */
            public ApiError error() {
                return ApiError.badRequest(
                        "The request names no model and this key has no default model; add"
                                + " 'model'.",
                        "model",
                        "missing_required_parameter");
            }
        }

        /** Returns what is told when a name, or none, leads nowhere. */
        static ApiError nowhere(@Nullable String model) {
            return model == null ? new Unnamed().error() : new Unknown(model).error();
        }
    }

    /** Every name leads to one route: the entries of openai-style-api. */
    record Bound(Route route) implements ModelTable {
        /** Every name leads to one deployment. */
        public Bound(Deployment deployment) {
            this(new Route.One(deployment, null));
        }

        @Override
        public Resolution resolve(@Nullable String model) {
            return new Resolution.Found(route, model, Planner.Naming.BOUND);
        }

        @Override
        public List<String> names() {
            Set<String> names = new LinkedHashSet<>();
            list(route, names);
            return List.copyOf(names);
        }

        private static void list(Route route, Set<String> names) {
            switch (route) {
                case Route.One(var deployment, _) -> {
                    @Nullable String name = deployment.upstreamModel();
                    @Nullable String fallback = deployment.defaultModel();
                    if (name != null || fallback != null) {
                        names.add(name != null ? name : fallback);
                    }
                }
                case Route.Group group ->
                        group.members().forEach(each -> list(each.route(), names));
                case Route.ByModel byModel -> {
                    names.addAll(byModel.names().exact().keySet());
                    if (byModel.otherwise() != null) {
                        list(byModel.otherwise(), names);
                    }
                }
            }
        }

        @Override
        public boolean decides() {
            return decides(route);
        }

        private static boolean decides(Route route) {
            return switch (route) {
                case Route.One _ -> false;
                case Route.Group group ->
                        group.members().stream().anyMatch(each -> decides(each.route()));
                case Route.ByModel _ -> true;
            };
        }
    }

    /**
     * Names as listed in {@code sluice.yaml}.
     *
     * @param table the names and where they lead
     * @param preferred the name used when a call states none, or null
     */
    record Listed(NameTable<Route> table, @Nullable String preferred) implements ModelTable {
        /** Of two maps: names, and beginnings of names without their star. */
        public Listed(
                Map<String, Route> exact, Map<String, Route> prefixes, @Nullable String preferred) {
            this(new NameTable<>(exact, prefixes), preferred);
        }

        @Override
        public Resolution resolve(@Nullable String model) {
            String name = model == null ? preferred : model;
            if (name == null) {
                return new Resolution.Unnamed();
            }
            @Nullable Route found = table.find(name);
            return found == null
                    ? new Resolution.Unknown(name)
                    : new Resolution.Found(found, name, Planner.Naming.LISTED);
        }

        @Override
        public List<String> names() {
            return new ArrayList<>(table.exact().keySet());
        }

        @Override
        public boolean decides() {
            return true;
        }
    }
}
