package dev.sluice.app.cli;

import dev.sluice.app.Failure;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Asks before something is done that cannot be undone. */
final class Confirmation {
    @Option(names = "--yes", description = "Do not ask.")
    boolean yes;

    /**
     * Asks.
     *
     * @throws Failure unless the answer is yes
     */
    void ask(PrintWriter out, String question) throws Failure {
        if (yes) {
            return;
        }
        out.print(question + " [y/N] ");
        out.flush();
        @Nullable String answer = line();
        if (answer == null) {
            throw new Failure(Failure.USAGE, "nobody is here to answer; say --yes");
        }
        if (!answer.strip().toLowerCase(Locale.ROOT).matches("y|yes")) {
            throw new Failure(Failure.FAILED, "nothing was changed");
        }
    }

    private static @Nullable String line() throws Failure {
        try {
            var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            return in.readLine();
        } catch (IOException e) {
            throw new Failure(Failure.USAGE, "the answer cannot be read; say --yes", e);
        }
    }
}
