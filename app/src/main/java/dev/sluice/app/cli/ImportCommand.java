package dev.sluice.app.cli;

import dev.sluice.app.Failure;
import dev.sluice.app.config.Problem;
import dev.sluice.app.migrate.Finding;
import dev.sluice.app.migrate.Migration;
import dev.sluice.app.migrate.Source;
import dev.sluice.app.secret.Unopened;
import dev.sluice.app.secret.Vault;
import dev.sluice.providers.Secret;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a sluice.yaml from a file of another gateway. */
@Command(
        name = "import",
        description = {
            "Write a sluice.yaml that does what a file of another gateway did.",
            "The new file goes to standard output. What came over how (exact, approximate, manual,"
                    + " unsupported) is said on standard error, each with its line.",
            "Sources: model-config.json of openai-style-api, config.yaml of LiteLLM, channels and"
                    + " tokens of one-api and new-api, config.yml of the ChatGLM wrapper."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:imported, whatever the findings",
            "1:the new file exists already or cannot be written, or a secret cannot be sealed",
            "2:wrong usage, or a file that cannot be read or is not recognised"
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
    private static final String AUTO = "auto";

    @Spec private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The file of the other gateway.")
    Path file = Path.of("model-config.json");

    @Option(
            names = "--from",
            paramLabel = "SOURCE",
            description =
                    "What it is: auto (by its shape), openai-style-api, litellm, one-api, new-api"
                            + " or chatglm.")
    String from = AUTO;

    @Option(names = "--preview", description = "Say what would come over, and write nothing.")
    boolean preview;

    @Option(
            names = "--json",
            description = "Print plan and findings as JSON instead, secrets hidden.")
    boolean json;

    @Option(names = "--seal", description = "Seal every secret that would stand in clear.")
    boolean seal;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to write; standard output when absent.")
    @Nullable Path output;

    @Option(names = "--force", description = "Write over a file that exists.")
    boolean force;

    @Mixin private SecretCommand.Place place = new SecretCommand.Place();

    @Override
    public Integer call() throws Failure {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new Failure(Failure.USAGE, file + " cannot be read", e);
        }
        String name = String.valueOf(file.getFileName());
        return switch (Migration.of(bytes, name, source())) {
            case Migration.Outcome.Done(var migration) -> done(migration);
            case Migration.Outcome.Refused(var problems) -> {
                for (Problem each : problems) {
                    err().println(file + ": " + each.sentence());
                }
                yield Failure.USAGE;
            }
        };
    }

    private @Nullable Source source() {
        @Nullable Source named = Source.named(from);
        if (named == null && !from.equals(AUTO)) {
            String words =
                    Arrays.stream(Source.values())
                            .map(Source::word)
                            .collect(Collectors.joining(", "));
            throw new ParameterException(
                    spec().commandLine(), "--from " + from + ": expected auto, " + words);
        }
        return named;
    }

    private int done(Migration migration) throws Failure {
        if (json) {
            spec().commandLine()
                    .getOut()
                    .println(new String(migration.json(), StandardCharsets.UTF_8));
            return 0;
        }
        say(migration);
        if (!preview) {
            write(seal ? sealed(migration) : migration.yaml());
        }
        return 0;
    }

    /** Prints the findings as a table, and how many there are of each kind. */
    private void say(Migration migration) {
        var table = new TextTable(List.of("line", "kind", "where", "what"));
        for (Finding each : migration.findings()) {
            table.add(
                    List.of(
                            each.line() == 0 ? "" : String.valueOf(each.line()),
                            word(each.kind()),
                            each.path(),
                            each.message()));
        }
        PrintWriter err = err();
        err.println(file + ": " + migration.source().title());
        table.lines().forEach(err::println);
        err.println(
                Arrays.stream(Finding.Kind.values())
                        .map(kind -> count(migration, kind) + " " + word(kind))
                        .collect(Collectors.joining(", ")));
        err.flush();
    }

    private static long count(Migration migration, Finding.Kind kind) {
        return migration.findings().stream().filter(each -> each.kind() == kind).count();
    }

    private static String word(Finding.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private String sealed(Migration migration) throws Failure {
        if (place.config == null && output != null) {
            place.config = output.toString();
        }
        try {
            Vault vault = place.vault();
            SecretCommand.needKey(vault, spec());
            return migration.sealed(
                    secret -> vault.seal(Vault.Purpose.CONFIGURATION, Secret.of(secret)));
        } catch (Unopened e) {
            throw new Failure(Failure.FAILED, String.valueOf(e.getMessage()), e);
        }
    }

    private void write(String yaml) throws Failure {
        @Nullable Path target = output;
        if (target == null) {
            spec().commandLine().getOut().print(yaml);
            spec().commandLine().getOut().flush();
            return;
        }
        if (Files.exists(target) && !force) {
            throw new Failure(Failure.FAILED, target + " exists; --force writes over it");
        }
        try {
            Files.writeString(target, yaml);
        } catch (IOException e) {
            throw new Failure(Failure.FAILED, target + " cannot be written", e);
        }
    }

    private CommandSpec spec() {
        return Objects.requireNonNull(spec);
    }

    private PrintWriter err() {
        return spec().commandLine().getErr();
    }
}
