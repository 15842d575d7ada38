package dev.sluice.app;

import static dev.sluice.app.Canaries.Kind.ADMIN_TOKEN;
import static dev.sluice.app.Canaries.Kind.CLIENT_COOKIE;
import static dev.sluice.app.Canaries.Kind.SAID;
import static dev.sluice.app.Canaries.Kind.VIRTUAL_KEY;
import static dev.sluice.app.Canaries.Kind.WRONG_KEY;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeUpstream;
import dev.sluice.testkit.Request;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

/** A gateway full of canaries, the vendors behind it, and everything that comes out of it. */
final class CanaryRun implements AutoCloseable {
    private static final List<String> MODES =
            List.of("400", "401", "403", "404", "429", "500", "503", "html", "header");
    private static final List<String> PATHS =
            List.of(
                    "/v1/chat/completions",
                    "/v1/completions",
                    "/v1/embeddings",
                    "/v1/images/generations",
                    "/v1/audio/speech",
                    "/v1/moderations",
                    "/v1/responses",
                    "/v1/rerank");

    /** Where the administrator reads what callers said, if it is kept. */
    private static final String CALLS = "/admin/api/calls";

    private final Path directory;
    private final Canaries canaries = new Canaries();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Log log = new Log(new PrintStream(said, true, UTF_8), Clock.systemUTC());
    private final List<String> answers = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final FakeUpstream vendor = FakeUpstream.start(new EchoingVendor());
    private final FakeUpstream proxy =
            FakeUpstream.start(request ->
                    Answer.bytes(407, "text/plain", EchoingVendor.quote(request).getBytes(UTF_8)));
    private final FakeUpstream collector =
            FakeUpstream.start(_ -> Answer.bytes(200, "application/x-protobuf", new byte[0]));
    private final int gone;

    CanaryRun(Path directory) {
        this.directory = directory;
        try (FakeUpstream closed = FakeUpstream.start(_ -> Answer.json(200, "{}"))) {
            gone = closed.port();
        }
    }

    Canaries canaries() {
        return canaries;
    }

    Log log() {
        return log;
    }

    /** Everything that the gateway has logged. */
    String said() {
        return said.toString(UTF_8);
    }

    Path data() {
        return directory.resolve("data");
    }

    /** What the vendors were asked. */
    List<Request> asked() {
        return vendor.requests();
    }

    /** What the collector was sent. */
    List<Request> collected() {
        return collector.requests();
    }

    String configuration() {
        return CanaryConfiguration.of(vendor.url(), proxy.port(), gone);
    }

    /** The configuration, with all that may stand around a gateway. */
    String everythingAround() {
        return configuration() + CanaryConfiguration.around(collector.url(), gone);
    }

    /** The configuration, with a database that is away. */
    String databaseAway() {
        return configuration() + CanaryConfiguration.store(gone);
    }

    SluiceServer start(String configuration) throws IOException, Failure {
        Path file = Files.writeString(directory.resolve("sluice.yaml"), configuration);
        var options = new ServeOptions(file.toString(), 0, "127.0.0.1", data().toString());
        return SluiceServer.start(options, CanaryConfiguration.ENVIRONMENT, log);
    }

    /** Asks, and keeps everything that comes back. */
    String ask(int port, String method, String path, String key, String body)
            throws IOException, InterruptedException {
        HttpResponse<String> response = send(port, method, path, key, body);
        String answer =
                response.statusCode() + " " + response.headers().map() + " " + response.body();
        answers.add(method + " " + path + " " + body + " -> " + answer);
        return answer;
    }

    private HttpResponse<String> send(int port, String method, String path, String key, String body)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(RunningSluice.PATIENCE)
                        .header("authorization", "Bearer " + key)
                        .header("cookie", "session=" + CLIENT_COOKIE.secret())
                        .header("content-type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
    }

    /** Has the gateway issue a secret; this one answer is not kept, as it must show it. */
    String issued(int port, String path, String words) throws IOException, InterruptedException {
        HttpResponse<String> response = send(port, "POST", path, ADMIN_TOKEN.secret(), words);
        String mark = "\"key\":\"";
        int from = response.body().indexOf(mark) + mark.length();
        assertTrue(response.statusCode() < 300 && from >= mark.length(), response::body);
        String secret = response.body().substring(from, response.body().indexOf('"', from));
        canaries.add("ISSUED_KEY", secret);
        return secret;
    }

    /** A request for all kinds of calls, in which the caller shows secrets of his own. */
    static String body(String model, String more) {
        return "{\"model\":\""
                + model
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\""
                + shown()
                + "\"}],\"input\":\"hello\",\"prompt\":\"hello\",\"user_token\":\""
                + SAID.secret()
                + "\""
                + more
                + "}";
    }

