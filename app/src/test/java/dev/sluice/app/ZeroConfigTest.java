package dev.sluice.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first minute: nothing is configured, and what is printed works as it stands. */
class ZeroConfigTest {
    private static final Pattern CURL =
            Pattern.compile("(?m)^ *curl (\\S+) -H '([^']+)' -H '([^']+)' -d '([^']+)'$");
    private static final Pattern KEY = Pattern.compile("(?m)^ *key: +(\\S+)$");
    private static final Pattern ADMIN = Pattern.compile("(?m)^ *admin token: +(\\S+) ");

    @TempDir Path directory;

    private RunningSluice start() throws Failure {
        return RunningSluice.start(null, directory.resolve("data"));
    }

    private static String first(Pattern pattern, String log) {
        Matcher found = pattern.matcher(log);
        assertTrue(found.find(), () -> pattern + " is not in:\n" + log);
        return found.group(1);
    }

    /** Sends what the line says, with the body changed by nobody or by its reader. */
    private static HttpResponse<String> typed(Matcher curl, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(curl.group(1)));
        for (String header : new String[] {curl.group(2), curl.group(3)}) {
            int colon = header.indexOf(':');
            request.header(header.substring(0, colon), header.substring(colon + 1).strip());
        }
        request.POST(HttpRequest.BodyPublishers.ofString(body));
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
        }
    }

    @Test
    void thePrintedLineWorksAsPasted() throws Exception {
        try (RunningSluice sluice = start()) {
            Matcher curl = CURL.matcher(sluice.log());
            assertTrue(curl.find(), sluice::log);
            HttpResponse<String> whole = typed(curl, curl.group(4));
            assertEquals(200, whole.statusCode(), whole::body);
            assertTrue(whole.body().contains("not a language model. You said: hello"));

            String streaming = curl.group(4).replaceFirst("}$", ",\"stream\":true}");
            HttpResponse<String> stream = typed(curl, streaming);
            assertEquals(200, stream.statusCode(), stream::body);
            assertTrue(
                    stream.headers()
                            .firstValue("content-type")
                            .orElse("")
                            .startsWith("text/event-stream"));
            assertTrue(stream.body().endsWith("data: [DONE]\n\n"), stream::body);
            assertTrue(stream.body().contains("hello"), stream::body);
        }
    }

    @Test
    void theKeySurvivesARestart() throws Exception {
        String key;
        try (RunningSluice sluice = start()) {
            key = first(KEY, sluice.log());
        }
        try (RunningSluice sluice = start()) {
            assertEquals(key, first(KEY, sluice.log()));
            assertEquals(200, sluice.get("/v1/models", key).statusCode());
            assertFalse(sluice.log().contains("admin token:"), "it is shown once");
        }
    }

    @Test
    void onlyItsOwnerReadsTheKeys() throws Exception {
        try (RunningSluice sluice = start()) {
            Path kept = directory.resolve("data").resolve("generated.keys");
            assertTrue(Files.readString(kept).contains(first(KEY, sluice.log())));
            Assumptions.assumeTrue(
                    kept.getFileSystem().supportedFileAttributeViews().contains("posix"),
                    "this file system has no modes");
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)));
        }
    }

    @Test
    void theGeneratedAdminTokenIsTheOneThatCounts() throws Exception {
        try (RunningSluice sluice = start()) {
            String admin = first(ADMIN, sluice.log());
            assertEquals(200, sluice.get("/verify", admin).statusCode());
            assertEquals(401, sluice.get("/verify", first(KEY, sluice.log())).statusCode());
            assertEquals(401, sluice.get("/verify", null).statusCode());
            assertEquals(401, sluice.get("/v1/models", admin).statusCode());
        }
    }

    @Test
    void aTokenFromTheEnvironmentIsNeverPrinted() throws Exception {
        for (String name : new String[] {"ADMIN_TOKEN", "ADMIN-TOKEN"}) {
            var environment = Map.of(name, "chosen-by-me");
            Path data = directory.resolve(name);
            try (RunningSluice sluice = RunningSluice.start(null, data, environment)) {
                assertEquals(200, sluice.get("/verify", "chosen-by-me").statusCode());
                HttpResponse<String> wrong = sluice.get("/verify", "chosen-by-you");
                assertEquals(401, wrong.statusCode());
                assertTrue(wrong.body().contains("\"code\":\"invalid_token\""), wrong::body);
                assertFalse(sluice.log().contains("admin token"), sluice::log);
                assertFalse(sluice.log().contains("chosen-by-me"), sluice::log);
            }
        }
    }
}
