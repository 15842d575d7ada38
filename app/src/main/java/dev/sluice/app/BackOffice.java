package dev.sluice.app;

import dev.sluice.app.access.Audit;
import dev.sluice.app.access.Authenticator;
import dev.sluice.app.access.Oidc;
import dev.sluice.app.access.OidcProvider;
import dev.sluice.app.access.PasswordHashes;
import dev.sluice.app.access.Sessions;
import dev.sluice.app.access.SignIn;
import dev.sluice.app.access.Throttle;
import dev.sluice.app.access.Users;
import dev.sluice.app.account.BillingApi;
import dev.sluice.app.config.Configuration;
import dev.sluice.app.config.LedgerWords;
import dev.sluice.app.config.TelemetryWords;
import dev.sluice.app.control.Desks;
import dev.sluice.app.control.Entrance;
import dev.sluice.app.control.LedgerDesk;
import dev.sluice.app.keys.IssuedKeys;
import dev.sluice.app.keys.KeyFile;
import dev.sluice.app.keys.KeyMint;
import dev.sluice.app.keys.KeyPolling;
import dev.sluice.app.keys.LastGood;
import dev.sluice.app.keys.StoredKeys;
import dev.sluice.app.ledger.Booking;
import dev.sluice.app.ledger.LedgerOffice;
import dev.sluice.app.meter.JTokkitCounter;
import dev.sluice.app.telemetry.CallSink;
import dev.sluice.app.telemetry.Facts;
import dev.sluice.app.telemetry.Gauges;
import dev.sluice.app.telemetry.Otlp;
import dev.sluice.app.telemetry.Telemetry;
import dev.sluice.core.Snapshot;
import dev.sluice.core.health.Standing;
import dev.sluice.core.limit.Admissions;
import dev.sluice.core.limit.Clocks;
import dev.sluice.core.limit.Outage;
import dev.sluice.providers.Received;
import dev.sluice.providers.VendorRequest;
import dev.sluice.relay.CallRecord;
import dev.sluice.relay.Control;
import dev.sluice.relay.Gateway;
import dev.sluice.relay.Pages;
import dev.sluice.relay.Services;
import dev.sluice.store.Database;
import dev.sluice.store.Ledger;
import dev.sluice.store.LedgerSettings;
import dev.sluice.store.RedisLeases;
import dev.sluice.store.StoreUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Everything behind the gateway that outlives a call, put together: the ledger with its database,
 * issued keys, limits and budgets, metrics. Read it from the top: what is made later knows what was
 * made before.
 */
final class BackOffice implements AutoCloseable {
    /** What an embedded database needs to have everything that a killed process left behind. */
    private static final Duration CATCH_UP = Duration.ofSeconds(10);

    /** What a reload may wait for the database. */
    private static final Duration RELOAD_WAIT = Duration.ofMillis(500);

    private final Log log;
    private final AccessLog accessLog;
    private final AtomicReference<Snapshot> inForce;
    private final AtomicReference<@Nullable OidcProvider> oidc;
    private final AtomicReference<@Nullable Gateway> gateway = new AtomicReference<>();
    private final InstantSource clock = InstantSource.system();
    private final Database database;
    private final Ledger ledger;
    private final @Nullable RedisLeases leases;
    private final Admissions admissions;
    private final IssuedKeys issued = new IssuedKeys();
    private final KeyPolling polling;
    private final Seeding seeding;
    private final Telemetry telemetry;
    private final Booking booking;
    private final Upkeep upkeep;
    private final FutureTask<@Nullable Void> learning = new FutureTask<>(this::learn);
    private volatile boolean databaseUp = true;

