package dev.sluice.app;

import static dev.sluice.app.Entries.entry;
import static dev.sluice.app.Entries.file;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an administrator asks a running gateway over HTTP. */
class AdminApiTest {
    private static final String ADMIN = "admin-1";
    private static final String ROUTER =
            "\"router_strategy\":\"round-robin\",\"token_pool\":[\"sk-1\",\"sk-2\"]";

    @TempDir Path directory;

    private RunningSluice start(Path file) throws Failure {
        return RunningSluice.start(file, directory.resolve("data"), Map.of("ADMIN_TOKEN", ADMIN));
    }

    private Path write(String text) throws Exception {
        return Files.writeString(directory.resolve("model-config.json"), text);
    }

    private static HttpResponse<String> ask(
            RunningSluice sluice, String method, String path, String token) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sluice.port() + path))
                            .timeout(RunningSluice.PATIENCE)
                            .header("authorization", "Bearer " + token)
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void explainsListsResetsAndReloads() throws Exception {
        String members = "\"model\":\"m\"";
        Path file =
                write(
                        file(
                                entry("sk-1", "echo", ""),
                                entry("sk-2", "echo", ""),
                                entry("sk-r", "router", ROUTER)));
        try (RunningSluice sluice = start(file)) {
            var explained =
                    ask(sluice, "GET", "/admin/api/explain?model=m&key=entry-3%20router", ADMIN);
            assertEquals(200, explained.statusCode(), explained::body);
            assertTrue(explained.body().startsWith("{" + members), explained::body);
            assertTrue(explained.body().contains("\"refused\":null"), explained::body);
            assertEquals(
                    404,
                    ask(sluice, "GET", "/admin/api/explain?model=m&key=gone", ADMIN).statusCode());

            var listed = ask(sluice, "GET", "/admin/api/deployments", ADMIN);
            assertEquals(200, listed.statusCode(), listed::body);
            String id = listed.body().replaceFirst(".*?\"id\":\"([^\"]+)\".*", "$1");
            String encoded = id.replace(" ", "%20").replace("/", "%2F");
            var reset = ask(sluice, "POST", "/admin/api/deployments/" + encoded + "/reset", ADMIN);
            assertEquals(200, reset.statusCode(), reset::body);
            assertTrue(reset.body().contains("\"standing\":\"ready\""), reset::body);

            write(file(entry("sk-9", "echo", "")));
            var reloaded = ask(sluice, "POST", "/admin/api/reload", ADMIN);
            assertEquals("{\"revision\":2,\"warnings\":[]}", reloaded.body());
            assertEquals(200, sluice.chat("sk-9", RunningSluice.HELLO).statusCode());
            write("[\n{]");
            var refused = ask(sluice, "POST", "/admin/api/reload", ADMIN);
            assertEquals(400, refused.statusCode(), refused::body);
            assertTrue(refused.body().contains("\"line\":2"), refused::body);
            assertEquals(200, sluice.chat("sk-9", RunningSluice.HELLO).statusCode());
        }
    }

    @Test
    void whatIsExplainedForAUserIsWhatHappens() throws Exception {
        Path file =
                Files.writeString(
                        directory.resolve("sluice.yaml"),
                        """
                        keys: [{id: a, key: sk-a}]
                        providers: [{id: e1, type: echo}, {id: e2, type: echo}, {id: e3, type: echo}]
                        models:
                          - name: s
                            strategy: sticky
                            targets: [{provider: e1}, {provider: e2}, {provider: e3}]
                        """);
        Set<String> used = new HashSet<>();
        try (RunningSluice sluice = start(file)) {
            for (String user : List.of("u1", "u2", "u3", "u4", "u5", "u6", "u7", "u8", "u9")) {
                String members = "\"model\":\"s\",\"user\":\"" + user + "\",";
                String ran =
                        sluice.chat("sk-a", members + RunningSluice.HELLO)
                                .headers()
                                .firstValue("x-sluice-deployment")
                                .orElse("");
                String explained =
                        ask(sluice, "GET", "/admin/api/explain?model=s&user=" + user, ADMIN).body();
                String first = "\"steps\":[{\"together\":[{\"deployment\":\"" + ran + "\"";
                assertTrue(explained.contains(first), () -> ran + " but " + explained);
                used.add(ran);
            }
        }
        assertTrue(used.size() > 1, used::toString);
    }

    @Test
    void onlyTheAdministratorIsAnswered() throws Exception {
        try (RunningSluice sluice = start(write(file(entry("sk-1", "echo", ""))))) {
            for (String token : new String[] {"sk-1", "admin-2"}) {
                assertEquals(
                        401,
                        ask(sluice, "GET", "/admin/api/deployments", token).statusCode(),
                        token);
                assertEquals(401, ask(sluice, "POST", "/admin/api/reload", token).statusCode());
            }
        }
    }
}
