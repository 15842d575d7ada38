package dev.sluice.app;

import static dev.sluice.app.Canaries.Kind.ADMIN_TOKEN;
import static dev.sluice.app.Canaries.Kind.CLIENT_COOKIE;
import static dev.sluice.app.Canaries.Kind.MASTER_KEY;
import static dev.sluice.app.Canaries.Kind.OPENAI_KEY;
import static dev.sluice.app.Canaries.Kind.OTLP_HEADER;
import static dev.sluice.app.Canaries.Kind.TLS_KEY;
import static dev.sluice.app.Canaries.Kind.VIRTUAL_KEY;
import static dev.sluice.app.Canaries.Kind.WRONG_KEY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.config.Configuration;
import dev.sluice.app.telemetry.Facts;
import dev.sluice.app.telemetry.Gauges;
import dev.sluice.app.telemetry.Otlp;
import dev.sluice.app.telemetry.Telemetry;
import dev.sluice.providers.Secret;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeUpstream;
import dev.sluice.testkit.Request;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A gateway full of canaries, vendors that quote them whenever they complain, and every kind of
 * call: afterwards none of them is in anything that leaves the gateway, except in what it sends to
 * the vendor whose secret it is. See {@link Canaries}.
 */
class SecretCanaryTest {
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

    @TempDir Path directory;

    private final Canaries canaries = new Canaries();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Log log = new Log(new PrintStream(said, true, UTF_8), Clock.systemUTC());
    private final List<String> answers = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final FakeUpstream vendor = FakeUpstream.start(new EchoingVendor());
    private final FakeUpstream proxy =
            FakeUpstream.start(request ->
                    Answer.bytes(407, "text/plain", EchoingVendor.quote(request).getBytes(UTF_8)));
    private int gone;

    @BeforeEach
    void findAPortWhereNobodyIs() {
        try (FakeUpstream closed = FakeUpstream.start(_ -> Answer.json(200, "{}"))) {
            gone = closed.port();
        }
    }

    @AfterEach
    void close() {
        client.close();
        vendor.close();
        proxy.close();
    }

    private String configuration() {
        return CanaryConfiguration.of(vendor.url(), proxy.port(), gone);
    }

    private static String secret(String kind) {
        return Canaries.Kind.valueOf(kind).secret();
    }

    private Path data() {
        return directory.resolve("data");
    }

    private SluiceServer start(String configuration) throws Exception {
        Path file = Files.writeString(directory.resolve("sluice.yaml"), configuration);
        ServeOptions options = new ServeOptions(file.toString(), 0, "127.0.0.1", data().toString());
        return SluiceServer.start(
                options,
                Map.of(
                        "ADMIN_TOKEN",
                        ADMIN_TOKEN.secret(),
                        "SLUICE_SECRET_KEY",
                        MASTER_KEY.secret()),
                log);
    }

    /** Asks, and keeps everything that comes back. */
    private void ask(int port, String method, String path, String key, String body)
            throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(RunningSluice.PATIENCE)
                        .header("authorization", "Bearer " + key)
                        .header("cookie", "session=" + CLIENT_COOKIE.secret())
                        .header("content-type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build();
        HttpResponse<String> response =
                client.send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
        answers.add(
                method
                        + " "
                        + path
                        + " "
                        + body
                        + " -> "
                        + response.statusCode()
                        + " "
                        + response.headers().map()
                        + " "
                        + response.body());
    }