    private BackOffice(
            Configuration.Loaded loaded, Path data, Map<String, String> environment, Log log)
            throws IOException {
        this.log = log;
        inForce = new AtomicReference<>(loaded.snapshot());
        oidc = new AtomicReference<>(loaded.around().oidc());
        accessLog = new AccessLog(log, loaded.around().accessLog());
        LedgerWords words = loaded.around().ledger();
        LedgerSettings settings = words.settings(data);
        database = Database.open(settings, clock);
        ledger = Ledger.open(settings, database.books(), log::warn);
        leases = leases(words);
        admissions = admissions(words, leases);
        issued.configured(loaded.around().teams());
        polling =
                new KeyPolling(
                        database.keys(), issued, copy(settings), new KeyNews(), System::nanoTime);
        seeding = new Seeding(admissions, database.reports(), issued, clock);
        upkeep = new Upkeep(admissions, seeding, database, inForce::get, log);
        // The database takes a while to open, and so do metrics: both at once.
        Thread.ofPlatform().daemon().name("learning").start(learning);
        telemetry = telemetry(loaded.around().telemetry(), environment);
        var counter = new JTokkitCounter(task -> Thread.ofVirtual().start(task));
        List<CallSink> sinks = List.of(telemetry, accessLog);
        booking = new Booking(ledger, counter, sinks, settings.durability());
        booking.keepBodies(words.logBodies());
    }

