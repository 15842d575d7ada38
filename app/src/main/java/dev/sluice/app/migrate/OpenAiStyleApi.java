package dev.sluice.app.migrate;

import dev.sluice.app.config.EntryOutline;
import dev.sluice.app.config.Node;
import dev.sluice.app.config.Problem;
import dev.sluice.core.Route;
import dev.sluice.core.Strategy;
import dev.sluice.providers.Languages;
import dev.sluice.providers.VendorFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * openai-style-api's {@code model-config.json}: an entry becomes a provider, a model and a key
 * bound to it; a router becomes a model with targets, and one that goes by the model's name becomes
 * the names of a key. References stay as they stand: they are valid in the new file, too.
 */
final class OpenAiStyleApi implements Adapter {
    private static final String NO_TOKEN = "none";

    @Override
    public Plan plan(Node file, Report report) {
        Node.Items items =
                file instanceof Node.Items list ? list : new Node.Items(file.line(), List.of());
        return new Writing(EntryOutline.of(items), report).plan();
    }

    /** One file. */
    private static final class Writing {
        private final Set<String> words = EntryOutline.connectionWords();
        private final List<Plan.Provider> providers = new ArrayList<>();
        private final List<Plan.Key> keys = new ArrayList<>();
        private final EntryOutline outline;
        private final Report report;
        private final EntryModels models;

        Writing(EntryOutline outline, Report report) {
            this.outline = outline;
            this.report = report;
            Set<String> leaves =
                    outline.entries().stream()
                            .filter(each -> !each.preset().isRoute())
                            .map(EntryOutline.Entry::id)
                            .collect(Collectors.toSet());
            @Nullable String everybodys = null;
            for (EntryOutline.Entry each : outline.entries()) {
                everybodys = each.token().equals(NO_TOKEN) ? each.id() : everybodys;
            }
            this.models = new EntryModels(leaves, everybodys);
        }

        Plan plan() {
            for (Problem each : outline.problems()) {
                found(Finding.Kind.UNSUPPORTED, each);
            }
            for (Problem each : outline.notes()) {
                found(Finding.Kind.MANUAL, each);
            }
            Plan.Door door = Plan.Door.CLOSED;
            for (EntryOutline.Entry entry : outline.entries()) {
                @Nullable Route route = outline.routes().get(entry.token());
                if (route == null) {
                    found(
                            Finding.Kind.UNSUPPORTED,
                            entry,
                            new Sentence("cannot be used, and is not written", "无法使用，未写入"));
                    continue;
                }
                if (!entry.preset().isRoute()) {
                    entry(entry);
                }
                key(entry, route);
                if (entry.token().equals(NO_TOKEN)) {
                    door = Plan.Door.OPEN;
                    found(Finding.Kind.APPROXIMATE, entry, open(route));
                }
            }
            return new Plan(
                    new Plan.Gate(door, null),
                    providers,
                    models.models(),
                    List.of(),
                    keys,
                    List.of());
        }

        private static Sentence open(Route route) {
            boolean decides = EntryMenu.decides(route);
            return new Sentence(
                    "callers without a key must name a model, and reach the others by the names"
                            + " of the list, too"
                            + (decides ? "; those of this entry are not" : ""),
                    "不带密钥的调用者必须写明模型，并且也能用列表中的名字访问其他模型" + (decides ? "；本条目自己的名字不在其中" : ""));
        }

        private void found(Finding.Kind kind, Problem problem) {
            report.add(kind, problem.line(), problem.path(), Sentence.english(problem.message()));
        }

        private void found(Finding.Kind kind, EntryOutline.Entry entry, Sentence sentence) {
            report.add(kind, entry.line(), entry.path(), sentence);
        }