    private static String body(String model, String more) {
        return "{\"model\":\""
                + model
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}],\"input\":\"hello\","
                + "\"prompt\":\"hello\""
                + more
                + "}";
    }

    /** Every kind of call, good and bad. */
    private void everything(int port) throws Exception {
        for (String provider : CanaryConfiguration.PROVIDERS) {
            for (String mode : MODES) {
                String model = provider + "-echo-" + mode;
                String chat = "/v1/chat/completions";
                ask(port, "POST", chat, VIRTUAL_KEY.secret(), body(model, ""));
                ask(port, "POST", chat, VIRTUAL_KEY.secret(), body(model, ",\"stream\":true"));
                ask(port, "POST", "/admin/api/deployments/x/reset", ADMIN_TOKEN.secret(), "");
            }
            String stream = body(provider + "-echo-stream", ",\"stream\":true");
            ask(port, "POST", "/v1/chat/completions", VIRTUAL_KEY.secret(), stream);
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
                        "/v1/dashboard/billing/usage")) {
            for (var key : List.of(ADMIN_TOKEN, VIRTUAL_KEY, WRONG_KEY)) {
                ask(port, "GET", path, key.secret(), "");
            }
        }
        ask(port, "POST", "/admin/api/reload", ADMIN_TOKEN.secret(), "");
    }

    /** What the vendors were sent that is none of their business. */
    private TreeSet<String> sentToVendors() {
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

    private TreeSet<String> seen() {
        var seen = new TreeSet<String>();
        said.toString(UTF_8)
                .lines()
                .forEach(line ->
                        canaries.in(line).forEach(c -> seen.add("log: " + c + ": " + line)));
        answers.forEach(a -> canaries.in(a).forEach(c -> seen.add("answer: " + c + ": " + a)));
        canaries.below(data()).forEach(c -> seen.add("data: " + c));
        sentToVendors().forEach(c -> seen.add("vendor: " + c));
        return seen;
    }

    private static String shown(TreeSet<String> seen) {
        return String.join(
                "\n", seen.stream().map(s -> s.substring(0, Math.min(900, s.length()))).toList());
    }

    @ParameterizedTest
    @EnumSource(Log.Format.class)
    void nothingLeavesTheGateway(Log.Format format) throws Exception {
        log.format(format);
        try (SluiceServer server = start(configuration())) {
            everything(server.port());
        }
        assertTrue(
                said.toString(UTF_8).contains("team-a") && vendor.requests().size() > 100,
                "the calls were made");
        assertTrue(
                vendor.requests().stream()
                        .anyMatch(r ->
                                r.headers().text("authorization").contains(OPENAI_KEY.secret())),
                "the vendor got its own");
        TreeSet<String> seen = seen();
        assertEquals("", shown(seen));
    }

    /** A search that finds nothing proves something only if it finds what is there. */
    @Test
    void whatDoesLeakIsFound() throws Exception {
        try (SluiceServer server = start(configuration())) {
            String leak = body("openai-echo-answer", "");
            ask(server.port(), "POST", "/v1/chat/completions", VIRTUAL_KEY.secret(), leak);
        }
        log.info("planted " + ADMIN_TOKEN.secret());
        Files.createDirectories(data().resolve("deep"));
        Files.writeString(data().resolve("deep/planted"), "\u0000" + TLS_KEY.secret());
        String all = shown(seen());
        for (String sink :
                List.of(
                        "answer: OPENAI_KEY: ",
                        "log: ADMIN_TOKEN: ",
                        "data: deep/planted: TLS_KEY")) {
            assertTrue(all.contains(sink), () -> sink + " is not in " + all);
        }
        for (Canaries.Kind each : Canaries.Kind.values()) {
            String basic =
                    java.util.Base64.getEncoder()
                            .encodeToString(("user:" + each.secret()).getBytes(UTF_8));
            assertEquals(1, canaries.in("x" + each.secret() + "y").size() > 0 ? 1 : 0, each::name);
            assertTrue(!canaries.in(basic).isEmpty(), each::name);
        }
    }

    /** What is refused is refused without being quoted. */
    @Test
    void aConfigurationThatIsRefusedIsNotQuoted() throws Exception {
        String broken =
                configuration()
                        .replace("api_version: 2024-10-21", "unheard_of: 1")
                        .replace("proxy: 'http://user:", "proxy: 'gopher://user:")
                        .replace("sessionKey=", "")
                        .replace("id." + secret("ZHIPU_SECRET"), secret("ZHIPU_SECRET"))
                        .replace(secret("POOL_KEY") + "2", secret("POOL_KEY"));
        Path file = Files.writeString(directory.resolve("broken.yaml"), broken);
        Configuration read =
                Configuration.load(
                        new Configuration.Source(file, Map.of(), null, null),
                        new Configuration.Credentials(
                                Secret.of(ADMIN_TOKEN.secret()), Secret.of("made-up")),
                        Configuration.Moment.RELOAD,
                        1);
        assertTrue(read instanceof Configuration.Rejected, read::toString);
        assertEquals("", shown(canaries.in(read.toString())), read::toString);
        Files.writeString(file, broken + "\n  - [}");
        try {
            start(Files.readString(file)).close();
        } catch (Failure e) {
            assertEquals("", shown(canaries.in(e.toString())), e::toString);
        }
    }

    /** A whole snapshot may end up in a log or in the message of an exception. */
    @Test
    void aSnapshotDoesNotPrintItsSecrets() throws Exception {
        Path file = Files.writeString(directory.resolve("sluice.yaml"), configuration());
        Configuration read =
                Configuration.load(
                        new Configuration.Source(file, Map.of(), null, null),
                        new Configuration.Credentials(
                                Secret.of(ADMIN_TOKEN.secret()), Secret.of("made-up")),
                        Configuration.Moment.RELOAD,
                        1);
        assertTrue(read instanceof Configuration.Loaded, read::toString);
        assertEquals("", shown(canaries.in(read.toString())), read::toString);
    }

    @Test
    void aKeyFileThatCannotBeUsedIsNotQuoted() throws Exception {
        Path key = Files.writeString(directory.resolve("key.pem"), pem(TLS_KEY.secret()));
        Files.writeString(directory.resolve("cert.pem"), pem(TLS_KEY.secret()));
        String tls =
                configuration()
                        .replace(
                                "server: {",
                                "server: {tls: {certificate: cert.pem, key: " + key + "}, ");
        String message = "";
        try {
            start(tls).close();
        } catch (Failure e) {
            message = e + " " + e.getCause();
        }
        assertTrue(message.contains("key.pem") || message.contains("cert.pem"), message);
        assertEquals("", shown(canaries.in(message + said)));
    }

    private static String pem(String inside) {
        return "-----BEGIN PRIVATE KEY-----\n" + inside + "\n-----END PRIVATE KEY-----\n";
    }

    @Test
    void aCollectorThatQuotesItsHeadersIsNotQuoted() throws Exception {
        try (FakeUpstream collector =
                        FakeUpstream.start(request ->
                                Answer.bytes(
                                        400,
                                        "text/plain",
                                        EchoingVendor.quote(request).getBytes(UTF_8)));
                Telemetry telemetry =
                        Telemetry.begin(
                                new Telemetry.Sources(
                                        Gauges.NONE,
                                        dev.sluice.app.telemetry.Calls::snapshot,
                                        _ -> Facts.NONE),
                                new Otlp(
                                        collector.url(),
                                        Map.of("authorization", Secret.of(OTLP_HEADER.secret())),
                                        Otlp.SERVICE,
                                        Otlp.Edition.RELEASED),
                                log)) {
            telemetry.finished(dev.sluice.app.telemetry.Calls.stranger("/models"), null);
            long deadline = System.nanoTime() + RunningSluice.PATIENCE.toNanos();
            while (!said.toString(UTF_8).contains("traces do not reach")) {
                assertTrue(System.nanoTime() < deadline, said::toString);
                Thread.sleep(10);
            }
            assertTrue(
                    collector
                            .last()
                            .headers()
                            .text("authorization")
                            .contains(OTLP_HEADER.secret()));
            assertEquals("", shown(canaries.in(said + new String(telemetry.scrape(), UTF_8))));
        }
    }
}
