package dev.sluice.app.cli;

import dev.sluice.app.Failure;
import dev.sluice.app.config.Configuration;
import dev.sluice.app.config.Problem;
import dev.sluice.providers.Secret;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Says everything that is wrong with a configuration, without starting anything. */
@Command(
        name = "check",
        description = "Check a configuration file and print every problem with its line.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "sluice.yaml or model-config.json.")
    Path file = Path.of("sluice.yaml");

    @Option(names = "--json", description = "Print the findings as one JSON object.")
    boolean json;

    @Override
    public Integer call() throws Failure {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new Failure(
                    Failure.USAGE,
                    file + (Files.exists(file) ? " cannot be read" : " does not exist"));
        }
        Map<String, String> environment = System.getenv();
        Configuration read =
                Configuration.load(
                        new Configuration.Source(file, environment, null, null),
                        new Configuration.Credentials(Secret.of("check"), Secret.of("check")),
                        Configuration.Moment.RELOAD,
                        1);
        if (spec != null) {
            PrintWriter out = spec.commandLine().getOut();
            out.println(json ? asJson(read) : asText(read));
        }
        return switch (read) {
            case Configuration.Loaded _ -> 0;
            case Configuration.Rejected _ -> Failure.FAILED;
        };
    }

    private String asText(Configuration read) {
        var text = new StringBuilder();
        switch (read) {
            case Configuration.Loaded loaded -> {
                loaded.warnings().forEach(each -> line(text, "note: ", each));
                text.append(file)
                        .append(": good, ")
                        .append(loaded.around().keys())
                        .append(" keys, ")
                        .append(loaded.snapshot().deployments().size())
                        .append(" deployments");
            }
            case Configuration.Rejected rejected -> {
                rejected.problems().forEach(each -> line(text, "", each));
                int count = rejected.problems().size();
                text.append(file)
                        .append(": ")
                        .append(count)
                        .append(count == 1 ? " problem" : " problems");
            }
        }
        return text.toString();
    }

    private void line(StringBuilder text, String kind, Problem problem) {
        text.append(file)
                .append(':')
                .append(problem.line())
                .append(": ")
                .append(kind)
                .append(problem.path())
                .append(problem.path().isEmpty() ? "" : ": ")
                .append(problem.message())
                .append(System.lineSeparator());
    }

    private String asJson(Configuration read) {
        var text = new StringWriter();
        try (JsonGenerator out =
                new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            out.writeStartObject();
            out.writeStringProperty("file", file.toString());
            switch (read) {
                case Configuration.Loaded loaded -> {
                    out.writeBooleanProperty("good", true);
                    list(out, "problems", List.of());
                    list(out, "notes", loaded.warnings());
                }
                case Configuration.Rejected rejected -> {
                    out.writeBooleanProperty("good", false);
                    list(out, "problems", rejected.problems());
                    list(out, "notes", List.of());
                }
            }
            out.writeEndObject();
        }
        return text.toString();
    }

    private static void list(JsonGenerator out, String name, List<Problem> problems) {
        out.writeArrayPropertyStart(name);
        for (Problem each : problems) {
            out.writeStartObject();
            out.writeNumberProperty("line", each.line());
            out.writeStringProperty("path", each.path());
            out.writeStringProperty("message", each.message());
            out.writeEndObject();
        }
        out.writeEndArray();
    }
}