        private void key(EntryOutline.Entry entry, Route route) {
            List<Sentence> remarks = new ArrayList<>();
            Plan.Reach reach =
                    EntryMenu.decides(route)
                            ? menu(EntryMenu.of(route), remarks)
                            : bound(route, remarks);
            keys.add(
                    new Plan.Key(
                            "entry-" + entry.number(),
                            entry.token(),
                            Plan.Holder.ANYBODY,
                            reach,
                            List.of()));
            if (route instanceof Route.Group group && group.strategy() instanceof Strategy.Sticky) {
                remarks.add(
                        new Sentence(
                                "callers may stick to other members than before",
                                "调用者固定到的成员可能与以前不同"));
            }
            remarks.forEach(each -> found(Finding.Kind.APPROXIMATE, entry, each));
            if (remarks.isEmpty()) {
                found(Finding.Kind.EXACT, entry, Sentence.english(entry.preset().id()));
            }
        }

        private Plan.Reach bound(Route route, List<Sentence> remarks) {
            EntryMenu.Usual usual = EntryMenu.Usual.of(route);
            @Nullable String name = usual.name();
            if (!usual.isFor(name)) {
                remarks.add(
                        new Sentence(
                                "calls that name no model ask for '" + name + "' everywhere",
                                "未写模型的调用在所有成员处都请求 '" + name + "'"));
            }
            return new Plan.Reach(null, List.of(), Map.of(), name, models.name(route));
        }

        private Plan.Reach menu(EntryMenu menu, List<Sentence> remarks) {
            Map<String, String> names = new LinkedHashMap<>();
            menu.names().exact().forEach((name, way) -> names.put(name, models.name(way)));
            menu.names()
                    .prefixes()
                    .forEach((beginning, way) -> names.put(beginning + "*", models.name(way)));
            menu.remarks().forEach(each -> remarks.add(Sentence.english(each)));
            return new Plan.Reach(List.of(), List.of(), names, menu.preferred(), null);
        }

        private void entry(EntryOutline.Entry entry) {
            Map<String, Node> connection = new LinkedHashMap<>();
            Map<String, Node> options = new LinkedHashMap<>();
            Map<String, Node> parameters = new LinkedHashMap<>();
            entry.config()
                    .members()
                    .forEach((name, value) -> {
                        switch (place(entry, name, value)) {
                            case NOWHERE -> {}
                            case CONNECTION -> connection.put(name, value);
                            case OPTION -> options.put(name, value);
                            case PARAMETER ->
                                    parameters.put(
                                            name.equals("max_length") ? "max_tokens" : name, value);
                            case LOST ->
                                    report.add(
                                            Finding.Kind.UNSUPPORTED,
                                            value.line(),
                                            entry.path() + ".config." + name,
                                            new Sentence(
                                                    "has no meaning for " + entry.preset().id(),
                                                    "对 " + entry.preset().id() + " 没有意义"));
                        }
                    });
            providers.add(new Plan.Provider(entry.id(), entry.preset().id(), connection, options));
            models.entry(entry, parameters);
        }

        /** Where a member of {@code config} goes. */
        private enum Place {
            CONNECTION,
            OPTION,
            PARAMETER,
            NOWHERE,
            LOST
        }

        private Place place(EntryOutline.Entry entry, String name, Node value) {
            boolean plain = !name.equals("stream") || !isBoolean(value);
            boolean twice =
                    name.equals("max_length") && entry.config().members().containsKey("max_tokens");
            if (name.equals("model") || twice) {
                return Place.NOWHERE;
            }
            if (words.contains(name) && plain) {
                return Place.CONNECTION;
            }
            if (isOwn(entry, name)) {
                return Place.OPTION;
            }
            return name.equals("prompt") || !plain ? Place.LOST : Place.PARAMETER;
        }

        private static boolean isOwn(EntryOutline.Entry entry, String name) {
            @Nullable VendorFactory factory = Languages.factory(entry.preset().language());
            return factory != null && factory.words().contains(name);
        }

        private static boolean isBoolean(Node value) {
            return value instanceof Node.Scalar scalar && scalar.kind() == Node.Kind.BOOLEAN;
        }
    }
}