    private static String shown() {
        String secret = SAID.secret();
        String claims = base64("{\"sub\":\"" + secret + "\"}");
        return "sk-"
                + secret
                + " and sk-proj-"
                + secret
                + ", Bearer "
                + secret
                + ", AIza"
                + secret
                + "0123456789012345, "
                + base64("{\"alg\":\"none\"}")
                + "."
                + claims
                + ".c2ln {\\\"api_key\\\": \\\""
                + secret
                + "\\\"}";
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    /** Every kind of call, good and bad. */
    void everything(int port) throws IOException, InterruptedException {
        String chat = "/v1/chat/completions";
        for (String provider : CanaryConfiguration.PROVIDERS) {
            for (String mode : MODES) {
                String model = provider + "-echo-" + mode;
                ask(port, "POST", chat, VIRTUAL_KEY.secret(), body(model, ""));
                ask(port, "POST", chat, VIRTUAL_KEY.secret(), body(model, ",\"stream\":true"));
                ask(port, "POST", "/admin/api/deployments/x/reset", ADMIN_TOKEN.secret(), "");
            }
            String stream = body(provider + "-echo-stream", ",\"stream\":true");
            ask(port, "POST", chat, VIRTUAL_KEY.secret(), stream);
        }
        for (String path : PATHS) {
            for (String mode : MODES) {
                ask(port, "POST", path, VIRTUAL_KEY.secret(), body("openai-echo-" + mode, ""));
                ask(port, "POST", path, VIRTUAL_KEY.secret(), body("any-echo-" + mode, ""));
            }
            ask(port, "POST", path, VIRTUAL_KEY.secret(), body("unknown", ""));
            ask(port, "POST", path, VIRTUAL_KEY.secret(), "{\"model\":");
            ask(port, "POST", path, WRONG_KEY.secret(), body("openai-echo-401", ""));
            ask(port, "GET", path, VIRTUAL_KEY.secret(), "");
        }
        ask(port, "POST", "/admin/api/reload", ADMIN_TOKEN.secret(), "");
    }

    /** Keys that are made, used, changed and ended. */
    void keys(int port) throws IOException, InterruptedException {
        String chat = "/v1/chat/completions";
        String words =
                "{\"id\":\"made\",\"models\":[\"openai-*\"],\"limits\":[{\"rpm\":100}],"
                        + "\"budgets\":[{\"amount\":\"5\",\"currency\":\"USD\","
                        + "\"window\":\"day\"}]}";
        String first = issued(port, "/admin/api/keys", words);
        for (String mode : List.of("header", "401", "500")) {
            ask(port, "POST", chat, first, body("openai-echo-" + mode, ""));
        }
        ask(port, "POST", chat, first, body("claude-echo-header", ""));
        ask(port, "GET", "/v1/dashboard/billing/subscription", first, "");
        String second = issued(port, "/admin/api/keys/made/rotate", "");
        ask(port, "POST", chat, first, body("openai-echo-header", ""));
        ask(port, "POST", chat, second, body("openai-echo-header", ""));
        ask(port, "PATCH", "/admin/api/keys/made", ADMIN_TOKEN.secret(), "{\"owner\":\"o\"}");
        ask(port, "GET", "/admin/api/keys/made", ADMIN_TOKEN.secret(), "");
        ask(port, "GET", "/admin/api/keys", ADMIN_TOKEN.secret(), "");
        ask(port, "DELETE", "/admin/api/keys/made", ADMIN_TOKEN.secret(), "");
        ask(port, "POST", chat, second, body("openai-echo-header", ""));
    }

    /** Everything that can be read, by everybody. */
    void reading(int port) throws IOException, InterruptedException {
        for (String path :
                List.of(
                        "/v1/models",
                        "/v1/models/openai-echo-401",
                        "/v1/files",
                        "/v1/nothing",
                        "/nothing",
                        "/verify",
                        "/metrics",
                        "/health",
                        "/admin/api/deployments",
                        "/admin/api/nothing",
                        "/admin/api/explain?model=openai-echo-401&key=team-a",
                        CALLS + "?limit=10000",
                        CALLS + "?format=csv",
                        "/admin/api/usage",
                        "/admin/api/ledger",
                        "/admin/api/limits",
                        "/admin/api/prices",
                        "/v1/dashboard/billing/usage")) {
            for (var key : List.of(ADMIN_TOKEN, VIRTUAL_KEY, WRONG_KEY)) {
                ask(port, "GET", path, key.secret(), "");
            }
        }
    }

    /** Asks until an answer is as it should be. */
    void await(int port, String path, Predicate<String> so)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + RunningSluice.PATIENCE.toNanos();
        while (!so.test(send(port, "GET", path, ADMIN_TOKEN.secret(), "").body())) {
            assertTrue(System.nanoTime() < deadline, () -> path + ", the log:\n" + said());
            Thread.sleep(10);
        }
    }

    /** What the vendors were sent that is none of their business. */
    private Set<String> sentToVendors() {
        var seen = new TreeSet<String>();
        for (Request each : vendor.requests()) {
            String all = each.target() + each.headers() + each.text();
            for (var kind : List.of(ADMIN_TOKEN, VIRTUAL_KEY, WRONG_KEY, CLIENT_COOKIE)) {
                if (all.contains(kind.secret())) {
                    seen.add(kind + " in " + each.target());
                }
            }
        }
        return seen;
    }

    private static String unpacked(Request request) {
        try (var unzipped = new GZIPInputStream(new ByteArrayInputStream(request.body()))) {
            return request.target() + " " + new String(unzipped.readAllBytes(), ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every secret that is where it must not be, with the place. */
    Set<String> seen() {
        var seen = new TreeSet<String>();
        said().lines().forEach(line -> canaries.in(line).forEach(c -> seen.add("log: " + c)));
        for (String each : answers) {
            boolean back = !each.startsWith("GET " + CALLS);
            String asked = each.substring(0, each.indexOf(' ', each.indexOf(' ') + 1));
            canaries.in(each).stream()
                    .filter(c -> !(back && c.startsWith(SAID.name())))
                    .forEach(c -> seen.add("answer: " + asked + ": " + c));
        }
        canaries.below(data()).forEach(c -> seen.add("data: " + c));
        sentToVendors().forEach(c -> seen.add("vendor: " + c));
        collected()
                .forEach(request ->
                        canaries.in(unpacked(request)).forEach(c -> seen.add("collector: " + c)));
        return seen;
    }

    static String shown(Set<String> seen) {
        return String.join("\n", seen.stream().limit(40).toList());
    }

    /** Fails when a secret is where it must not be. */
    void assertNothingSeen() {
        assertEquals("", shown(seen()));
    }

    @Override
    public void close() {
        client.close();
        vendor.close();
        proxy.close();
        collector.close();
    }
}
