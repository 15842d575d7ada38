package dev.sluice.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Commands, what they print and their exit codes. */
class SluiceCommandTest {
    @TempDir Path directory;
    private final StringWriter out = new StringWriter();

    private int run(String... args) {
        CommandLine line = SluiceCommand.commandLine();
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
        return line.execute(args);
    }

    @ParameterizedTest
    @CsvSource({
        "version,         0, sluice ",
        "--version,       0, sluice ",
        "--help,          0, Usage: sluice",
        "help,            0, Usage: sluice",
        "completion,      0, #!/usr/bin/env bash",
        "schema,          0, json-schema.org/draft/2020-12",
        "nonsense,        2, Unmatched argument",
        "--port=x,        2, --port",
    })
    void answers(String arg, int code, String part) {
        assertEquals(code, run(arg), out.toString());
        assertTrue(out.toString().contains(part), out.toString());
    }

    @ParameterizedTest
    @CsvSource({"'keys: []', 0, good", "'keys: 1', 1, 1 problem", ", 2, does not exist"})
    void checks(String text, int code, String part) throws IOException {
        Path file = directory.resolve("sluice.yaml");
        if (text != null) {
            Files.writeString(file, text);
        }
        assertEquals(code, run("check", file.toString()), out.toString());
        assertTrue(out.toString().contains(part), out.toString());
    }

    @Test
    void checksForPrograms() throws IOException {
        Path file = Files.writeString(directory.resolve("sluice.yaml"), "keys: 1");
        assertEquals(1, run("check", "--json", file.toString()));
        assertTrue(out.toString().contains("\"problems\":[{\"line\":1,\"path\":\"keys\""));
    }

    @Test
    void hashesKeys() {
        assertEquals(0, run("hash-key", "abc"));
        assertEquals(
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                out.toString().strip());
    }

    @Test
    void importsButWritesOverNothing() throws IOException {
        Path from = directory.resolve("m.json");
        Files.writeString(from, "[{\"token\":\"t\",\"type\":\"echo\"}] // c");
        Path to = directory.resolve("s.yaml");
        assertEquals(0, run("import", from.toString(), "-o", to.toString()), out.toString());
        assertTrue(Files.readString(to).contains("bound_to: echo-1"));
        assertEquals(1, run("import", from.toString(), "-o", to.toString()));
        assertEquals(0, run("import", from.toString(), "-o", to.toString(), "--force"));
    }
}
