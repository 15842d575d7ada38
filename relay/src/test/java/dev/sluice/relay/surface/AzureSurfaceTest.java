package dev.sluice.relay.surface;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.Deployment;
import dev.sluice.core.ModelTable;
import dev.sluice.core.Upstream;
import dev.sluice.providers.Address;
import dev.sluice.providers.Auth;
import dev.sluice.providers.AzureBase;
import dev.sluice.providers.Secret;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeAzure;
import dev.sluice.testkit.FakeUpstream;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Azure's dated and undated surfaces, and what the gateway answers by itself. */
final class AzureSurfaceTest {
    private static final FakeAzure AZURE =
            new FakeAzure(SurfaceRig.VENDOR_KEY, Set.of("chat-4", "text-embedding-3-small"));

    private static FakeUpstream upstream;
    private static SurfaceRig dated;
    private static SurfaceRig undated;

    @BeforeAll
    static void start() {
        upstream = FakeUpstream.start(AZURE);
        AzureBase base = AzureBase.parse(upstream.url() + "/openai");
        var key = new Auth.HeaderKey("api-key", Secret.of(SurfaceRig.VENDOR_KEY));
        dated =
                SurfaceRig.start(
                        SurfaceRig.bound(
                                SurfaceRig.remote(
                                        new Address.AzureDeployments(
                                                base.origin(), "", "chat-4", "2024-10-21"),
                                        key)));
        undated =
                SurfaceRig.start(
                        new ModelTable.Bound(
                                SurfaceRig.deployment(
                                        "v1", SurfaceRig.remote(base.openAi(), key), "chat-4")));
    }

    @AfterAll
    static void stop() {
        dated.close();
        undated.close();
        upstream.close();
    }

    private static String chat(String more) {
        return "{\"model\":\"gpt-4o\""
                + more
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    }

    @Test
    void chatGoesToTheConfiguredDeployment() {
        Reply reply = dated.call("POST", "/v1/chat/completions", chat(""));
        assertEquals(200, reply.status(), reply::toString);
        assertEquals(
                "/openai/deployments/chat-4/chat/completions?api-version=2024-10-21",
                upstream.last().target());
        assertFalse(upstream.last().headers().has("authorization"));
    }

    @Test
    void embeddingsNameTheirOwnDeployment() {
        Reply reply =
                dated.call(
                        "POST",
                        "/v1/embeddings",
                        "{\"model\":\"text-embedding-3-small\",\"input\":\"a\"}");
        assertEquals(200, reply.status(), reply::toString);
        assertEquals(
                "/openai/deployments/text-embedding-3-small/embeddings?api-version=2024-10-21",
                upstream.last().target());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/../../x", "a b", "a?b#c", "a\\r\\nx: y", "é"})
    void aModelsNameCannotLeaveItsPlaceInTheAddress(String model) {
        Reply reply =
                dated.call(
                        "POST", "/v1/embeddings", "{\"model\":\"" + model + "\",\"input\":\"a\"}");
        assertEquals(404, reply.status(), reply::toString);
        String target = upstream.last().target();
        assertTrue(
                target.matches(
                        "/openai/deployments/[A-Za-z0-9%._*-]+/embeddings\\?api-version=2024-10-21"),
                target);
    }

    @Test
    void theFirstChunkWithoutChoicesIsDropped() {
        Reply reply = dated.call("POST", "/v1/chat/completions", chat(",\"stream\":true"));
        assertEquals(200, reply.status(), reply::toString);
        assertFalse(reply.text().contains("\"choices\":[]"), reply::text);
        assertFalse(reply.text().contains("prompt_filter_results"), reply::text);
        assertTrue(reply.text().endsWith("data: [DONE]\n\n"), reply::text);
    }

    @Test
    void theUndatedSurfaceTakesTheModel() {
        Reply reply = undated.call("POST", "/v1/chat/completions", chat(""));
        assertEquals(200, reply.status(), reply::toString);
        assertEquals("/openai/v1/chat/completions", upstream.last().target());
        assertTrue(upstream.last().text().startsWith("{\"model\":\"chat-4\""));
    }

    @Test
    void aBlockedPromptStaysA400() {
        upstream.script(_ ->
                Answer.json(
                        400,
                        "{\"error\":{\"message\":\"The response was filtered\",\"type\":null,"
                            + "\"param\":\"prompt\",\"code\":\"content_filter\",\"status\":400}}"));
        try {
            Reply reply = dated.call("POST", "/v1/chat/completions", chat(""));
            assertEquals(400, reply.status());
            assertTrue(reply.text().contains("\"code\":\"content_filter\""), reply::text);
        } finally {
            upstream.script(AZURE);
        }
    }

    @Test
    void theEchoSaysWhatItIs() {
        try (SurfaceRig rig = SurfaceRig.start(SurfaceRig.bound(new Upstream.Echo()))) {
            Reply reply = rig.call("POST", "/v1/chat/completions", chat(""));
            assertEquals(200, reply.status());
            assertTrue(reply.text().contains("echo, not a language model"), reply::text);
            assertEquals("bound", reply.header("x-sluice-deployment"));
            assertEquals("0", reply.header("x-sluice-attempts"));
            Reply stream = rig.call("POST", "/v1/chat/completions", chat(",\"stream\":true"));
            assertTrue(stream.text().endsWith("data: [DONE]\n\n"), stream::text);
            Reply other = rig.call("POST", "/v1/embeddings", "{\"input\":\"a\"}");
            assertEquals(501, other.status());
            assertTrue(other.text().contains("\"code\":\"not_built\""), other::text);
            assertEquals(501, rig.call("GET", "/v1/files", "").status());
        }
    }

    @Test
    void whatIsNotBuiltSaysSo() {
        Deployment later =
                SurfaceRig.deployment("later", new Upstream.NotBuilt("bing-sydney"), null);
        try (SurfaceRig rig = SurfaceRig.start(new ModelTable.Bound(later))) {
            for (String path : new String[] {"/v1/chat/completions", "/v1/embeddings"}) {
                Reply reply = rig.call("POST", path, chat(""));
                assertEquals(501, reply.status(), reply::toString);
                assertTrue(reply.text().contains("bing-sydney"), reply::text);
                assertEquals("later", reply.header("x-sluice-deployment"));
            }
        }
    }
}
