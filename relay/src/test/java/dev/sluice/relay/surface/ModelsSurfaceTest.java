package dev.sluice.relay.surface;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.Deployment;
import dev.sluice.core.Digest;
import dev.sluice.core.KeyTable;
import dev.sluice.core.ModelTable;
import dev.sluice.core.Route;
import dev.sluice.core.Settings;
import dev.sluice.core.Snapshot;
import dev.sluice.core.Upstream;
import dev.sluice.providers.Secret;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The list of models, for the three kinds of clients that read it. */
final class ModelsSurfaceTest {
    private static final Deployment ECHO = SurfaceRig.deployment("echo", new Upstream.Echo(), null);

    private static final Route ROUTE = new Route.One(ECHO, null);

    private static SurfaceRig rig;

    @BeforeAll
    static void start() {
        Map<String, Route> names = new LinkedHashMap<>();
        names.put("zeta", ROUTE);
        names.put("a/b:c", ROUTE);
        names.put("quo\"te", ROUTE);
        names.put("模型", ROUTE);
        var wide = new ModelTable.Listed(names, Map.of("gpt-", ROUTE), "zeta");
        var narrow = SurfaceRig.listed("zeta", ECHO);
        var bound = new ModelTable.Bound(SurfaceRig.deployment("b", new Upstream.Echo(), "up"));
        rig =
                SurfaceRig.start(
                        new Snapshot(
                                1,
                                new KeyTable(
                                        Map.of(
                                                Digest.of(SurfaceRig.KEY),
                                                SurfaceRig.key("wide", wide),
                                                Digest.of("sk-narrow"),
                                                SurfaceRig.key("narrow", narrow),
                                                Digest.of("sk-bound"),
                                                SurfaceRig.key("bound", bound))),
                                null,
                                Secret.of("admin"),
                                List.of(ECHO),
                                Settings.DEFAULT),
                        null);
    }

    @AfterAll
    static void stop() {
        rig.close();
    }

    @Test
    void openAisShape() {
        Reply reply = rig.call("GET", "/v1/models", "");
        assertEquals(200, reply.status());
        assertTrue(
                reply.text()
                        .startsWith(
                                "{\"object\":\"list\",\"data\":[{\"id\":\"zeta\",\"object\":\"model\",\"created\":"),
                reply::text);
        assertTrue(reply.text().contains("\"owned_by\":\"sluice\""));
        assertTrue(reply.text().contains("\"id\":\"a/b:c\""));
        assertTrue(reply.text().contains("\"id\":\"quo\\\"te\""));
        assertTrue(reply.text().contains("\"id\":\"模型\""));
        assertTrue(
                reply.text()
                        .endsWith("],\"first_id\":\"zeta\",\"last_id\":\"模型\",\"has_more\":false}"),
                reply::text);
        assertFalse(reply.text().contains("\"models\""));
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/models, anthropic-version: 2023-06-01",
        "/v1/models, x-api-key: sk-sluice-caller",
        "/v1/models?limit=20, ''",
        "/v1/models?after_id=x&limit=20, ''",
        "/anthropic/v1/models, anthropic-version: 2023-06-01"
    })
    void anthropicsShape(String target, String header) {
        Reply reply = rig.call("GET", target, "", header);
        assertEquals(200, reply.status());
        assertTrue(
                reply.text()
                        .startsWith(
                                "{\"data\":[{\"type\":\"model\",\"id\":\"zeta\",\"display_name\":"),
                reply::text);
        assertTrue(reply.text().contains("\"created_at\":\"2024-01-01T00:00:00Z\""));
        assertTrue(reply.text().contains("\"has_more\":false"));
    }

    @Test
    void codexFindsItsOwnMember() {
        Reply reply = rig.call("GET", "/v1/models?client_version=0.50.0", "");
        assertTrue(reply.text().contains("\"models\":[{\"slug\":\"zeta\""), reply::text);
        assertTrue(reply.text().contains("\"object\":\"list\""));
    }

    @Test
    void anUnchangedListNeedNotBeSentAgain() {
        Reply first = rig.call("GET", "/v1/models", "");
        String tag = first.header("etag");
        assertTrue(tag.matches("\"[0-9a-f]+\""), tag);
        assertEquals(tag, rig.call("GET", "/v1/models", "").header("etag"));
        Reply again = rig.call("GET", "/v1/models", "", "If-None-Match: " + tag);
        assertEquals(304, again.status(), again::toString);
        assertEquals("", again.text());
        assertEquals(200, rig.call("GET", "/v1/models", "", "If-None-Match: \"other\"").status());
        assertNotEquals(
                tag,
                rig.call("GET", "/v1/models", "", "Authorization: Bearer sk-narrow")
                        .header("etag"));
    }

    @Test
    void aKeySeesOnlyItsOwn() {
        Reply reply = rig.call("GET", "/v1/models", "", "Authorization: Bearer sk-narrow");
        assertFalse(reply.text().contains("a/b:c"), reply::text);
        assertEquals(
                404,
                rig.call("GET", "/v1/models/a/b:c", "", "Authorization: Bearer sk-narrow")
                        .status());
        Reply bound = rig.call("GET", "/v1/models", "", "Authorization: Bearer sk-bound");
        assertTrue(bound.text().contains("\"id\":\"up\""), bound::text);
    }

    @ParameterizedTest
    @CsvSource({
        "zeta, 200",
        "a/b:c, 200",
        "a%2Fb%3Ac, 200",
        "%E6%A8%A1%E5%9E%8B, 200",
        "gpt-anything, 200",
        "quo%22te, 200",
        "nobody, 404",
        "zet, 404",
        "%, 404"
    })
    void oneModel(String name, int status) {
        Reply reply = rig.call("GET", "/v1/models/" + name, "");
        assertEquals(status, reply.status(), reply::toString);
        if (status == 404) {
            assertTrue(reply.text().contains("\"code\":\"model_not_found\""), reply::text);
        } else {
            assertTrue(reply.text().contains("\"object\":\"model\""), reply::text);
        }
    }

    @Test
    void headCarriesTheSameHeaders() {
        Reply reply = rig.call("HEAD", "/v1/models", "");
        assertEquals(200, reply.status());
        assertTrue(reply.headers().has("etag"));
        assertTrue(Integer.parseInt(reply.header("content-length")) > 100);
    }
}
