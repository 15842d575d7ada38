package dev.sluice.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.config.Configuration.Loaded;
import dev.sluice.app.config.Configuration.Moment;
import dev.sluice.app.config.Configuration.Rejected;
import dev.sluice.core.Deployment;
import dev.sluice.core.Digest;
import dev.sluice.core.ModelTable;
import dev.sluice.core.Route;
import dev.sluice.core.Settings;
import dev.sluice.core.VirtualKey;
import dev.sluice.relay.Listen;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models of a sluice.yaml become trees of routes, and keys become tables of names. */
class ModelRoutesTest {
    /** Providers a, b (two keys) and z (Azure), the models on lines 6 and on. */
    private static final String PROVIDERS =
            """
            providers:
            - {id: a, type: proxy, api_base: "http://a"}
            - {id: b, type: proxy, api_base: "http://b", api_keys: [k1, k2]}
            - {id: z, type: azure, api_base: "https://z.openai.azure.com", api_version: v1}
            models:
            """;

    private static final String MODELS =
            """
            - {name: plain, provider: a}
            - {name: tuned, provider: a, parameters: {temperature: 0.1}}
            - {name: own, provider: a, upstream_model: real, aliases: [alias, "al-*"]}
            - {name: keys, provider: b}
            - {name: careful, provider: a, retries: 2, larger_model: own, aliases: [safe]}
            - {name: gpt-*, aliases: [star], targets: [{provider: a}, {provider: b, tier: 2}]}
            - {name: azure, provider: z}
            - name: many
              strategy: weighted
              targets:
              - {provider: a, weight: 3}
              - {provider: a, upstream_model: other}
              - {provider: a, upstream_model: real}
              - {provider: z, upstream_model: deployed, price: 1.5}
              - {model: plain, tier: 2}
              - {model: own}
              - {model: gpt-5}
              - {model: gpt-*}
              - {model: later}
            - {name: later, strategy: sticky, sticky_by: session, targets: [{model: alias}]}
            """;

    private static Loaded loaded(String text) {
        Configuration read = ProblemsTest.read("sluice.yaml", text, Moment.RELOAD);
        return assertInstanceOf(Loaded.class, read, read::toString);
    }

    private static VirtualKey key(Loaded loaded, String secret) {
        VirtualKey key = loaded.snapshot().keys().find(Digest.of(secret).bytes());
        assertNotNull(key);
        return key;
    }

