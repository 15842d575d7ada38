package dev.sluice.app.cli;

import dev.sluice.app.Failure;
import dev.sluice.app.Main;
import dev.sluice.app.ServeOptions;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The whole command line. */
@Command(
        name = "sluice",
        description = "One gate for every large model. Without a command: serve.",
        synopsisSubcommandLabel = "[COMMAND]",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.Text.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done; or stopped by SIGTERM",
            "1:failed, or a configuration with problems",
            "2:wrong usage, or a configuration that cannot be read"
        },
        subcommands = {
            SluiceCommand.Serve.class,
            CheckCommand.class,
            HealthCommand.class,
            ExplainCommand.class,
            ConfigCommand.class,
            KeysCommand.class,
            TeamsCommand.class,
            UsersCommand.class,
            UsageCommand.class,
            CallsCommand.class,
            LedgerCommand.class,
            ImportCommand.class,
            HashKeyCommand.class,
            SecretCommand.class,
            ProvidersCommand.class,
            SchemaCommand.class,
            VersionCommand.class,
            SluiceCommand.Completion.class,
            TrainCommand.class,
            CommandLine.HelpCommand.class
        })
public final class SluiceCommand implements Callable<Integer> {
    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Show stack traces of failures.")
    boolean debug;

    @Mixin private Serving serving = new Serving();

    /** Runs a command line and returns its exit code. */
    public static int run(String... args) {
        return commandLine().execute(args);
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new SluiceCommand());
        line.setExecutionExceptionHandler((e, at, parsed) -> {
            at.getErr().println("sluice: " + message(e));
            if (parsed.hasMatchedOption("--debug")
                    || (line.getCommand() instanceof SluiceCommand root && root.debug)) {
                e.printStackTrace(at.getErr());
            }
            return e instanceof Failure failure ? failure.exitCode() : Failure.FAILED;
        });
        return line;
    }

    private static String message(Exception e) {
        @Nullable String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    private Main.Trace trace() {
        return debug ? Main.Trace.SHOWN : Main.Trace.HIDDEN;
    }

    @Override
    public Integer call() {
        return Main.serve(serving.options(), trace());
    }

    /** The options of serve; they may stand without the command's name, too. */
    static final class Serving {
        @Option(
                names = ServeOptions.CONFIG,
                paramLabel = "FILE",
                description = {
                    "Configuration: sluice.yaml or model-config.json.",
                    "Looked for in the current directory when absent."
                })
        @Nullable String config;

        @Option(
                names = ServeOptions.PORT,
                paramLabel = "N",
                description = "Port to listen on, 0 for any free one; 8090 when absent.")
        @Nullable Integer port;

        @Option(
                names = ServeOptions.HOST,
                paramLabel = "ADDRESS",
                description = "Address to bind; 0.0.0.0 when absent.")
        @Nullable String host;

        @Option(
                names = ServeOptions.DATA,
                paramLabel = "DIR",
                description = "Directory for state; data/ beside the configuration when absent.")
        @Nullable String data;

        ServeOptions options() {
            @Nullable Integer wanted = port;
            if (wanted != null && (wanted < 0 || wanted > 65_535)) {
                throw new CommandLine.ParameterException(
                        commandLine(), "--port " + wanted + ": expected 0 to 65535");
            }
            return new ServeOptions(config, wanted, host, data);
        }
    }

    /** Starts the gateway. */
    @Command(
            name = "serve",
            description = "Start the gateway; stays in the foreground.",
            sortOptions = false,
            mixinStandardHelpOptions = true)
    static final class Serve implements Callable<Integer> {
        @CommandLine.ParentCommand private SluiceCommand root = new SluiceCommand();
        @Mixin private Serving serving = new Serving();

        @Override
        public Integer call() {
            return Main.serve(serving.options(), root.trace());
        }
    }

    /** Prints a completion script. */
    @Command(
            name = "completion",
            description = {
                "Print a completion script for bash and zsh.",
                "Use: source <(sluice completion)"
            },
            mixinStandardHelpOptions = true)
    static final class Completion implements Callable<Integer> {
        @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

        @CommandLine.Parameters(
                arity = "0..1",
                paramLabel = "SHELL",
                description = "bash or zsh; the script is the same.")
        @Nullable String shell;

        @Override
        public Integer call() {
            CommandLine line = commandLine();
            String script = AutoComplete.bash("sluice", line);
            if (spec != null) {
                spec.commandLine().getOut().print(script);
                spec.commandLine().getOut().flush();
            }
            return 0;
        }
    }
}
