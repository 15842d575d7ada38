package dev.sluice.app.cli;

import dev.sluice.app.Failure;
import dev.sluice.app.Premises;
import dev.sluice.app.ServeOptions;
import dev.sluice.app.revision.SafeFile;
import dev.sluice.app.secret.SealedFile;
import dev.sluice.app.secret.Unopened;
import dev.sluice.app.secret.Vault;
import dev.sluice.providers.Secret;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Seals secrets, so that a configuration file can be shown to those who may not know them. */
@Command(
        name = "secret",
        description =
                "Seal secrets for the configuration, and change the key they are sealed with.",
        mixinStandardHelpOptions = true,
        subcommands = {
            SecretCommand.Encrypt.class,
            SecretCommand.Rotate.class,
            SecretCommand.Key.class
        })
final class SecretCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (spec == null) {
            return Failure.USAGE;
        }
        throw new ParameterException(spec.commandLine(), "expected encrypt, rotate or key");
    }

    /** Where the key may be. */
    static final class Place {
        @Option(
                names = ServeOptions.DATA,
                paramLabel = "DIR",
                description = "The data directory, where the key is unless the environment has it.")
        @Nullable String data;

        @Option(
                names = ServeOptions.CONFIG,
                paramLabel = "FILE",
                description = "The configuration; its data/ is the usual data directory.")
        @Nullable String config;

        Vault vault() {
            Map<String, String> environment = System.getenv();
            var options = new ServeOptions(config, null, null, data);
            return Vault.of(environment, Premises.of(options, environment).data());
        }
    }

    /** Makes a key if there is none, and says so. */
    static void needKey(Vault vault, CommandSpec spec) {
        if (vault.keyId() == null) {
            Path made = vault.makeKey();
            PrintWriter err = spec.commandLine().getErr();
            err.println("made a key, " + made + ": without it nothing sealed can be opened");
        }
    }

    /** Seals one secret. */
    @Command(
            name = "encrypt",
            description = {
                "Read a secret from standard input and print it sealed.",
                "At a terminal it is asked for and not shown."
            },
            mixinStandardHelpOptions = true)
    static final class Encrypt implements Callable<Integer> {
        @Spec private @Nullable CommandSpec spec;
        @Mixin private Place place = new Place();

        @Override
        public Integer call() throws Failure {
            if (spec == null) {
                return Failure.USAGE;
            }
            Secret secret = TypedSecret.read("secret: ");
            if (secret.reveal().isBlank()) {
                throw new Failure(Failure.USAGE, "expected a secret on standard input");
            }
            try {
                Vault vault = place.vault();
                needKey(vault, spec);
                spec.commandLine()
                        .getOut()
                        .println(vault.seal(Vault.Purpose.CONFIGURATION, secret));
                return 0;
            } catch (Unopened e) {
                throw new Failure(Failure.FAILED, String.valueOf(e.getMessage()), e);
            }
        }
    }

    /** Seals anew. */
    @Command(
            name = "rotate",
            description = {
                "Seal every enc:v1: value of a file anew with the current key.",
                "Nothing else in it changes; the former file is kept as FILE.bak."
            },
            mixinStandardHelpOptions = true)
    static final class Rotate implements Callable<Integer> {
        @Spec private @Nullable CommandSpec spec;

        @Parameters(paramLabel = "FILE", description = "sluice.yaml or model-config.json.")
        Path file = Path.of("sluice.yaml");

        @Option(names = ServeOptions.DATA, paramLabel = "DIR", description = "The data directory.")
        @Nullable String data;

        @Override
        public Integer call() throws IOException, Failure {
            if (!Files.isRegularFile(file)) {
                throw new Failure(Failure.USAGE, file + " is no file");
            }
            var place = new Place();
            place.data = data;
            place.config = file.toString();
            try {
                Vault vault = place.vault();
                Path spare = file.toAbsolutePath().resolveSibling("data");
                SafeFile disk = SafeFile.onDisk(data == null ? spare : Path.of(data));
                int count =
                        new SealedFile(file)
                                .rotate(
                                        vault,
                                        (at, bytes) ->
                                                disk.replace(at, bytes, SafeFile.Backup.KEPT));
                if (spec != null) {
                    spec.commandLine()
                            .getOut()
                            .println(
                                    file
                                            + ": "
                                            + count
                                            + (count == 1 ? " secret" : " secrets")
                                            + (count == 0
                                                    ? ", nothing to do"
                                                    : " sealed with the key " + vault.keyId()));
                }
                return 0;
            } catch (Unopened e) {
                throw new Failure(Failure.FAILED, String.valueOf(e.getMessage()), e);
            }
        }
    }

    /** Makes a key. */
    @Command(
            name = "key",
            description = {
                "Print a new key, for SLUICE_SECRET_KEY.",
                "With --save it becomes the key of the data directory instead; the one that was"
                        + " there still opens."
            },
            mixinStandardHelpOptions = true)
    static final class Key implements Callable<Integer> {
        @Spec private @Nullable CommandSpec spec;
        @Mixin private Place place = new Place();

        @Option(names = "--save", description = "Keep it in the data directory, mode 0600.")
        boolean save;

        @Override
        public Integer call() throws Failure {
            if (spec == null) {
                return Failure.USAGE;
            }
            PrintWriter out = spec.commandLine().getOut();
            try {
                if (save) {
                    out.println(place.vault().makeKey());
                } else {
                    out.println(Vault.freshKey().reveal());
                }
                return 0;
            } catch (Unopened e) {
                throw new Failure(Failure.FAILED, String.valueOf(e.getMessage()), e);
            }
        }
    }
}