    private static ModelTable table(String keys) {
        return key(loaded(PROVIDERS + MODELS + "keys:\n- {id: k, key: s" + keys + "}\n"), "s")
                .models();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plain | a",
                "tuned | a/tuned",
                "own   | a/own",
                "alias | a/own",
                "al-x  | a/own",
                "keys  | b roundrobin(b#1, b#2)",
                "careful | careful ordered(a) retries 2 larger a/own",
                "safe  | careful ordered(a=careful) retries 2 larger a/own",
                "gpt-4 | gpt-* ordered(a, b roundrobin(b#1, b#2)/2)",
                "star  | gpt-* ordered(a, b roundrobin(b#1, b#2)/2)",
                "azure | z/azure",
                "later | later sticky by session(a/own)",
                "nix   | -",
                "many  | many weighted(a*3, a/other, a/real, z/deployed$1.5, a=plain/2, a/own,"
                        + " gpt-* ordered(a=gpt-5, b roundrobin(b#1=gpt-5, b#2=gpt-5)/2),"
                        + " gpt-* ordered(a, b roundrobin(b#1, b#2)/2),"
                        + " later sticky by session(a/own))",
            })
    void namesLeadToRoutes(String name, String tree) {
        assertEquals(tree, RouteText.of(table(""), name));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // grants alone
                "models: [plain]|plain|a",
                "models: [plain]|own|-",
                "models: [alias]|alias|a/own",
                "models: [alias]|own|-",
                "models: [gpt-4]|gpt-4|gpt-* ordered(a, b roundrobin(b#1, b#2)/2)",
                "models: [gpt-4]|gpt-5|-",
                "models: [gpt-5*]|gpt-5x|gpt-* ordered(a, b roundrobin(b#1, b#2)/2)",
                "models: ['al-*']|al-x|a/own",
                // own names on top
                "model_names: {mine: plain}|mine|a=plain",
                "model_names: {mine: plain}|own|a/own",
                "model_names: {plain: own}|plain|a/own",
                "'models: [], model_names: {mine: plain}'|mine|a=plain",
                "'models: [], model_names: {mine: plain}'|plain|-",
                "'models: [own], model_names: {''g*'': keys}'|gx"
                        + "|b roundrobin(b#1=keys, b#2=keys)",
                "model_names: {mine: gpt-9}|mine"
                        + "|gpt-* ordered(a=gpt-9, b roundrobin(b#1=gpt-9, b#2=gpt-9)/2)",
                "model_names: {'x*': 'gpt-*'}|x1|gpt-* ordered(a, b roundrobin(b#1, b#2)/2)",
                // bound
                "bound_to: plain|whatever|a",
                "bound_to: later|whatever|later sticky by session(a/own)",
                "'bound_to: mine, model_names: {mine: plain}'|whatever|a=plain",
            })
    void keysReachWhatTheyMay(String words, String name, String tree) {
        assertEquals(tree, RouteText.of(table(", " + words), name));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "models: [plain]|plain",
                "models: [own, alias]|own",
                "models: [own, plain]|",
                "models: [gpt-4*]|",
                "'models: [], model_names: {mine: plain}'|mine",
                "default_model: gpt-7|gpt-7",
                "'default_model: mine, model_names: {mine: plain}'|mine",
            })
    void callsWithoutANameUseTheOnlyModel(String words, String name) {
        ModelTable.Resolution resolved = table(", " + words).resolve(null);
        assertEquals(
                name, resolved instanceof ModelTable.Resolution.Found found ? found.name() : null);
    }

    @Test
    void aDefaultForABoundKeyReachesEveryDeployment() {
        ModelTable.Bound bound =
                assertInstanceOf(
                        ModelTable.Bound.class, table(", bound_to: many, default_model: usual"));
        for (Deployment each : bound.route().deployments()) {
            assertEquals("usual", each.defaultModel());
            assertTrue(!each.operation().fingerprint().isEmpty());
        }
    }

    @Test
    void theSamePlaceIsOneDeployment() {
        Loaded loaded =
                loaded(
                        PROVIDERS
                                + """
                                - {name: a, provider: a, upstream_model: x}
                                - {name: m, targets: [{provider: a, upstream_model: x}, {model: n}]}
                                - {name: n, targets: [{provider: a, upstream_model: x}]}
                                - {name: o, targets: [{provider: a, upstream_model: a}]}
                                - name: p
                                  targets: [{provider: a, upstream_model: x, parameters: {n: 1}}]
                                keys: [{id: k, key: s}]
                                """);
        assertEquals(
                List.of("a/a", "a/x", "a/a~2", "a/x~2"),
                loaded.snapshot().deployments().stream().map(Deployment::id).toList());
        ModelTable models = key(loaded, "s").models();
        assertEquals("m ordered(a/x, n ordered(a/x))", RouteText.of(models, "m"));
        assertEquals(
                1,
                assertInstanceOf(ModelTable.Resolution.Found.class, models.resolve("m"))
                        .route()
                        .deployments()
                        .size());
    }

    @Test
    void aModelIsTheSameRouteWhereverItIsTheTarget() {
        ModelTable.Listed models = assertInstanceOf(ModelTable.Listed.class, table(""));
        Route.Group many = assertInstanceOf(Route.Group.class, models.table().find("many"));
        assertSame(models.table().find("later"), many.members().getLast().route());
        assertSame(models.table().find("own"), many.members().get(5).route());
        assertSame(models.table().find("gpt-9"), models.table().find("gpt-7"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-4o", "o-mini"})
    void oneProviderServesEveryNameWithAllItsKeys(String name) {
        Loaded loaded =
                loaded(
                        "providers: [{id: p, type: openai, api_keys: [k1, k2, k3]}]\n"
                                + "keys: [{id: k, key: s}]\n");
        assertEquals("p roundrobin(p#1, p#2, p#3)", RouteText.of(key(loaded, "s").models(), name));
    }

    @Test
    void readsLimitsAndPriorities() {
        Loaded loaded =
                loaded(
                        """
                        server:
                          max_calls: 7
                          queue: 8
                          queue_timeout: 9s
                          reuse_port: true
                        providers:
                        - id: p
                          type: proxy
                          api_base: http://h
                          max_calls: 1
                          queue: 0
                          queue_timeout: 250ms
                          health_check: {path: /health, interval: 5s, timeout: 500ms}
                        keys:
                        - {id: h, key: high, priority: high}
                        - {id: n, key: normal}
                        - {id: l, key: low, priority: LOW}
                        """);
        assertEquals(
                new Settings.Intake(7, 8, Duration.ofSeconds(9)),
                loaded.snapshot().settings().intake());
        assertEquals(Listen.Sharing.SHARED, loaded.listen().sharing());
        Deployment.Operation operation = loaded.snapshot().deployments().getFirst().operation();
        assertEquals(1, operation.maxCalls());
        assertEquals(0, operation.queue());
        assertEquals(Duration.ofMillis(250), operation.queueTimeout());
        assertEquals(
                new Deployment.HealthCheck(
                        "/health", Duration.ofSeconds(5), Duration.ofMillis(500)),
                operation.check());
        for (VirtualKey.Priority each : VirtualKey.Priority.values()) {
            assertEquals(
                    each, key(loaded, each.name().toLowerCase(java.util.Locale.ROOT)).priority());
        }
    }

    @Test
    void limitsNothingUnlessToldTo() {
        Loaded loaded = loaded("providers: [{id: p, type: proxy, api_base: 'http://h'}]\n");
        assertEquals(Settings.Intake.DEFAULT, loaded.snapshot().settings().intake());
        assertEquals(Listen.Sharing.ALONE, loaded.listen().sharing());
        Deployment.Operation operation = loaded.snapshot().deployments().getFirst().operation();
        assertEquals(Deployment.Operation.DEFAULT.maxCalls(), operation.maxCalls());
        assertEquals(Deployment.Operation.DEFAULT.queue(), operation.queue());
        assertEquals(Deployment.Operation.DEFAULT.queueTimeout(), operation.queueTimeout());
        assertNull(operation.check());
    }

    /** What follows {@link #PROVIDERS}, from line 6 on, and all that is said about it. */
    static Stream<Arguments> mistakes() {
        String provider = "expected the id of a provider";
        String model = "expected a name that models lists";
        String name = "expected a name, or a beginning that ends in *";
        return Stream.of(
                Arguments.of(
                        "- {name: m}",
                        "line 6: models[0].provider: missing; expected provider or targets"),
                Arguments.of(
                        "- name: m\n  provider: a\n  targets: [{provider: b}]",
                        "line 8: models[0].targets: stands beside provider, expected only one of"
                                + " provider and targets"),
                Arguments.of(
                        "- name: m\n  targets: []",
                        "line 7: models[0].targets: is empty, expected one or more"),
                Arguments.of(
                        "- name: m\n  targets:\n  - {provider: a}\n  - {provider: nix}",
                        "line 9: models[0].targets[1].provider: found 'nix', " + provider),
                Arguments.of(
                        "- name: m\n  targets:\n  - {weight: 2}",
                        "line 8: models[0].targets[0].provider: missing; expected provider or"
                                + " model"),
                Arguments.of(
                        "- name: m\n  targets:\n  - {provider: a, model: m}",
                        "line 8: models[0].targets[0].model: stands beside provider, expected only"
                                + " one of provider and model"),
                Arguments.of(
                        "- name: m\n  targets:\n  - {model: nime}\n- {name: mine, provider: a}",
                        "line 8: models[0].targets[0].model: found 'nime', "
                                + model
                                + "; did you mean 'mine'?"),
                Arguments.of(
                        "- name: m\n  targets: [{model: n, upstream_model: x}]\n"
                                + "- {name: n, provider: a}",
                        "line 7: models[0].targets[0].upstream_model: stands beside model, expected"
                                + " it beside a provider"),
                Arguments.of(
                        "- name: m\n  upstream_model: x\n  targets: [{provider: a}]",
                        "line 7: models[0].upstream_model: stands beside targets, expected it"
                                + " beside a provider"),
                Arguments.of(
                        "- name: m\n  targets: [{model: m}]",
                        "line 6: models[0]: 'm' leads back to itself, expected no cycle"),
                Arguments.of(
                        "- name: gpt-*\n  targets: [{model: gpt-4}]",
                        "line 6: models[0]: 'gpt-*' leads back to itself, expected no cycle"),
                Arguments.of(
                        "- {name: m, provider: a, larger_model: n}\n"
                                + "- {name: n, provider: a, larger_model: m}",
                        "line 6: models[0]: 'm' leads back to itself, expected no cycle\n"
                                + "line 7: models[1]: 'n' leads back to itself, expected no cycle"),
                Arguments.of(
                        "- name: m\n  provider: a\n  larger_model: nix",
                        "line 8: models[0].larger_model: found 'nix', " + model),
                Arguments.of(
                        "- name: m\n  strategy: best\n  targets: [{provider: a}]",
                        "line 7: models[0].strategy: found 'best', expected ordered or round-robin"
                                + " or random or weighted or parallel or least-busy or fastest or"
                                + " cheapest or sticky"),
                Arguments.of(
                        "- name: m\n  sticky_by: ip\n  targets: [{provider: a}]",
                        "line 7: models[0].sticky_by: found 'ip', expected user or session or"
                                + " prefix"),
                Arguments.of(
                        "- name: m\n  targets: [{provider: a}]\n  hedge: {after: soon, share: 2}",
                        "line 8: models[0].hedge.after: found 'soon', expected a time, such as 30"
                                + " (seconds), 500ms, 30s or 5m\n"
                                + "line 8: models[0].hedge.share: found 2, expected a number from 0"
                                + " to 1"),
                Arguments.of(
                        "- name: m\n  targets: [{provider: a, weight: 0, tier: 0, price: -1}]",
                        "line 7: models[0].targets[0].weight: found 0, expected a whole number from"
                                + " 1 to 1000000\n"
                                + "line 7: models[0].targets[0].tier: found 0, expected a whole"
                                + " number from 1 to 1000000\n"
                                + "line 7: models[0].targets[0].price: found -1, expected a number"
                                + " from 0"),
                Arguments.of(
                        "- name: m\n  provider: a\n  aliases: [ok, o*k]",
                        "line 8: models[0].aliases[1]: found 'o*k', " + name),
                Arguments.of(
                        "- {name: m, provider: a}\n- name: n\n  provider: a\n  aliases:\n  - m",
                        "line 10: models[1].aliases[0]: found 'm' a second time, expected every"
                                + " name once"),
                Arguments.of(
                        "- {name: m, provider: a}\nkeys:\n- id: k\n  key: s\n  model_names:\n"
                                + "    x: nix\n    y*z: m\n",
                        "line 11: keys[0].model_names.x: found 'nix', "
                                + model
                                + "\n"
                                + "line 12: keys[0].model_names.y*z: found 'y*z', "
                                + name),
                Arguments.of(
                        "- {name: m, provider: a}\nkeys: [{id: k, key: s, priority: first}]",
                        "line 7: keys[0].priority: found 'first', expected high or normal or low"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void saysWhatIsWrong(String models, String sentences) {
        assertEquals(sentences, problems(PROVIDERS + models + "\n"));
    }

    private static String problems(String text) {
        Configuration read = ProblemsTest.read("sluice.yaml", text, Moment.RELOAD);
        return String.join(
                "\n",
                assertInstanceOf(Rejected.class, read, read::toString).problems().stream()
                        .map(Problem::sentence)
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "api_keys: []|line 3: providers[0].api_keys: is empty, expected keys",
                "api_keys: [a, '']|line 3: providers[0].api_keys[1]: is empty, expected a key",
                "api_keys: [a, b, a]|line 3: providers[0].api_keys[2]: the same as api_keys[0],"
                        + " expected every key once",
                "api_keys: [a, 'b c']|line 3: providers[0].api_keys[1]: the key has blanks or"
                        + " characters that HTTP does not allow",
                "health_check: {path: models}|line 3: providers[0].health_check.path: found"
                        + " 'models', expected a path such as /models",
                "health_check: {path: /m, interval: 0}|line 3: providers[0].health_check.interval:"
                        + " found 0, expected a time above zero, such as 10 or 500ms",
                "health_check: {path: /m, timeout: 0}|line 3: providers[0].health_check.timeout:"
                        + " found 0, expected a time above zero, such as 10 or 500ms",
                "health_check: {}|line 3: providers[0].health_check.path: missing; expected path"
                        + " below the provider's address, such as /models",
                "max_calls: -1|line 3: providers[0].max_calls: found -1, expected a whole number"
                        + " from 0 to 1000000",
            })
    void saysWhatIsWrongWithAProvider(String word, String sentence) {
        assertEquals(
                sentence,
                problems(
                        "providers:\n- {id: p, type: proxy, api_base: 'http://h',\n   "
                                + word
                                + "}\n"));
    }

    @Test
    void aModelKeepsItsGoodTargetsAtStart() {
        String text =
                PROVIDERS
                        + """
                        - {name: m, targets: [{provider: nix}, {model: n}, {model: bad}, {provider: a}]}
                        - {name: n, targets: [{model: n}]}
                        - {name: o, targets: [{model: n}]}
                        - {name: bad, provider: a, retries: -1}
                        - {name: p, provider: a, larger_model: o}
                        keys: [{id: k, key: s}]
                        """;
        Loaded loaded =
                assertInstanceOf(
                        Loaded.class, ProblemsTest.read("sluice.yaml", text, Moment.START));
        ModelTable models = key(loaded, "s").models();
        assertEquals(List.of("m", "p"), models.names());
        assertEquals("m ordered(a)", RouteText.of(models, "m"));
        assertEquals("a", RouteText.of(models, "p"));
        assertEquals(
                List.of(
                        "line 6: models[0].targets[0].provider: found 'nix', expected the id of a"
                                + " provider",
                        "line 6: models[0].targets[1]: left out: the model it names cannot be used",
                        "line 6: models[0].targets[2].model: left out: the model it names cannot be"
                                + " used",
                        "line 7: models[1]: 'n' leads back to itself, expected no cycle",
                        "line 8: models[2].targets[0]: left out: the model it names cannot be used",
                        "line 8: models[2]: left out: none of its targets can be used",
                        "line 9: models[3].retries: found -1, expected a whole number from 0 to 10",
                        "line 10: models[4].larger_model: left out: the model it names cannot be"
                                + " used"),
                loaded.warnings().stream().map(Problem::sentence).sorted(byLine()).toList());
    }

    private static java.util.Comparator<String> byLine() {
        return java.util.Comparator.<String>comparingInt(
                        each -> Integer.parseInt(each.replaceFirst("line (\\d+):.*", "$1")))
                .thenComparing(each -> each.replaceFirst("(\\[\\d])(: left)", "$1~$2"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'provider: a, strategy: random'|.strategy: has no effect without targets",
                "'targets: [{provider: a}], sticky_by: user'"
                        + "|.sticky_by: has no effect: the strategy is not sticky",
                "'targets: [{provider: a}], hedge: {after: 1s}'"
                        + "|.hedge: has no effect: there is no second deployment to ask",
                "'targets: [{provider: a, price: 1}, {provider: b}], strategy: cheapest'"
                        + "|: a member without a price is asked after all others",
            })
    void saysWhatIsOdd(String words, String sentence) {
        Loaded loaded = loaded(PROVIDERS + "- {name: m, " + words + "}\n");
        assertEquals(
                List.of("line 6: models[0]" + sentence),
                loaded.warnings().stream().map(Problem::sentence).toList());
    }
}
