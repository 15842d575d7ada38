package dev.sluice.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.sluice.core.Surface.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Request lines as clients send them. */
class PathsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/chat/completions",
                "/chat/completions",
                "/openai/chat/completions",
                "/openai/v1/chat/completions",
                "/api/v1/chat/completions",
                "/api/paas/v4/chat/completions",
                "/v1/v1/chat/completions",
                "/v1/chat/completions/",
                "//v1//chat/completions",
                "/v1chat/completions",
                "/v1/chat/completions/chat/completions",
                "/v1/chat/completions/v1/chat/completions",
                "/v1/v1chat/completions",
                "http://host/v1/chat/completions",
                "http://host:80//v1/chat/completions/"
            })
    void repairsThePathOfChats(String target) {
        assertEquals(
                new Surface.Relayed(Kind.CHAT, "/chat/completions", "", null),
                Paths.read("POST", target));
    }

    @ParameterizedTest
    @CsvSource({
        "POST,   /v1/completions,                 COMPLETION, /completions,               '',",
        "POST,   /v1/embeddings?a=b,              OTHER,      /embeddings,                a=b,",
        "POST,   /v1/responses,                   RESPONSE,   /responses,                 '',",
        "GET,    /v1/responses/r_1,               OTHER,      /responses/r_1,             '',",
        "DELETE, /v1/files/f%2F1,                 OTHER,      /files/f%2F1,               '',",
        "GET,    /v1/files/f/content,             OTHER,      /files/f/content,           '',",
        "POST,   /v1/fine_tuning/jobs/j/cancel,   OTHER,      /fine_tuning/jobs/j/cancel, '',",
        "GET,    /v1/chat/completions?limit=2,    OTHER,      /chat/completions,          limit=2,",
        "GET,    /v1/chat/completions/c/messages, OTHER,      /chat/completions/c/messages, '',",
        "GET,    /v1/realtime?model=m,            REALTIME,   /realtime,                  model=m,"
                + " m",
        "POST,   /v1/audio/transcriptions,        OTHER,      /audio/transcriptions,      '',",
        "POST,   /openai/deployments/d%20x/chat/completions?api-version=1,"
                + "CHAT,/chat/completions,'',d x",
        "POST,   /openai/deployments/d/embeddings?api-version=1&x=y,OTHER,/embeddings,x=y,d",
        "POST,   /v1beta/chat/completions2,       ,           ,                           '',",
    })
    void readsTheSurface(
            String method, String target, Kind kind, String path, String query, String model) {
        Surface surface = Paths.read(method, target);
        if (kind == null) {
            assertInstanceOf(Surface.NotFound.class, surface);
        } else {
            assertEquals(new Surface.Relayed(kind, path, query, model), surface);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/../admin",
                "/v1/files/..",
                "/v1/files/../x",
                "/v1/files/%2e%2e/x",
                "/v1/files/%2E%2e",
                "/v1/files/.%2e%2fx",
                "/v1/files/..%2Fx",
                "/v1/files/x%2f..",
                "/v1/files/./x",
                "/v1/files/%5c..%5cx",
                "/v1/files/..\\x",
                "/v1/files/%252e%252e/x/../y"
            })
    void letsNobodyOutOfTheBase(String target) {
        assertInstanceOf(Surface.NotFound.class, Paths.read("GET", target), target);
    }

    @Test
    void answersItsOwn() {
        assertEquals(new Surface.Home(), Paths.read("GET", "/"));
        assertEquals(new Surface.Console(""), Paths.read("GET", "/console"));
        assertEquals(new Surface.Console(""), Paths.read("HEAD", "//console//"));
        assertEquals(new Surface.Console("/k/a b"), Paths.read("GET", "/console/k/a%20b?x=y"));
        assertEquals(
                new Surface.WrongMethod("/console/x", "GET, HEAD"),
                Paths.read("POST", "/console/x"));
        assertEquals(new Surface.Live(), Paths.read("HEAD", "/health/live"));
        assertEquals(new Surface.Ready(), Paths.read("GET", "/health/ready?x"));
        assertEquals(
                new Surface.Control("/openai-style-api/verify", ""), Paths.read("GET", "/verify"));
        assertEquals(
                new Surface.Control("/openai-style-api/getAllModelConfig", "reveal=true"),
                Paths.read("GET", "//getAllModelConfig/?reveal=true"));
        assertEquals(
                new Surface.Control("/openai-style-api/updateModelConfig", ""),
                Paths.read("POST", "/updateModelConfig"));
        assertEquals(new Surface.ModelList(""), Paths.read("GET", "/v1/models"));
        assertEquals(new Surface.ModelList("limit=3"), Paths.read("GET", "/models/?limit=3"));
        assertEquals(new Surface.OneModel("a/b"), Paths.read("GET", "/v1/models/a%2Fb"));
        assertEquals(new Surface.OneModel("a/b"), Paths.read("GET", "/v1/models/a/b"));
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    /v1/embeddings,    POST",
        "PUT,    /v1/chat/completions, POST",
        "POST,   /health/live,      'GET, HEAD'",
        "POST,   /v1/models,        'GET, HEAD'",
    })
    void namesTheRightMethods(String method, String target, String allowed) {
        assertEquals(
                allowed,
                assertInstanceOf(Surface.WrongMethod.class, Paths.read(method, target)).allowed());
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completion, /v1/chat/completions",
        "/v1/chat/compltions, /v1/chat/completions",
        "/v1/embedding,       /v1/embeddings",
        "/v1/model,           /v1/models",
        "/favicon.ico,        ",
    })
    void guessesWhatWasMeant(String target, String nearest) {
        assertEquals(
                nearest,
                assertInstanceOf(Surface.NotFound.class, Paths.read("POST", target)).nearest());
    }
}
