package dev.sluice.app;

import dev.sluice.app.cli.Terminal;
import dev.sluice.app.config.Configuration;
import dev.sluice.app.config.Configuration.Credentials;
import dev.sluice.app.config.Configuration.Moment;
import dev.sluice.app.config.Configuration.Source;
import dev.sluice.app.config.FileWatch;
import dev.sluice.app.config.Problem;
import dev.sluice.providers.Secret;
import dev.sluice.relay.Gateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The running program: configuration, gateway, log and the watch over the configuration file. */
public final class SluiceServer implements AutoCloseable {
    /** Between two looks at the file; a change is in force after two or three. */
    static final Duration WATCH_PAUSE = Duration.ofMillis(400);

    private static final List<String> USUAL_FILES = List.of("sluice.yaml", "model-config.json");

    private static final String KEY_PREFIX = "sk-sluice-";

    private final Start start;
    private final Log log;
    private final Gateway gateway;
    private final AccessLog accessLog;
    private Configuration.Loaded inForce;
    private @Nullable FileWatch watch;

    private SluiceServer(Start start, Configuration.Loaded loaded) throws IOException {
        this.start = start;
        this.log = start.log();
        this.inForce = loaded;
        this.accessLog = new AccessLog(log, loaded.around().accessLog());
        this.gateway = Gateway.start(loaded.listen(), loaded.snapshot(), accessLog, _ -> new dev.sluice.relay.Control.Reply(404, new byte[0]));
    }

    /** What a start found before anything was bound. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Start(Log log, Source source, Generated generated, byte[] seen) {}

    /**
     * Starts with a command line's arguments, as {@code serve} takes them; logs to standard output.
     *
     * @throws Failure when it cannot start; the message says why
     */
    public static SluiceServer start(String... args) throws Failure {
        ServeOptions options = ServeOptions.quick(args);
        if (options == null) {
            throw new Failure(
                    Failure.USAGE,
                    "expected --config FILE, --port N, --host ADDRESS or --data DIR");
        }
        return start(options, System.getenv(), new Log(Terminal.out(), Clock.systemUTC()));
    }

    /**
     * Starts.
     *
     * @throws Failure when it cannot start; the message says why
     */
    public static SluiceServer start(ServeOptions given, Map<String, String> environment, Log log)
            throws Failure {
        ServeOptions options = given.orFrom(environment);
        @Nullable Path file = file(options);
        var source = new Source(file, environment, options.port(), options.host());
        var generated = new Generated(dataDirectory(options, file));
        byte[] seen = bytes(file);
        try {
            return start(new Start(log, source, generated, seen));
        } catch (UncheckedIOException e) {
            throw new Failure(Failure.FAILED, String.valueOf(e.getMessage()), e);
        }
    }

    private static SluiceServer start(Start start) throws Failure {
        Generated.Kept admin = adminToken(start.source().environment(), start.generated());
        Configuration read = read(start, start.seen(), admin.secret(), Moment.START, 1);
        SluiceServer server =
                switch (read) {
                    case Configuration.Rejected rejected -> throw refused(start, rejected);
                    case Configuration.Loaded loaded -> bind(start, loaded);
                };
        server.announce(admin);
        server.watch(start.seen());
        return server;
    }

    /**
     * Reads a configuration. The key is made up only when the configuration turns out to have none:
     * a first reading with a stand-in says so without touching the disk.
     */
    private static Configuration read(
            Start start, byte[] bytes, Secret admin, Moment moment, long revision) {
        var standIn = new Credentials(admin, Secret.of(Generated.random("")));
        Configuration read = Configuration.read(bytes, start.source(), standIn, moment, revision);
        if (!(read instanceof Configuration.Loaded loaded) || !loaded.around().usesGenerated()) {
            return read;
        }
        var kept = new Credentials(admin, start.generated().get("key", KEY_PREFIX).secret());
        return Configuration.read(bytes, start.source(), kept, moment, revision);
    }

