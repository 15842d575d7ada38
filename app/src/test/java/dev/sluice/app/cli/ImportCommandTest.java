package dev.sluice.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What is typed, what is printed where, and with which exit code. */
class ImportCommandTest {
    private static final String LITELLM =
            """
            model_list:
              - model_name: chat
                litellm_params: {model: openai/gpt-4o, api_key: sk-canary, rpm: 60}
            general_settings: {master_key: os.environ/MASTER}
            """;

    @TempDir private Path directory;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path file = Path.of("");

    @BeforeEach
    void aFile() throws IOException {
        file = Files.writeString(directory.resolve("config.yaml"), LITELLM);
    }

    private int run(String... more) {
        CommandLine line = SluiceCommand.commandLine();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        String[] words = new String[more.length + 2];
        words[0] = "import";
        words[1] = file.toString();
        System.arraycopy(more, 0, words, 2, more.length);
        return line.execute(words);
    }

    @Test
    void printsTheNewFileAndATableOfFindings() {
        assertEquals(0, run());
        assertTrue(out.toString().contains("key: ${MASTER}"), out::toString);
        String said = err.toString();
        assertTrue(said.contains("config.yaml of LiteLLM"), said);
        assertTrue(said.contains("line  kind         where"), said);
        assertTrue(said.contains("   3  approximate  model_list[0].litellm_params.rpm"), said);
        assertTrue(said.contains("0 exact, 2 approximate, 0 manual, 0 unsupported"), said);
        assertFalse(said.contains("canary"), said);
    }

    @Test
    void aPreviewWritesNothing() {
        assertEquals(0, run("--preview", "-o", directory.resolve("new.yaml").toString()));
        assertEquals("", out.toString());
        assertFalse(Files.exists(directory.resolve("new.yaml")));
        assertTrue(err.toString().contains("2 approximate"), err::toString);
    }

    @Test
    void jsonHidesSecrets() {
        assertEquals(0, run("--json"));
        String json = out.toString();
        assertTrue(json.startsWith("{\"source\":\"litellm\",\"summary\":{\"exact\":0,"), json);
        assertTrue(json.contains("\"api_key\":\"***\""), json);
        assertTrue(json.contains("\"key\":\"${MASTER}\""), json);
        assertEquals("", err.toString());
    }

    @Test
    void sealsWhatWouldStandInClear() throws IOException {
        Path target = directory.resolve("sluice.yaml");
        assertEquals(0, run("--seal", "-o", target.toString()), err::toString);
        String yaml = Files.readString(target);
        assertTrue(yaml.contains("enc:v1:"), yaml);
        assertFalse(yaml.contains("canary"), yaml);
        assertTrue(yaml.contains("key: ${MASTER}"), yaml);
        assertTrue(Files.isDirectory(directory.resolve("data")));
    }

    @Test
    void writesOverAFileOnlyWhenTold() throws IOException {
        Path target = Files.writeString(directory.resolve("old.yaml"), "old");
        assertEquals(1, run("-o", target.toString()));
        assertEquals("old", Files.readString(target));
        assertEquals(0, run("-o", target.toString(), "--force"));
        assertTrue(Files.readString(target).contains("providers:"));
    }

    @Test
    void saysWhatItDoesNotKnow() throws IOException {
        assertEquals(2, run("--from", "nginx"));
        assertTrue(err.toString().contains("--from nginx: expected auto, openai-style-api"));
        Files.writeString(file, "listen: 80");
        assertEquals(2, run());
        assertTrue(err.toString().contains("not recognised"), err::toString);
        file = directory.resolve("absent");
        assertEquals(2, run());
    }
}
