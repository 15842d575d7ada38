package dev.sluice.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeUpstream;
import dev.sluice.testkit.Request;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The two commands that a container needs: its health check, and the training of its cache. */
class HealthCommandTest {
    private final StringWriter out = new StringWriter();

    private int run(String... args) {
        CommandLine line = SluiceCommand.commandLine();
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
        return line.execute(args);
    }

    @ParameterizedTest
    @CsvSource({"200, 0, ready", "503, 1, not ready: 503", "302, 1, not ready: 302"})
    void theExitCodeIsTheAnswer(int status, int code, String said) {
        try (FakeUpstream gateway = FakeUpstream.start(request -> answer(request, status))) {
            assertEquals(code, run("health", "--url", gateway.url() + "/"), out.toString());
        }
        assertTrue(out.toString().startsWith(said), out.toString());
    }

    @Test
    void nobodyThereIsNotHealthy() {
        String url;
        try (FakeUpstream gateway = FakeUpstream.start(request -> answer(request, 200))) {
            url = gateway.url();
        }
        assertEquals(1, run("health", "--url", url));
        assertTrue(out.toString().contains(url + " does not answer"), out.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:8090", "file:/etc/passwd", "http://a/b"})
    void anotherKindOfAddressIsWrongUsage(String url) {
        assertEquals(2, run("health", "--url", url), out.toString());
    }

    private static Answer answer(Request request, int status) {
        return Answer.json(request.path().equals("/health/ready") ? status : 404, "{}");
    }

    /** It ends badly when it cannot remove what it made, and then there is no cache. */
    @Test
    void trainingEndsWell() {
        assertEquals(0, run("train"), out.toString());
    }
}