    private static SluiceServer bind(Start start, Configuration.Loaded loaded) throws Failure {
        try {
            return new SluiceServer(start, loaded);
        } catch (IOException e) {
            String message =
                    e.getMessage() == null
                            ? "cannot listen on port " + loaded.listen().port()
                            : e.getMessage();
            throw new Failure(
                    Failure.FAILED,
                    message
                            + "; end what uses it, or choose another with "
                            + ServeOptions.PORT
                            + " N",
                    e);
        }
    }

    private static Failure refused(Start start, Configuration.Rejected rejected) {
        var text = new StringBuilder();
        text.append(start.source().file()).append(" cannot be used");
        for (Problem problem : rejected.problems()) {
            text.append(System.lineSeparator()).append("  ").append(problem.sentence());
        }
        return new Failure(Failure.USAGE, text.toString());
    }

    private static Generated.Kept adminToken(Map<String, String> environment, Generated generated) {
        for (String name : List.of("ADMIN_TOKEN", "ADMIN-TOKEN")) {
            @Nullable String value = environment.get(name);
            value = value == null || value.isBlank() ? System.getProperty(name) : value;
            if (value != null && !value.isBlank()) {
                return new Generated.Kept(Secret.of(value.strip()), false);
            }
        }
        return generated.get("admin_token", "admin-");
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
        return null;
    }

    private static Path dataDirectory(ServeOptions options, @Nullable Path file) {
        @Nullable String data = options.data();
        if (data != null && !data.isBlank()) {
            return Path.of(data);
        }
        return file == null ? Path.of("data") : file.resolveSibling("data");
    }

    private static byte[] bytes(@Nullable Path file) throws Failure {
        if (file == null) {
            return new byte[0];
        }
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            String why = Files.exists(file) ? "cannot be read" : "does not exist";
            throw new Failure(Failure.USAGE, "the configuration " + file + " " + why, e);
        }
    }

    private void announce(Generated.Kept admin) {
        Generated.@Nullable Kept key =
                inForce.around().usesGenerated() ? start.generated().get("key", KEY_PREFIX) : null;
        new Banner(log, start.source().file(), inForce, gateway.port()).print(key, admin);
    }

    private void watch(byte[] seen) {
        @Nullable Path file = start.source().file();
        if (file != null) {
            watch = new FileWatch(file, seen, WATCH_PAUSE, this::reload);
        }
    }

    private void reload(byte[] bytes) {
        try {
            Secret admin = inForce.snapshot().adminToken();
            long revision = inForce.snapshot().revision() + 1;
            switch (read(start, bytes, admin, Moment.RELOAD, revision)) {
                case Configuration.Loaded loaded -> swap(loaded);
                case Configuration.Rejected rejected -> keep(rejected);
            }
        } catch (RuntimeException e) {
            log.error("configuration not reloaded, the old one stays: " + e.getMessage());
        }
    }

    private void swap(Configuration.Loaded loaded) {
        boolean restart = !loaded.listen().equals(inForce.listen());
        inForce = loaded;
        gateway.swap(loaded.snapshot());
        accessLog.turn(loaded.around().accessLog());
        log.info(
                "configuration reloaded: revision "
                        + loaded.snapshot().revision()
                        + ", "
                        + loaded.around().keys()
                        + " keys, "
                        + loaded.snapshot().deployments().size()
                        + " deployments");
        loaded.warnings().forEach(each -> log.warn(each.sentence()));
        if (restart) {
            log.warn("host, port, tls and max_header_bytes change with the next start only");
        }
    }

    private void keep(Configuration.Rejected rejected) {
        log.error(start.source().file() + " not reloaded, the old configuration stays in force");
        rejected.problems()
                .forEach(each -> log.error(start.source().file() + ": " + each.sentence()));
    }

    /** Returns the port in use. */
    public int port() {
        return gateway.port();
    }

    /** Lets calls under way finish, as long as the configuration allows, then closes. */
    public void drain() {
        log.info("stopping: waiting for calls under way");
        int cut = gateway.drain(inForce.snapshot().settings().drain());
        if (cut > 0) {
            log.warn("stopped: " + cut + " calls were cut off");
        } else {
            log.info("stopped");
        }
        close();
    }

    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
        gateway.close();
        accessLog.close();
    }
}
