package dev.sluice.app.cli;

import dev.sluice.app.config.Schema;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the JSON Schema of sluice.yaml. */
@Command(
        name = "schema",
        description = "Print the JSON Schema of sluice.yaml.",
        mixinStandardHelpOptions = true)
final class SchemaCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (spec != null) {
            spec.commandLine().getOut().print(Schema.json());
            spec.commandLine().getOut().flush();
        }
        return 0;
    }
}
