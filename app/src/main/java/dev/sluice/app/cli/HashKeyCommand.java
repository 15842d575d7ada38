package dev.sluice.app.cli;

import dev.sluice.app.Failure;
import dev.sluice.app.Generated;
import dev.sluice.core.Digest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the SHA-256 of a virtual key, so that a configuration need not hold the key itself. */
@Command(
        name = "hash-key",
        description = "Print the SHA-256 of a key, for keys[].sha256.",
        mixinStandardHelpOptions = true)
final class HashKeyCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "KEY",
            description = "The key; read from standard input when absent.")
    @Nullable String key;

    @Option(names = "--new", description = "Make up a key and print it before its hash.")
    boolean fresh;

    @Override
    public Integer call() throws IOException, Failure {
        @Nullable String value = fresh ? Generated.random("sk-sluice-") : key;
        if (value == null) {
            value = firstLine();
        }
        if (value == null || value.isBlank()) {
            throw new Failure(Failure.USAGE, "expected a key as argument or on standard input");
        }
        if (spec != null) {
            if (fresh) {
                spec.commandLine().getOut().println(value);
            }
            spec.commandLine().getOut().println(Digest.of(value.strip()).hex());
        }
        return 0;
    }

    private static @Nullable String firstLine() throws IOException {
        return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                .readLine();
    }
}