    /**
     * Opens everything and loads what is known.
     *
     * @throws Failure when the data directory cannot be used; the message says why
     */
    static BackOffice open(
            Configuration.Loaded loaded, Path data, Map<String, String> environment, Log log)
            throws Failure {
        try {
            Files.createDirectories(data);
            var office = new BackOffice(loaded, data, environment, log);
            office.learning.get();
            office.upkeep.begin();
            return office;
        } catch (ExecutionException e) {
            throw new Failure(Failure.FAILED, why(e), e);
        } catch (IOException | IllegalStateException | IllegalArgumentException e) {
            throw new Failure(Failure.FAILED, String.valueOf(e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(Failure.FAILED, "interrupted while starting", e);
        }
    }

    private static String why(ExecutionException e) {
        @Nullable Throwable cause = e.getCause();
        return String.valueOf(cause == null ? e.getMessage() : cause.getMessage());
    }

    private @Nullable RedisLeases leases(LedgerWords words) {
        return words.redis() == null
                ? null
                : RedisLeases.connect(
                        words.redis().reveal(),
                        ledger.node(),
                        windows -> database.reports().spent(windows),
                        log::warn);
    }

    private Admissions admissions(LedgerWords words, @Nullable RedisLeases shared) {
        var clocks = new Clocks(System::nanoTime, clock::millis);
        if (shared == null) {
            return Admissions.local(clocks, () -> inForce.get().tariff().exchange());
        }
        Outage outage =
                switch (words.redisDown()) {
                    case LOCAL -> Outage.LOCAL;
                    case DENY -> Outage.DENY;
                };
        return Admissions.shared(clocks, () -> inForce.get().tariff().exchange(), shared, outage);
    }

    /** A database of other machines may be away when this one starts; an embedded one is here. */
    private static LastGood copy(LedgerSettings settings) {
        return settings.store() == null
                ? LastGood.NONE
                : new KeyFile(settings.data().resolve("issued-keys.jsonl"));
    }

    private Telemetry telemetry(TelemetryWords words, Map<String, String> environment) {
        @Nullable String endpoint = words.otlpEndpoint();
        @Nullable Otlp otlp =
                endpoint == null
                        ? null
                        : new Otlp(
                                endpoint,
                                words.otlpHeaders(),
                                words.serviceName(),
                                Otlp.Edition.of(environment));
        var sources = new Telemetry.Sources(gauges(), inForce::get, BackOffice::facts);
        return Telemetry.begin(sources, otlp, log);
    }

    private static Facts facts(CallRecord call) {
        CallRecord.@Nullable Bill bill = call.bill();
        return bill == null
                ? Facts.NONE
                : new Facts(bill.notes().traceparent(), null, bill.notes().streamed());
    }

    private Gauges gauges() {
        return new Gauges(
                () -> ofGateway(Gateway::activeCalls),
                () -> ofGateway(Gateway::connections),
                () -> inForce.get().revision(),
                this::standings,
                this::ledgerState,
                () ->
                        leases == null
                                ? Gauges.Link.UNUSED
                                : leases.reachable() ? Gauges.Link.UP : Gauges.Link.DOWN,
                () -> seeding.left());
    }

    private int ofGateway(ToIntFunction<Gateway> number) {
        @Nullable Gateway running = gateway.get();
        return running == null ? 0 : number.applyAsInt(running);
    }

    private Map<String, Standing> standings() {
        Map<String, Standing> all = new LinkedHashMap<>();
        @Nullable Gateway running = gateway.get();
        if (running != null) {
            long now = System.nanoTime();
            inForce.get()
                    .deployments()
                    .forEach(each -> all.put(each.id(), running.health().of(each).standing(now)));
        }
        return all;
    }

    private Gauges.Ledger ledgerState() {
        Ledger.Lag lag = ledger.lag();
        return new Gauges.Ledger(
                lag.entries(),
                lag.oldestMillis(),
                ledger.healthy() ? Gauges.Condition.GOOD : Gauges.Condition.TROUBLED,
                databaseUp ? Gauges.Link.UP : Gauges.Link.DOWN,
                ledger.journalBytes());
    }

    private LedgerDesk.Progress progress() {
        Ledger.Lag lag = ledger.lag();
        return new LedgerDesk.Progress(lag.entries(), lag.oldestMillis(), ledger.trouble());
    }

    /** What has to be known before the first call. */
    private @Nullable Void learn() throws InterruptedException {
        polling.start();
        try {
            if (!ledger.awaitApplied(databaseUp ? CATCH_UP : Duration.ZERO)) {
                log.warn("the database is behind the journal; budgets count what is in it so far");
            }
            seeding.all(inForce.get());
        } catch (StoreUnavailable e) {
            log.warn("budgets begin without what the ledger knows: " + e.getMessage());
        }
        return null;
    }

    /** Says, once each, what becomes of the database behind the keys. */
    private final class KeyNews implements KeyPolling.Events {
        @Override
        public void away(String why) {
            databaseUp = false;
            log.warn("the database is away, keys stay as they were: " + why);
        }

        @Override
        public void back(Duration after) {
            databaseUp = true;
            log.info("the database is back after " + after.toSeconds() + " s");
        }

        @Override
        public void noCopy(String why) {
            log.warn("the copy of all issued keys cannot be used: " + why);
        }
    }

    /** Returns what the gateway needs of the back office. */
    Services services(Control control, Pages pages) {
        return new Services(
                booking,
                issued,
                telemetry.counting(admissions),
                control,
                new BillingApi(inForce::get, database.reports(), clock),
                pages,
                telemetry::scrape);
    }

    /** Returns what the administrator asks. */
    Desks desks() {
        var mint = new KeyMint(new SecureRandom(), clock);
        return new Desks(
                new StoredKeys(database.keys(), issued, polling, mint, inForce::get),
                database.reports(),
                new LedgerOffice(database, inForce::get, this::progress, ledger::runningSince),
                clock,
                log::info,
                telemetry::scrape,
                admissions::left);
    }

    /** Returns who lets people in. */
    Entrance entrance() {
        var random = new SecureRandom();
        var audit = new Audit(database.audit(), clock, log::info);
        var throttle = new Throttle(() -> System.nanoTime() / 1_000_000);
        var hashes = new PasswordHashes(random);
        var sessions =
                new Sessions(database.users(), () -> inForce.get().adminToken(), clock, random);
        var signIn = new SignIn(sessions, hashes, throttle, audit);
        var users = new Users(database.users(), hashes, clock);
        return new Entrance(
                new Authenticator(sessions, throttle, audit),
                signIn,
                users,
                audit,
                new Oidc(oidc::get, this::ask, signIn, users, clock));
    }

    /** What is asked on the program's own account goes out as calls do. */
    private Received ask(VendorRequest request, int limit) throws IOException {
        @Nullable Gateway running = gateway.get();
        if (running == null) {
            throw new IOException("the gateway does not serve yet");
        }
        return running.ask(request, limit);
    }

    /** The gateway serves from here on. */
    void serves(Gateway running) {
        gateway.set(running);
    }

    /** A configuration is about to be in force. */
    void reloaded(Configuration.Loaded loaded) {
        issued.configured(loaded.around().teams());
        oidc.set(loaded.around().oidc());
        inForce.set(loaded.snapshot());
        accessLog.turn(loaded.around().accessLog());
        booking.keepBodies(loaded.around().ledger().logBodies());
        upkeep.seed(loaded.snapshot(), RELOAD_WAIT);
    }

    /** Writes what has been handed over, and lets go; called when no call is under way. */
    @Override
    public void close() {
        upkeep.close();
        polling.close();
        ledger.close();
        admissions.close();
        if (leases != null) {
            leases.close();
        }
        database.close();
        telemetry.close();
        accessLog.close();
    }
}
