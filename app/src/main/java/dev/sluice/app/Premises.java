package dev.sluice.app;

import dev.sluice.app.config.Configuration;
import dev.sluice.app.config.Unsealer;
import dev.sluice.app.revision.Cover;
import dev.sluice.app.secret.Unopened;
import dev.sluice.app.secret.Vault;
import dev.sluice.providers.Secret;
import dev.sluice.store.LedgerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the program finds its configuration, and where it keeps what it made up itself.
 *
 * @param file the configuration, or null for the built-in echo
 * @param data directory for state
 * @param environment environment variables
 */
public record Premises(@Nullable Path file, Path data, Map<String, String> environment) {
    private static final List<String> USUAL_FILES = List.of("sluice.yaml", "model-config.json");

    private static final Path USUAL_DATA = Path.of("data");
    private static final String KEY = "key";
    private static final String ADMIN_TOKEN = "admin_token";

    /** Looks where the command line and the environment say, otherwise in the usual places. */
    public static Premises of(ServeOptions given, Map<String, String> environment) {
        ServeOptions options = given.orFrom(environment);
        @Nullable Path file = file(options);
        return new Premises(file, dataDirectory(options, file), environment);
    }

    private static @Nullable Path file(ServeOptions options) {
        @Nullable String named = options.config();
        if (named != null && !named.isBlank()) {
            return Path.of(named);
        }
        for (String usual : USUAL_FILES) {
            Path path = Path.of(usual);
            if (Files.exists(path)) {
                return path;
            }
        }
        @Nullable String data = options.data();
        if (data != null && !data.isBlank()) { // where one is made while the gateway runs
            for (String usual : USUAL_FILES) {
                Path path = Path.of(data, usual);
                if (Files.exists(path)) {
                    return path;
                }
            }
        }
        return null;
    }

    /**
     * Returns where the first configuration file lies when the gateway was started without one: in
     * the data directory when that was named, because it outlives a container, otherwise in the
     * working directory. The next start looks in both.
     *
     * @param name such as {@code sluice.yaml}
     */
    Path firstFile(String name) {
        return data.equals(USUAL_DATA) ? Path.of(name) : data.resolve(name);
    }

    private static Path dataDirectory(ServeOptions options, @Nullable Path file) {
        @Nullable String data = options.data();
        if (data != null && !data.isBlank()) {
            return Path.of(data);
        }
        return file == null ? USUAL_DATA : file.resolveSibling("data");
    }

    /** Returns the administrator's token: the environment's, the kept one or one made up now. */
    Generated.Kept adminToken() {
        @Nullable Secret given = givenAdminToken();
        return given == null
                ? new Generated(data, vault()).get(ADMIN_TOKEN, "admin-")
                : new Generated.Kept(given, false);
    }

    /** Returns the key for a configuration without keys: the kept one or one made up now. */
    Generated.Kept key() {
        return new Generated(data, vault()).get(KEY, "sk-sluice-");
    }

    /** Returns the administrator's token of a gateway that runs here, or null; makes up nothing. */
    public @Nullable Secret knownAdminToken() {
        @Nullable Secret given = givenAdminToken();
        return given == null ? new Generated(data, vault()).find(ADMIN_TOKEN) : given;
    }

    /** Returns the key that was made up for a configuration without keys, or null. */
    public @Nullable Secret knownKey() {
        return new Generated(data, vault()).find(KEY);
    }

    private Vault vault() {
        return Vault.of(environment, data);
    }

    /** Returns what former configurations are kept under. */
    Cover cover() {
        return Cover.sealed(vault());
    }

    /** Returns what opens sealed values of a configuration. */
    public Unsealer unsealer() {
        Vault vault = vault();
        return sealed -> {
            try {
                return vault.open(sealed).reveal();
            } catch (Unopened e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        };
    }

    /**
     * Returns how the ledger here is kept, as the configuration says.
     *
     * @throws Failure when the configuration cannot be used
     */
    public LedgerSettings ledger() throws Failure {
        var source = new Configuration.Source(file, environment, null, null);
        var standIn = Secret.of(Generated.random(""));
        var credentials = new Configuration.Credentials(standIn, standIn, unsealer());
        return switch (Configuration.load(source, credentials, Configuration.Moment.START, 1)) {
            case Configuration.Loaded loaded -> loaded.around().ledger().settings(data);
            case Configuration.Rejected(var problems) ->
                    throw new Failure(
                            Failure.USAGE,
                            file + " cannot be used: " + problems.getFirst().sentence());
        };
    }

    private @Nullable Secret givenAdminToken() {
        for (String name : List.of("ADMIN_TOKEN", "ADMIN-TOKEN")) {
            @Nullable String value = environment.get(name);
            value = value == null || value.isBlank() ? System.getProperty(name) : value;
            if (value != null && !value.isBlank()) {
                return Secret.of(value.strip());
            }
        }
        return null;
    }
}
