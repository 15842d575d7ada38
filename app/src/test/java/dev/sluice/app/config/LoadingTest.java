package dev.sluice.app.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.config.Configuration.Loaded;
import dev.sluice.app.config.Configuration.Moment;
import dev.sluice.core.Deployment;
import dev.sluice.core.Digest;
import dev.sluice.core.ModelTable;
import dev.sluice.core.Planner;
import dev.sluice.core.Route;
import dev.sluice.core.Upstream;
import dev.sluice.core.VirtualKey;
import dev.sluice.providers.Address;
import dev.sluice.providers.Auth;
import dev.sluice.providers.OutgoingProxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a good file comes to. */
class LoadingTest {
    private static Loaded yaml(String text) {
        return assertInstanceOf(
                Loaded.class, ProblemsTest.read("sluice.yaml", text, Moment.RELOAD));
    }

    private static Loaded entry(String type, String config) {
        String text = "[{\"token\":\"t\",\"type\":\"" + type + "\",\"config\":{" + config + "}}]";
        return assertInstanceOf(Loaded.class, ProblemsTest.read("m.json", text, Moment.RELOAD));
    }

    private static VirtualKey key(Loaded loaded, String secret) {
        VirtualKey key = loaded.snapshot().keys().find(Digest.of(secret).bytes());
        assertNotNull(key);
        return key;
    }

    private static Upstream.Remote remote(Loaded loaded) {
        return assertInstanceOf(
                Upstream.Remote.class, loaded.snapshot().deployments().getFirst().upstream());
    }

    @Test
    void answersWithTheEchoWhenNothingIsConfigured() {
        Loaded loaded = yaml("");
        assertTrue(loaded.around().usesGenerated());
        assertEquals(List.of("echo"), key(loaded, "generated").models().names());
        assertEquals(8090, loaded.listen().port());
        assertEquals(Duration.ofSeconds(20), loaded.snapshot().settings().heartbeat());
        assertEquals(100L << 20, loaded.snapshot().settings().maxBodyBytes());
    }

    @Test
    void fillsInReferences() {
        Loaded loaded = yaml("keys:\n- {id: a, key: 'x-${SET}-${NOT:y}-$${Z}'}\n");
        assertEquals("a", key(loaded, "x-from-env-y-${Z}").id());
    }

