package dev.sluice.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.config.Configuration.Loaded;
import dev.sluice.app.config.Configuration.Moment;
import dev.sluice.app.migrate.Finding;
import dev.sluice.app.migrate.Finding.Kind;
import dev.sluice.app.migrate.Migration;
import dev.sluice.core.Candidate;
import dev.sluice.core.Deployment;
import dev.sluice.core.ModelTable;
import dev.sluice.core.Plan;
import dev.sluice.core.Planner;
import dev.sluice.core.Route;
import dev.sluice.core.Strategy;
import dev.sluice.core.VirtualKey;
import dev.sluice.core.health.Standing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An imported file does what the file did that it was made of. */
class ImportTest {
    private static final Pattern TOKEN = Pattern.compile("\"token\":\\s*\"([^\"]*)\",\\s*\"type\"");

    /** What callers say; "" stands for nothing. */
    private static final List<String> NAMES =
            List.of(
                    "",
                    "cheap",
                    "gpt-4",
                    "gpt-4o",
                    "gpt-4o-mini",
                    "both",
                    "default",
                    "m",
                    "mm",
                    "inner",
                    "gpt-3.5-turbo",
                    "llama3.2",
                    "router-6",
                    "openai-2",
                    "a/b: 'c'",
                    "x");

    private static Migration imported(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Migration.Outcome outcome = Migration.of(bytes, "model-config.json", null);
        return assertInstanceOf(Migration.Outcome.Done.class, outcome).migration();
    }

