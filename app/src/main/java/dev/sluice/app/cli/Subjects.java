package dev.sluice.app.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.util.Objects;

/** A command that only has commands. */
abstract class Subjects implements Runnable {
    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        var line = Objects.requireNonNull(spec).commandLine();
        throw new ParameterException(
                line, "expected one of: " + String.join(", ", line.getSubcommands().keySet()));
    }
}
