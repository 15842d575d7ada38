package dev.sluice.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.Digest;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeUpstream;
import dev.sluice.testkit.Request;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** {@code sluice explain}: from a file and from a running gateway. */
class ExplainCommandTest {
    private static final String FILE =
            """
            keys: [{id: team-a, key: sk-secret}]
            providers: [{id: up, type: proxy, api_base: 'http://127.0.0.1:1', api_key: sk-up}]
            models: [{name: small, provider: up, upstream_model: tiny}]
            """;
    private static final String PLAN =
            """
            {"model":"small","key":"team-a","route":"pool",\
            "steps":[{"together":[{"deployment":"up/tiny","model":"tiny","probe":false}]}],\
            "larger":[],"excluded":[{"deployment":"down","reason":"failing","retry_after_ms":4200}],\
            "policy":{"retries":0,"hedge":null,"larger":null},"refused":null}\
            """;

    @TempDir Path directory;
    private final StringWriter out = new StringWriter();

    private int run(String... args) {
        CommandLine line = SluiceCommand.commandLine();
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
        return line.execute(args);
    }

    private String file(String text) throws IOException {
        return Files.writeString(directory.resolve("sluice.yaml"), text).toString();
    }

    private void said(String part) {
        assertTrue(out.toString().contains(part), out.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"team-a", "sk-secret"})
    void plansFromAFileForAKeyOrItsName(String key) throws IOException {
        String file = file(FILE);
        assertEquals(
                0,
                run("explain", "--model", "small", "--key", key, "--config", file),
                out.toString());
        said("model small, key team-a");
        assertTrue(
                out.toString().lines().anyMatch(line -> line.matches("1 +up/\\S+ +tiny")),
                out.toString());
        assertFalse(out.toString().contains("sk-"), out.toString());
    }

    @Test
    void theOnlyKeyNeedsNoName() throws IOException {
        String file = file(FILE);
        assertEquals(
                0, run("explain", "--model", "small", "--json", "--config", file), out.toString());
        assertTrue(out.toString().startsWith("{\"model\":\"small\",\"key\":\"team-a\""));
    }

    @Test
    void theGeneratedKeyIsKnownByItsValue() throws IOException {
        Path data = Files.createDirectory(directory.resolve("data"));
        Files.writeString(data.resolve("generated.keys"), "key=sk-sluice-made-up\n");
        String file = file("keys: []\n");
        assertEquals(
                0,
                run("explain", "--model", "echo", "--key", "sk-sluice-made-up", "--config", file),
                out.toString());
        said("echo");
    }

    @ParameterizedTest
    @CsvSource({
        "none,  team-a,     1, refused with 404: The model 'none'",
        "small, sk-unknown, 1, refused with 404: No key",
    })
    void aCallThatWouldBeRefusedIsAOne(String model, String key, int code, String part)
            throws IOException {
        String file = file(FILE);
        assertEquals(
                code,
                run("explain", "--model", model, "--key", key, "--config", file),
                out.toString());
        said(part);
        assertFalse(out.toString().contains("sk-"), "a key is not repeated");
    }

    @Test
    void whatCannotBeReadIsATwo() throws IOException {
        assertEquals(2, run("explain", "--config", directory.resolve("gone.yaml").toString()));
        said("does not exist");
        assertEquals(2, run("explain", "--config", file("providers: 1")));
        said("line 1");
        assertEquals(2, run("explain", "--use", "nothing"));
        assertEquals(2, run("explain", "--config", "a", "--url", "http://127.0.0.1:1"));
        assertEquals(2, run("explain", "--url", "127.0.0.1:8090", "--admin-token", "t"));
        said("expected an address");
    }

    @Test
    void asksARunningGatewayAndTellsItOnlyAHash() {
        try (var gateway = FakeUpstream.start(request -> Answer.json(200, PLAN))) {
            int code =
                    run(
                            "explain",
                            "--model",
                            "sm all&x",
                            "--key",
                            "sk-secret",
                            "--user",
                            "u",
                            "--url",
                            gateway.url() + "/",
                            "--admin-token",
                            "admin-1");
            assertEquals(0, code, out.toString());
            said("1      up/tiny     tiny");
            said("-      down        -      out: failing, for another 4.2 s");
            Request asked = gateway.last();
            assertEquals("/admin/api/explain", asked.path());
            assertEquals("sm all&x", asked.query().get("model"));
            assertEquals(Digest.of("sk-secret").hex(), asked.query().get("key"));
            assertEquals("u", asked.query().get("user"));
            assertEquals("Bearer admin-1", asked.headers().text("authorization"));
            assertFalse(asked.target().contains("sk-secret"));
        }
    }

    @Test
    void takesTheTokenThatServeKeeps() throws IOException {
        Files.writeString(directory.resolve("generated.keys"), "admin_token=admin-kept\n");
        try (var gateway = FakeUpstream.start(request -> Answer.json(200, PLAN))) {
            int code = run("explain", "--json", "--url", gateway.url(), "--data", directory + "");
            assertEquals(0, code, out.toString());
            assertEquals(PLAN, out.toString().strip());
            assertEquals("Bearer admin-kept", gateway.last().headers().text("authorization"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404 | {\"error\":{\"message\":\"No such model.\",\"code\":\"model_not_found\"}} |"
                        + " 1 | refused with 404: No such model.",
                "401 | {\"error\":{\"message\":\"x\",\"code\":\"invalid_token\"}} | 2"
                        + " | --admin-token",
                "404 | {\"error\":{\"message\":\"x\",\"code\":\"unknown_url\"}} | 2 | no Sluice",
                "503 | {\"error\":{\"message\":\"x\",\"code\":\"draining\"}} | 2 | with 503",
                "200 | <html> | 2 | no Sluice",
            })
    void saysWhatTheGatewaySaid(int status, String body, int code, String part) {
        try (var gateway = FakeUpstream.start(request -> Answer.json(status, body))) {
            assertEquals(code, run("explain", "--url", gateway.url(), "--admin-token", "t"));
            said(part);
        }
    }

    @Test
    void aPlanWithoutStepsIsAOne() {
        String nobody =
                PLAN.replaceFirst("\"steps\":.*?\"larger\"", "\"steps\":[],\"larger\"")
                        .replace(
                                "\"refused\":null",
                                "\"refused\":{\"status\":503,\"retry_after_ms\":4200}");
        try (var gateway = FakeUpstream.start(request -> Answer.json(200, nobody))) {
            assertEquals(1, run("explain", "--url", gateway.url(), "--admin-token", "t"));
            said("refused with 503: nobody may be asked for another 4.2 s");
        }
    }

    @Test
    void aGatewayThatIsNotThereIsATwo() {
        String url;
        try (var gone = FakeUpstream.start(request -> Answer.json(200, ""))) {
            url = gone.url();
        }
        assertEquals(2, run("explain", "--url", url, "--admin-token", "t"));
        said("does not answer");
    }

    @Test
    void completionKnowsIt() {
        assertEquals(0, run("completion"));
        said("explain");
        said("--admin-token");
    }
}
