package dev.sluice.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.config.Configuration.Loaded;
import dev.sluice.app.config.Configuration.Moment;
import dev.sluice.core.Deployment;
import dev.sluice.core.Digest;
import dev.sluice.core.ModelTable;
import dev.sluice.core.Route;
import dev.sluice.core.Settings;
import dev.sluice.core.VirtualKey;
import dev.sluice.relay.Listen;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models of a sluice.yaml become trees of routes, and keys become tables of names. */
class ModelRoutesTest {
    /** Providers a, b (two keys) and z (Azure), the models on lines 6 and on. */
    static final String PROVIDERS =
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

    static Loaded loaded(String text) {
        Configuration read = ProblemsTest.read("sluice.yaml", text, Moment.RELOAD);
        return assertInstanceOf(Loaded.class, read, read::toString);
    }

    static VirtualKey key(Loaded loaded, String secret) {
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
                "'bound_to: mine, model_names: {mine: plain}'|whatever|a",
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
    void aBoundKeyAsksAnotherModelsDeploymentForThatModel() {
        ModelTable.Bound many = assertInstanceOf(ModelTable.Bound.class, table(", bound_to: many"));
        Route.Group group = assertInstanceOf(Route.Group.class, many.route());
        List<String> asked =
                group.members().stream()
                        .map(Route.Member::route)
                        .filter(Route.One.class::isInstance)
                        .map(each ->
                                String.valueOf(((Route.One) each).deployment().upstreamModel()))
                        .toList();
        assertEquals(List.of("null", "other", "real", "deployed", "plain", "real"), asked);
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
                        """
                        providers: [{id: p, type: openai, api_keys: [k1, k2, k3]}]
                        keys: [{id: k, key: s}]
                        """);
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
            assertEquals(each, key(loaded, each.name().toLowerCase(Locale.ROOT)).priority());
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
}