    @Test
    void readsEveryServerMember() {
        Loaded loaded =
                yaml(
                        """
                        server:
                          host: 127.0.0.1
                          port: 0
                          max_header_bytes: 64KB
                          max_body: 1MB
                          max_held: 2097152
                          heartbeat: 0
                          drain: 500ms
                          open: true
                          access_log: yes
                          cors: {origins: ["https://a"]}
                          forward_headers: [X-Tenant]
                          fetch_private: true
                          max_picture: 1MB
                        """);
        assertEquals(65536, loaded.listen().maxHeaderBytes());
        assertEquals(1 << 20, loaded.snapshot().settings().maxBodyBytes());
        assertEquals(2 << 20, loaded.snapshot().settings().maxHeldBytes());
        assertEquals(Duration.ZERO, loaded.snapshot().settings().heartbeat());
        assertEquals(Duration.ofMillis(500), loaded.snapshot().settings().drain());
        assertEquals(List.of("https://a"), loaded.snapshot().settings().corsOrigins());
        assertEquals(Set.of("x-tenant"), loaded.snapshot().settings().forwardHeaders());
        assertTrue(loaded.snapshot().settings().fetchPrivate());
        assertEquals(1 << 20, loaded.snapshot().settings().maxPictureBytes());
        assertTrue(loaded.around().accessLog());
        assertNotNull(loaded.snapshot().open());
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-4o,            up/gpt-4o,  real",
        "gpt-4o-mini,       up,         ",
        "claude-3,          ,           ",
        "lab-9,             other,      ",
    })
    void findsModelsAsTheKeyAllows(String model, String deployment, String upstream) {
        Loaded loaded =
                yaml(
                        """
                        providers:
                        - {id: up, type: openai, api_key: k}
                        - {id: other, type: proxy, api_base: "http://h"}
                        models:
                        - {name: gpt-4o, provider: up, upstream_model: real}
                        - {name: gpt-*, provider: up}
                        - {name: lab-*, provider: other}
                        - {name: claude-3, provider: other}
                        keys:
                        - {id: k, key: s, models: [gpt-4*, lab-9]}
                        """);
        switch (key(loaded, "s").models().resolve(model)) {
            case ModelTable.Resolution.Found(var route, var name, var naming) -> {
                Route.One one = assertInstanceOf(Route.One.class, route);
                assertEquals(deployment, one.deployment().id());
                assertEquals(upstream, one.deployment().upstreamModel());
                assertNull(one.name());
                assertEquals(model, name);
                assertEquals(Planner.Naming.LISTED, naming);
            }
            case ModelTable.Resolution.Unknown unknown -> {
                assertNull(deployment, unknown.model());
            }
            case ModelTable.Resolution.Unnamed _ -> throw new AssertionError("a name was given");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://h,                          /v1/chat/completions",
        "http://h/v1/,                      /v1/chat/completions",
        "http://h/v1/chat/completions,      /v1/chat/completions",
        "http://my_box:8000/x/v2,           /x/v2/chat/completions",
    })
    void repairsAddresses(String base, String target) {
        Address address = remote(entry("proxy", "\"api_base\":\"" + base + "\"")).address();
        assertEquals(target, address.target("/chat/completions", "", null));
    }

    @ParameterizedTest
    @CsvSource({
        "2023-05-15,        LEAVE",
        "2024-08-01-preview,LEAVE",
        "2024-10-21,        ASK",
    })
    void asksOldAzureForNoUsage(String version, Deployment.StreamUsage usage) {
        Loaded loaded =
                entry(
                        "azure",
                        "\"api_base\":\"https://r.openai.azure.com/\",\"deployment_id\":\"d\","
                                + "\"api_key\":\"k\",\"api_version\":\""
                                + version
                                + "\"");
        assertEquals(usage, loaded.snapshot().deployments().getFirst().streamUsage());
        assertEquals(
                "/openai/deployments/d/chat/completions?api-version=" + version,
                remote(loaded).address().target("/chat/completions", "", null));
        assertInstanceOf(Auth.HeaderKey.class, remote(loaded).auth());
    }

    @ParameterizedTest
    @CsvSource({
        "https://r.openai.azure.com/,            v1",
        "https://r.openai.azure.com/openai,      v1",
        "https://r.openai.azure.com/openai/v1/,  2024-10-21",
    })
    void takesAzuresUndatedSurface(String base, String version) {
        Loaded loaded =
                entry(
                        "azure",
                        "\"api_base\":\""
                                + base
                                + "\",\"deployment_id\":\"d\",\"api_version\":\""
                                + version
                                + "\"");
        assertEquals(
                "/openai/v1/chat/completions",
                remote(loaded).address().target("/chat/completions", "", null));
        assertEquals("d", loaded.snapshot().deployments().getFirst().upstreamModel());
    }

    @Test
    void keepsGatewayWordsFromTheVendor() {
        Loaded loaded =
                entry(
                        "openai",
                        "\"api_key\":\"k\",\"model\":\"m\",\"timeout\":3,\"prompt\":\"p\","
                                + "\"proxies\":{\"https\":\"socks5://u:p@h:1\"},\"headers\":{},"
                                + "\"stream\":true,\"max_length\":5,\"temperature\":0.80,"
                                + "\"stop\":[\"a\"],\"x\":null");
        Deployment deployment = loaded.snapshot().deployments().getFirst();
        assertEquals(
                Set.of("max_tokens", "temperature", "stop", "x"), deployment.overrides().keySet());
        assertArrayEquals(
                "0.80".getBytes(StandardCharsets.UTF_8), deployment.overrides().get("temperature"));
        assertEquals("m", deployment.upstreamModel());
        assertEquals(Duration.ofSeconds(3), remote(loaded).timeouts().total());
        OutgoingProxy proxy = remote(loaded).proxy();
        assertNotNull(proxy);
        assertEquals(OutgoingProxy.Kind.SOCKS5, proxy.kind());
        assertEquals("u", proxy.user());
    }

    @ParameterizedTest
    @CsvSource({"openai, gpt-3.5-turbo", "proxy, gpt-3.5-turbo"})
    void hasAModelForCallsThatNameNone(String type, String model) {
        Loaded loaded = entry(type, "\"api_base\":\"http://h\"");
        Deployment deployment = loaded.snapshot().deployments().getFirst();
        assertNull(deployment.upstreamModel());
        assertEquals(model, deployment.defaultModel());
        assertEquals(new ModelTable.Bound(deployment), key(loaded, "t").models());
        assertEquals("entry-1 " + type, key(loaded, "t").id());
    }

    @Test
    void servesCallersWithoutAKeyByTheTokenNone() {
        String text = "[{\"token\":\"none\",\"type\":\"echo\"}]";
        Loaded loaded =
                assertInstanceOf(Loaded.class, ProblemsTest.read("m.json", text, Moment.RELOAD));
        assertNotNull(loaded.snapshot().open());
        assertNotNull(key(loaded, "none"));
    }

    @Test
    void readsAListAsEntriesWhateverTheFileIsCalled() {
        Loaded loaded = yaml("- token: t\n  type: echo\n");
        assertEquals("entry-1 echo", key(loaded, "t").id());
    }

    @Test
    void bindsAKeyToOneModel() {
        Loaded loaded =
                yaml(
                        """
                        providers: [{id: a, type: proxy, api_base: "http://h"}]
                        models: [{name: m, provider: a}]
                        keys: [{id: k, key: s, bound_to: m, default_model: usual}]
                        """);
        ModelTable.Bound models =
                assertInstanceOf(ModelTable.Bound.class, key(loaded, "s").models());
        Route.One one = assertInstanceOf(Route.One.class, models.route());
        assertEquals("usual", one.deployment().defaultModel());
        Deployment plain = loaded.snapshot().deployments().getFirst();
        assertEquals(plain.id(), one.deployment().id());
        assertEquals(plain.operation(), one.deployment().operation());
    }
}
