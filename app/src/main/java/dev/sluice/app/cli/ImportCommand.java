package dev.sluice.app.cli;

import dev.sluice.app.Failure;
import dev.sluice.app.config.Import;
import dev.sluice.app.config.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a sluice.yaml from openai-style-api's model-config.json. */
@Command(
        name = "import",
        description = {
            "Write a sluice.yaml that does what a model-config.json did.",
            "What came over how is said on standard error."
        },
        mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "A model-config.json.")
    Path file = Path.of("model-config.json");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to write; standard output when absent.")
    @Nullable Path output;

    @Option(names = "--force", description = "Write over a file that exists.")
    boolean force;

    @Override
    public Integer call() throws Failure {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new Failure(Failure.USAGE, file + " cannot be read", e);
        }
        return switch (Import.of(bytes, file)) {
            case Import.Outcome.Done done -> write(done.result());
            case Import.Outcome.Refused refused -> {
                for (Problem each : refused.problems()) {
                    err().println(file + ": " + each.sentence());
                }
                yield Failure.USAGE;
            }
        };
    }

    private PrintWriter err() {
        return Objects.requireNonNull(spec).commandLine().getErr();
    }

    private int write(Import result) throws Failure {
        for (Import.Finding each : result.findings()) {
            err().println(
                            file
                                    + ":"
                                    + each.line()
                                    + ": "
                                    + each.grade().name().toLowerCase(Locale.ROOT)
                                    + ": "
                                    + each.path()
                                    + ": "
                                    + each.message());
        }
        @Nullable Path target = output;
        if (target == null) {
            if (spec != null) {
                spec.commandLine().getOut().print(result.yaml());
                spec.commandLine().getOut().flush();
            }
            return 0;
        }
        if (Files.exists(target) && !force) {
            throw new Failure(Failure.FAILED, target + " exists; --force writes over it");
        }
        try {
            Files.writeString(target, result.yaml());
        } catch (IOException e) {
            throw new Failure(Failure.FAILED, target + " cannot be written", e);
        }
        return 0;
    }
}