    private static List<String> said(Migration result, Kind kind) {
        return result.findings().stream()
                .filter(each -> each.kind() == kind)
                .map(each -> each.line() + " " + each.path() + " " + each.message())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("dev.sluice.app.config.ImportedFiles#all")
    void everyTokenAndNameLeadsToTheSamePlaces(String text) {
        Loaded before = RoutersTest.loaded(text, Moment.RELOAD);
        Migration result = imported(text);
        String yaml = result.yaml();
        Loaded after = ModelRoutesTest.loaded(yaml);
        Matcher tokens = TOKEN.matcher(text);
        int seen = 0;
        while (tokens.find()) {
            VirtualKey old = RoutersTest.key(before, tokens.group(1));
            VirtualKey now = ModelRoutesTest.key(after, tokens.group(1));
            assertNotNull(old);
            List<String> remarks = remarks(result, seen);
            for (String name : NAMES) {
                String each = name.isEmpty() ? null : name;
                if (isExcused(each, remarks)) {
                    continue;
                }
                String call = tokens.group(1) + " " + each + "\n" + yaml;
                assertEquals(told(old, each), told(now, each), call);
            }
            if (remarks.stream().noneMatch(each -> each.contains("name"))) {
                assertEquals(old.models().names(), now.models().names(), yaml);
            }
            seen++;
        }
        assertEquals(before.around().keys(), seen);
        assertEquals(seen, after.around().keys());
    }

    private static List<String> remarks(Migration result, int entry) {
        return result.findings().stream()
                .filter(each -> each.path().equals("[" + entry + "]"))
                .map(Finding::message)
                .toList();
    }

    /** Says whether the import itself says that calls with this name are not as before. */
    private static boolean isExcused(@Nullable String name, List<String> remarks) {
        return remarks.stream()
                .anyMatch(each ->
                        name == null
                                ? each.startsWith("calls that name no model")
                                : each.startsWith("the name '" + name + "'"));
    }

    /** Tells where a call goes, with several turns and chances. */
    private static String told(VirtualKey key, @Nullable String model) {
        if (!(key.models().resolve(model) instanceof ModelTable.Resolution.Found found)) {
            return "nowhere";
        }
        List<String> plans = new ArrayList<>();
        for (int turn = 0; turn < 4; turn++) {
            var question =
                    new Planner.Question(
                            model, found.name(), ModelTable.Use.CHAT, found.naming(), turn * 7919L);
            Plan plan = Planner.plan(found.route(), question, new Healthy(turn));
            if (plan.steps().isEmpty()) {
                return "nowhere";
            }
            String steps = steps(plan.steps());
            // Who sticks to whom goes by the names of the parts.
            boolean sticky =
                    found.route() instanceof Route.Group group
                            && group.strategy() instanceof Strategy.Sticky;
            plans.add(
                    (sticky ? steps.chars().sorted().boxed().toList().toString() : steps)
                            + " retries "
                            + plan.policy().retries()
                            + " hedge "
                            + plan.policy().hedge()
                            + " larger "
                            + steps(plan.larger()));
        }
        return shape(found.route(), model) + "\n" + String.join("\n", plans);
    }

    private static String steps(List<Plan.Step> steps) {
        return steps.stream()
                .map(step ->
                        step.candidates().stream()
                                .map(ImportTest::place)
                                .collect(Collectors.joining("+")))
                .toList()
                .toString();
    }

    private static String place(Candidate candidate) {
        Deployment deployment = candidate.deployment();
        String overrides =
                deployment.overrides().entrySet().stream()
                        .map(each ->
                                each.getKey()
                                        + "="
                                        + new String(each.getValue(), StandardCharsets.UTF_8))
                        .sorted()
                        .toList()
                        .toString();
        return place(deployment) + " " + candidate.model() + overrides;
    }

    private static String place(Deployment deployment) {
        return deployment.id().replaceFirst("/[^#]*", "");
    }

    /** A route as a call with this name finds it, without the names of its parts. */
    private static String shape(Route route, @Nullable String model) {
        return switch (route) {
            case Route.One(var deployment, _) -> place(deployment);
            case Route.ByModel(_, var names, var otherwise) -> {
                Route named = model == null ? null : names.find(model);
                Route chosen = named == null ? otherwise : named;
                yield chosen == null ? "" : shape(chosen, model);
            }
            case Route.Group group ->
                    group.strategy().toString()
                            + group.members().stream()
                                    .filter(each -> !shape(each.route(), model).isEmpty())
                                    .map(each ->
                                            shape(each.route(), model)
                                                    + "*"
                                                    + each.weight()
                                                    + "/"
                                                    + each.tier()
                                                    + "$"
                                                    + each.price())
                                    .toList();
        };
    }

    @Test
    void writesWeightsTiersPricesAndPolicies() {
        String text =
                "["
                        + ImportedFiles.LEAVES
                        + ImportedFiles.router(
                                "r",
                                "'router_strategy': 'weighted', 'token_pool': [{'token': 'own',"
                                    + " 'weight': 3}, {'token': 'free', 'tier': 2, 'price': 2.50}],"
                                    + " 'retries': 1, 'hedge': {'after': '2s'}, 'larger_model':"
                                    + " 'keys'")
                        + "]";
        assertTrue(
                imported(text)
                        .yaml()
                        .contains(
                                """
                                  - name: router-6
                                    strategy: weighted
                                    targets:
                                      - {model: kimi-1, weight: 3}
                                      - {model: openai-2*, tier: 2, price: 2.5}
                                    retries: 1
                                    hedge: {after: 2000ms, share: 0.1}
                                    larger_model: openai-3
                                """),
                imported(text)::yaml);
        assertEquals(List.of(), said(imported(text), Kind.APPROXIMATE));
    }

    @Test
    void writesTheNamesOfAKey() {
        String text =
                "["
                        + ImportedFiles.LEAVES
                        + ImportedFiles.byName(
                                "m", "'cheap': 'keys', 'gpt-*': 'free', 'default': 'r'")
                        + ImportedFiles.router("r", "'token_pool': ['own']")
                        + "]";
        Migration result = imported(text);
        assertTrue(
                result.yaml()
                        .contains(
                                """
                                    key: m
                                    models: []
                                    model_names:
                                      cheap: openai-3
                                      kimi-8k: router-7
                                      gpt-*: openai-2*
                                      "*": router-7
                                    default_model: default
                                """),
                result::yaml);
        assertEquals(
                List.of("9 [5] calls that are no chats are asked for the entry's model, too"),
                said(result, Kind.APPROXIMATE));
    }

    @Test
    void losesNothingWithoutSayingSo() {
        String text =
                RoutersTest.file(
                        RoutersTest.router("sk-r", "\"token_pool\":[\"sk-a\",\"sk-x\"]"),
                        RoutersTest.router("sk-l", "\"token_pool\":[\"sk-l\"]"),
                        RoutersTest.router("sk-o", "\"token_pool\":[\"sk-l\"],\"retrys\":1"),
                        "{\"token\":\"sk-z\",\"type\":\"nix\"}",
                        RoutersTest.router("sk-p", "\"token_pool\":[\"sk-b\",\"sk-z\"]"));
        Migration result = imported(text);
        List<String> lost = said(result, Kind.UNSUPPORTED);
        assertEquals(5, lost.size(), lost::toString);
        assertTrue(
                lost.contains(
                        "4 [2].config.token_pool[1] no entry has this token, expected one of this"
                                + " file"),
                lost::toString);
        assertTrue(lost.contains("5 [3] leads back to itself, expected no cycle"), lost::toString);
        assertTrue(lost.contains("5 [3] cannot be used, and is not written"), lost::toString);
        assertTrue(lost.contains("6 [4] cannot be used, and is not written"), lost::toString);
        assertEquals(
                List.of(
                        "6 [4].config.retrys ignored; did you mean 'retries'?",
                        "6 [4].config.token_pool[0] left out: the entry it names cannot be used",
                        "6 [4] left out: none of its members can be used",
                        "8 [6].config.token_pool[1] left out: the entry it names cannot be used"),
                said(result, Kind.MANUAL));
        assertTrue(result.findings().stream().noneMatch(each -> each.message().contains("sk-")));
        Loaded loaded = ModelRoutesTest.loaded(result.yaml());
        assertEquals(4, loaded.around().keys());
        assertEquals("router-3 roundrobin(echo-1)", tree(loaded, "sk-r"));
        assertEquals("router-7 roundrobin(echo-2)", tree(loaded, "sk-p"));
    }

    private static String tree(Loaded loaded, String token) {
        return RouteText.of(ModelRoutesTest.key(loaded, token).models(), "any");
    }

    @Test
    void servesCallersWithoutAKeyAsNearAsItCan() {
        String text =
                "["
                        + ImportedFiles.LEAVES
                        + ImportedFiles.router("none", "'token_pool': ['own', 'free']")
                        + ImportedFiles.router("before", "'token_pool': ['none']")
                        + "]";
        Migration result = imported(text);
        VirtualKey open = ModelRoutesTest.loaded(result.yaml()).snapshot().open();
        assertNotNull(open);
        assertEquals(
                "router-6 roundrobin(kimi-1/kimi-1, openai-2/openai-2*)",
                RouteText.of(open.models(), "anything"));
        assertEquals(1, said(result, Kind.APPROXIMATE).size());
    }

    @Test
    void leavesReferencesAsTheyStand() {
        String text =
                "[{\"token\":\"${T}\",\"type\":\"proxy\",\"config\":{\"api_base\":\"${B}\"}},"
                        + ImportedFiles.router("r", "'token_pool': ['${T}']")
                        + "]";
        Migration result = imported(text);
        assertTrue(result.yaml().contains("key: ${T}"), result::yaml);
        assertTrue(result.yaml().contains("{model: proxy-1*}"), result::yaml);
        assertEquals(List.of(), said(result, Kind.UNSUPPORTED));
    }

    private record Healthy(int number) implements Planner.Outlook {
        @Override
        public Standing standing(Deployment deployment) {
            return Standing.READY;
        }

        @Override
        public int load(Deployment deployment) {
            return place(deployment).hashCode() & 3;
        }

        @Override
        public long firstToken(Deployment deployment) {
            return 1L + (place(deployment).hashCode() & 3);
        }

        @Override
        public long turn(Route.Group group) {
            return number;
        }

        @Override
        public double chance() {
            return number / 4.0;
        }
    }
}
