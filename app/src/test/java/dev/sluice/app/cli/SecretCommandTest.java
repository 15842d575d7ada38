package dev.sluice.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.secret.Vault;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import picocli.CommandLine;

/** The commands about secrets, as they are typed. */
@Isolated // standard input is one for all
class SecretCommandTest {
    private static final InputStream STANDARD = System.in;

    @TempDir Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String input, String... words) {
        System.setIn(new ByteArrayInputStream(input.getBytes(UTF_8)));
        CommandLine line = new CommandLine(new SecretCommand());
        line.setExecutionExceptionHandler((e, at, _) -> {
            at.getErr().println(e.getMessage());
            return 1;
        });
        return line.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words);
    }

    @AfterEach
    void giveStandardInputBack() {
        System.setIn(STANDARD);
    }

    private String data() {
        return directory.resolve("data").toString();
    }

    private Vault vault() {
        return Vault.of(Map.of(), Path.of(data()));
    }

    @Test
    void theFirstUseMakesAKey() {
        assertEquals(0, run("sk-abc\n", "encrypt", "--data", data()), err::toString);
        assertEquals("sk-abc", vault().open(out.toString()).reveal());
        assertTrue(err.toString().startsWith("made a key, "), err::toString);
        assertFalse(out.toString().contains("sk-abc"));

        err.getBuffer().setLength(0);
        assertEquals(0, run("two\nlines\n", "encrypt", "--data", data()));
        assertEquals("", err.toString());
        assertEquals("two\nlines", vault().open(out.toString().lines().toList().get(1)).reveal());
    }

    @Test
    void nothingIsNoSecret() {
        assertEquals(1, run("\n", "encrypt", "--data", data()));
        assertFalse(Files.exists(Path.of(data())));
    }

    @Test
    void aFileIsSealedAnewWithANewKey() throws Exception {
        run("sk-abc", "encrypt", "--data", data());
        String sealed = out.toString().strip();
        Path file = Files.writeString(directory.resolve("sluice.yaml"), "key: " + sealed + "\n");
        String former = String.valueOf(vault().keyId());
        assertEquals(0, run("", "key", "--save", "--data", data()));
        // data/ beside the file is where its key is
        assertEquals(0, run("", "rotate", file.toString()), err::toString);
        assertTrue(out.toString().contains("1 secret sealed with the key "), out::toString);
        assertFalse(out.toString().contains(former));
        String after = Files.readString(file).strip().substring("key: ".length());
        assertFalse(after.equals(sealed));
        assertEquals("sk-abc", vault().open(after).reveal());
    }

    @Test
    void aKeyForTheEnvironmentIsOnlyPrinted() {
        assertEquals(0, run("", "key", "--data", data()));
        var environment = Map.of("SLUICE_SECRET_KEY", out.toString());
        assertTrue(Vault.of(environment, directory).keyStandsApart());
        assertFalse(Files.exists(Path.of(data())));
    }

    @Test
    void whatIsNotThereIsSaid() {
        assertEquals(1, run("", "rotate", directory.resolve("gone.yaml").toString()));
        assertEquals(2, run(""));
    }
}
