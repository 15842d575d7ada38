package dev.sluice.app;

import dev.sluice.app.cli.Terminal;
import dev.sluice.app.config.Configuration;
import dev.sluice.app.config.Configuration.Moment;
import dev.sluice.app.config.Configuration.Source;
import dev.sluice.app.config.Masks;
import dev.sluice.app.config.Problem;
import dev.sluice.app.control.ControlApi;
import dev.sluice.app.control.GatewayApi;
import dev.sluice.app.control.Reload;
import dev.sluice.app.revision.ConfigOffice;
import dev.sluice.app.revision.History;
import dev.sluice.app.revision.SafeFile;
import dev.sluice.relay.Control;
import dev.sluice.relay.Gateway;
import dev.sluice.store.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The running program: configuration, gateway, log and the watch over the configuration file. */
public final class SluiceServer implements AutoCloseable {
    private final Start start;
    private final Log log;
    private final Gateway gateway;
    private final BackOffice office;
    private final Reloading reloading;

    private SluiceServer(Start start, Configuration.Loaded loaded) throws IOException, Failure {
        this.start = start;
        this.log = start.log();
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
                            office.services(ask -> control.join().answer(ask), new ConsolePages()));
        } catch (IOException e) {
            office.close();
            throw e;
        }
        office.serves(gateway);
        Path kept = start.premises().data().resolve("config-history");
        var history =
                new History(kept, start.premises().cover(), InstantSource.system(), log::warn);
        reloading = new Reloading(start, loaded, history, this::swap);
        control.complete(
                new ControlApi(
                        questions(), office.desks(), desk(kept, history), office.entrance()));
    }

    private ConfigOffice desk(Path kept, History history) {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        return new ConfigOffice(reloading, SafeFile.onDisk(kept), history, new Masks(random));
    }

    private GatewayApi questions() {
        return new GatewayApi(
                gateway::snapshot,
                gateway.health(),
                gateway::outlook,
                this::reload,
                System::nanoTime);
    }

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
        Configuration read = start.read(start.seen(), admin.secret(), Moment.START, 1);
        SluiceServer server =
                switch (read) {
                    case Configuration.Rejected rejected -> throw refused(start, rejected);
                    case Configuration.Loaded loaded -> bind(start, loaded);
                };
        server.announce(admin);
        server.reloading.beginToWatch();
        return server;
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

    /** Returns what a configuration file holds; nothing where there is none. */
    static byte[] bytes(@Nullable Path file) throws Failure {
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
                reloading.inForce().around().usesGenerated() ? start.premises().key() : null;
        new Banner(log, start.file(), reloading.inForce(), gateway.port()).print(key, admin);
    }

    private void swap(Configuration.Loaded loaded) {
        office.reloaded(loaded);
        gateway.swap(loaded.snapshot());
    }

    /**
     * Reads the configuration now, whether it has changed or not; for several threads.
     *
     * @return what became of it, when it is in force or refused
     */
    Reload reload() {
        return reloading.reload();
    }

    /** Returns the port in use. */
    public int port() {
        return gateway.port();
    }

    /** Lets calls under way finish, as long as the configuration allows, then closes. */
    public void drain() {
        log.info("stopping: waiting for calls under way");
        int cut = gateway.drain(reloading.inForce().snapshot().settings().drain());
        if (cut > 0) {
            log.warn("stopped: " + cut + " calls were cut off");
        } else {
            log.info("stopped");
        }
        close();
    }

    @Override
    public void close() {
        reloading.close();
        gateway.close();
        office.close();
    }
}
