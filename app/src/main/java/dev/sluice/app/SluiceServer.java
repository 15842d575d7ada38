package dev.sluice.app;

import dev.sluice.app.cli.Terminal;
import dev.sluice.app.config.Configuration;
import dev.sluice.app.config.Configuration.Credentials;
import dev.sluice.app.config.Configuration.Moment;
import dev.sluice.app.config.Configuration.Source;
import dev.sluice.app.config.FileWatch;
import dev.sluice.app.config.Problem;
import dev.sluice.app.config.Unsealer;
import dev.sluice.app.control.ControlApi;
import dev.sluice.app.control.GatewayApi;
import dev.sluice.app.control.Reload;
import dev.sluice.providers.Secret;
import dev.sluice.relay.Control;
import dev.sluice.relay.Gateway;
import dev.sluice.store.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The running program: configuration, gateway, log and the watch over the configuration file. */
public final class SluiceServer implements AutoCloseable {
    /** Between two looks at the file; a change is in force after two or three. */
    static final Duration WATCH_PAUSE = Duration.ofMillis(400);

    private final Start start;
    private final Log log;
    private final Gateway gateway;
    private final BackOffice office;
    private final Object reloading = new Object();
    private volatile Configuration.Loaded inForce;
    private @Nullable FileWatch watch;
    private @Nullable Object watching;

    private SluiceServer(Start start, Configuration.Loaded loaded) throws IOException, Failure {
        this.start = start;
        this.log = start.log();
        this.inForce = loaded;
        log.format(loaded.around().logFormat().format());
        office =
                BackOffice.open(
                        loaded, start.premises().data(), start.premises().environment(), log);
        // The gateway serves as soon as it is bound, and the answers need the gateway.
        var control = new CompletableFuture<Control>();
        try {
            gateway =
                    Gateway.start(
                            loaded.listen(),
                            loaded.snapshot(),
                            office.services(ask -> control.join().answer(ask)));
        } catch (IOException e) {
            office.close();
            throw e;
        }
        office.serves(gateway);
        control.complete(new ControlApi(questions(), office.desks()));
    }

    private GatewayApi questions() {
        return new GatewayApi(
                gateway::snapshot,
                gateway.health(),
                gateway::outlook,
                this::reload,
                System::nanoTime);
    }

    /** What a start found before anything was bound. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Start(Log log, Source source, Premises premises, byte[] seen) {}

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
        Thread.ofPlatform().daemon().name("warming").start(Database::warm);
        var premises = Premises.of(given, environment);
        var source = new Source(premises.file(), environment, given.port(), given.host());
        byte[] seen = bytes(premises.file());
        try {
            return start(new Start(log, source, premises, seen));
        } catch (UncheckedIOException e) {
            throw new Failure(Failure.FAILED, String.valueOf(e.getMessage()), e);
        }
    }

    private static SluiceServer start(Start start) throws Failure {
        Generated.Kept admin = start.premises().adminToken();
        Configuration read = read(start, start.seen(), admin.secret(), Moment.START, 1);
        SluiceServer server =
                switch (read) {
                    case Configuration.Rejected rejected -> throw refused(start, rejected);
                    case Configuration.Loaded loaded -> bind(start, loaded);
                };
        server.announce(admin);
        server.beginToWatch();
        return server;
    }

    /**
     * Reads a configuration. The key is made up only when the configuration turns out to have none:
     * a first reading with a stand-in says so without touching the disk.
     */
    private static Configuration read(
            Start start, byte[] bytes, Secret admin, Moment moment, long revision) {
        Unsealer unsealer = start.premises().unsealer();
        var standIn = new Credentials(admin, Secret.of(Generated.random("")), unsealer);
        Configuration read = Configuration.read(bytes, start.source(), standIn, moment, revision);
        if (!(read instanceof Configuration.Loaded loaded) || !loaded.around().usesGenerated()) {
            return read;
        }
        var kept = new Credentials(admin, start.premises().key().secret(), unsealer);
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
                inForce.around().usesGenerated() ? start.premises().key() : null;
        new Banner(log, start.source().file(), inForce, gateway.port()).print(key, admin);
    }

    private void beginToWatch() {
        synchronized (reloading) {
            if (watch == null) { // nobody has asked for a reload yet
                watch(start.seen());
            }
        }
    }

    /** Watches from here on what differs from these bytes. */
    private void watch(byte[] seen) {
        @Nullable Path file = start.source().file();
        if (file != null) {
            var turn = new Object();
            watching = turn;
            watch = new FileWatch(file, seen, WATCH_PAUSE, bytes -> changed(bytes, turn));
        }
    }

    @SuppressWarnings("ReferenceEquality") // is it still this very watch?
    private void changed(byte[] bytes, Object turn) {
        synchronized (reloading) {
            // What a watch saw before it was replaced is older than what is in force.
            if (watching == turn) {
                apply(bytes);
            }
        }
    }

    /**
     * Reads the configuration now, whether it has changed or not; for several threads.
     *
     * @return what became of it, when it is in force or refused
     */
    Reload reload() {
        synchronized (reloading) {
            byte[] bytes;
            try {
                bytes = bytes(start.source().file());
            } catch (Failure e) {
                return keep(List.of(new Problem(0, "", String.valueOf(e.getMessage()))));
            }
            if (watch != null) {
                watch.close();
            }
            watch(bytes);
            return apply(bytes);
        }
    }

    private Reload apply(byte[] bytes) {
        try {
            Secret admin = inForce.snapshot().adminToken();
            long revision = inForce.snapshot().revision() + 1;
            return switch (read(start, bytes, admin, Moment.RELOAD, revision)) {
                case Configuration.Loaded loaded -> swap(loaded);
                case Configuration.Rejected rejected -> keep(rejected.problems());
            };
        } catch (RuntimeException e) {
            log.error("configuration not reloaded, the old one stays: " + e.getMessage());
            return new Reload.Refused(List.of(new Problem(0, "", String.valueOf(e.getMessage()))));
        }
    }

    private Reload swap(Configuration.Loaded loaded) {
        List<Problem> warnings = new ArrayList<>(loaded.warnings());
        warnings.addAll(loaded.waitsForRestart(inForce));
        inForce = loaded;
        office.reloaded(loaded);
        gateway.swap(loaded.snapshot());
        log.info(
                "configuration reloaded: revision "
                        + loaded.snapshot().revision()
                        + ", "
                        + loaded.around().keys()
                        + " keys, "
                        + loaded.snapshot().deployments().size()
                        + " deployments");
        warnings.forEach(each -> log.warn(each.sentence()));
        return new Reload.InForce(loaded.snapshot().revision(), warnings);
    }

    private Reload keep(List<Problem> problems) {
        log.error(start.source().file() + " not reloaded, the old configuration stays in force");
        problems.forEach(each -> log.error(start.source().file() + ": " + each.sentence()));
        return new Reload.Refused(problems);
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
        synchronized (reloading) {
            watching = null;
            if (watch != null) {
                watch.close();
            }
        }
        gateway.close();
        office.close();
    }
}
