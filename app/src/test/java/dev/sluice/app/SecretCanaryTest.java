package dev.sluice.app;

import static dev.sluice.app.Canaries.Kind.ADMIN_TOKEN;
import static dev.sluice.app.Canaries.Kind.OPENAI_KEY;
import static dev.sluice.app.Canaries.Kind.OTLP_HEADER;
import static dev.sluice.app.Canaries.Kind.SEALED_KEY;
import static dev.sluice.app.Canaries.Kind.TLS_KEY;
import static dev.sluice.app.Canaries.Kind.VIRTUAL_KEY;
import static dev.sluice.app.Canaries.Kind.WRONG_KEY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.config.Configuration;
import dev.sluice.app.telemetry.Facts;
import dev.sluice.app.telemetry.Gauges;
import dev.sluice.app.telemetry.Otlp;
import dev.sluice.app.telemetry.Telemetry;
import dev.sluice.providers.Secret;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeUpstream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
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
    @TempDir Path directory;

    private CanaryRun run;

    @BeforeEach
    void start() {
        run = new CanaryRun(directory);
    }

    @AfterEach
    void close() {
        run.close();
    }

    private static String secret(String kind) {
        return Canaries.Kind.valueOf(kind).secret();
    }

    private static Configuration read(Path file) {
        var premises = new Premises(file, Path.of("nowhere"), CanaryConfiguration.ENVIRONMENT);
        return Configuration.load(
                new Configuration.Source(file, Map.of(), null, null),
                new Configuration.Credentials(
                        Secret.of(ADMIN_TOKEN.secret()), Secret.of("made-up"), premises.unsealer()),
                Configuration.Moment.RELOAD,
                1);
    }

    @ParameterizedTest
    @EnumSource(Log.Format.class)
    void nothingLeavesTheGateway(Log.Format format) throws Exception {
        String json = format == Log.Format.JSON ? ", log_format: json}" : "}";
        String configuration =
                run.everythingAround().replace("access_log: true}", "access_log: true" + json);
        try (SluiceServer server = run.start(configuration)) {
            run.keys(server.port());
            run.everything(server.port());
            run.await(
                    server.port(),
                    "/admin/api/calls?limit=10000",
                    calls -> {
                        return calls.contains("rerank");
                    });
            run.reading(server.port());
        }
        String asked = run.asked().toString();
        assertTrue(run.said().contains("team-a") && run.asked().size() > 100, "calls were made");
        assertTrue(gotItsKey(OPENAI_KEY) && gotItsKey(SEALED_KEY), () -> asked);
        assertFalse(run.collected().isEmpty(), "the collector was told");
        assertTrue(
                run.collected().stream()
                        .allMatch(r ->
                                r.headers().text("authorization").equals(OTLP_HEADER.secret())),
                "the collector got its own");
        run.assertNothingSeen();
    }

    private boolean gotItsKey(Canaries.Kind kind) {
        return run.asked().stream()
                .anyMatch(r -> r.headers().text("authorization").contains(kind.secret()));
    }

    @Test
    void aDatabaseThatIsAwayIsNotTold() throws Exception {
        try (SluiceServer server = run.start(run.databaseAway())) {
            String chat = "/v1/chat/completions";
            for (String mode : List.of("401", "header")) {
                String body = CanaryRun.body("openai-echo-" + mode, "");
                run.ask(server.port(), "POST", chat, VIRTUAL_KEY.secret(), body);
            }
            run.ask(server.port(), "POST", "/admin/api/keys", ADMIN_TOKEN.secret(), "{}");
            run.reading(server.port());
        }
        assertTrue(run.said().contains("the database is away"), run::said);
        run.assertNothingSeen();
    }

    /** A search that finds nothing proves something only if it finds what is there. */
    @Test
    void whatDoesLeakIsFound() throws Exception {
        String planted = WRONG_KEY.secret();
        try (SluiceServer server = run.start(run.everythingAround())) {
            String leak = CanaryRun.body("openai-echo-answer", ",\"note\":\"" + planted + "\"");
            run.ask(server.port(), "POST", "/v1/chat/completions", VIRTUAL_KEY.secret(), leak);
            run.await(server.port(), "/admin/api/calls", calls -> calls.contains(planted));
            run.ask(server.port(), "GET", "/admin/api/calls", ADMIN_TOKEN.secret(), "");
        }
        run.log().info("planted " + ADMIN_TOKEN.secret());
        Files.createDirectories(run.data().resolve("deep"));
        Files.writeString(run.data().resolve("deep/planted"), "\u0000" + TLS_KEY.secret());
        String all = CanaryRun.shown(run.seen());
        for (String sink :
                List.of(
                        "answer: POST /v1/chat/completions: OPENAI_KEY: ",
                        "answer: GET /admin/api/calls: WRONG_KEY: ",
                        "log: ADMIN_TOKEN: ",
                        "data: journal/00000000000000000001.log: WRONG_KEY: ",
                        "data: sluice.db: WRONG_KEY",
                        "vendor: WRONG_KEY",
                        "data: deep/planted: TLS_KEY")) {
            assertTrue(all.contains(sink), () -> sink + " is not in " + all);
        }
        for (Canaries.Kind each : Canaries.Kind.values()) {
            String basic =
                    Base64.getEncoder().encodeToString(("user:" + each.secret()).getBytes(UTF_8));
            assertFalse(run.canaries().in("x" + each.secret() + "y").isEmpty(), each::name);
            assertFalse(run.canaries().in(basic).isEmpty(), each::name);
        }
    }

    /** What is refused is refused without being quoted. */
    @Test
    void aConfigurationThatIsRefusedIsNotQuoted() throws Exception {
        String broken =
                run.everythingAround()
                        .replace("api_version: 2024-10-21", "unheard_of: 1")
                        .replace("proxy: 'http://user:", "proxy: 'gopher://user:")
                        .replace("sessionKey=", "")
                        .replace("id." + secret("ZHIPU_SECRET"), secret("ZHIPU_SECRET"))
                        .replace(secret("POOL_KEY") + "2", secret("POOL_KEY"));
        Path file = Files.writeString(directory.resolve("broken.yaml"), broken);
        Configuration read = read(file);
        assertTrue(read instanceof Configuration.Rejected, read::toString);
        assertEquals("", CanaryRun.shown(run.canaries().in(read.toString())), read::toString);
        Files.writeString(file, broken + "\n  - [}");
        try {
            run.start(Files.readString(file)).close();
        } catch (Failure e) {
            assertEquals("", CanaryRun.shown(run.canaries().in(e.toString())), e::toString);
        }
    }

    /** A whole snapshot may end up in a log or in the message of an exception. */
    @Test
    void aSnapshotDoesNotPrintItsSecrets() throws Exception {
        Path file = Files.writeString(directory.resolve("sluice.yaml"), run.configuration());
        Configuration read = read(file);
        assertTrue(read instanceof Configuration.Loaded, read::toString);
        assertEquals("", CanaryRun.shown(run.canaries().in(read.toString())), read::toString);
    }

    @Test
    void aKeyFileThatCannotBeUsedIsNotQuoted() throws Exception {
        Path key = Files.writeString(directory.resolve("key.pem"), pem(TLS_KEY.secret()));
        Files.writeString(directory.resolve("cert.pem"), pem(TLS_KEY.secret()));
        String tls =
                run.configuration()
                        .replace(
                                "server: {",
                                "server: {tls: {certificate: cert.pem, key: " + key + "}, ");
        String message = "";
        try {
            run.start(tls).close();
        } catch (Failure e) {
            message = e + " " + e.getCause();
        }
        assertTrue(message.contains("key.pem") || message.contains("cert.pem"), message);
        assertEquals("", CanaryRun.shown(run.canaries().in(message + run.said())));
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
                                run.log())) {
            telemetry.finished(dev.sluice.app.telemetry.Calls.stranger("/models"), null);
            long deadline = System.nanoTime() + RunningSluice.PATIENCE.toNanos();
            while (!run.said().contains("traces do not reach")) {
                assertTrue(System.nanoTime() < deadline, run::said);
                Thread.sleep(10);
            }
            assertTrue(
                    collector
                            .last()
                            .headers()
                            .text("authorization")
                            .contains(OTLP_HEADER.secret()));
            assertEquals(
                    "",
                    CanaryRun.shown(
                            run.canaries().in(run.said() + new String(telemetry.scrape(), UTF_8))));
        }
    }
}
