package dev.sluice.app.control;

import dev.sluice.app.access.Audit;
import dev.sluice.app.access.Authenticator;
import dev.sluice.app.access.FakeAudit;
import dev.sluice.app.access.FakeUsers;
import dev.sluice.app.access.Oidc;
import dev.sluice.app.access.PasswordHashes;
import dev.sluice.app.access.Sessions;
import dev.sluice.app.access.SignIn;
import dev.sluice.app.access.Throttle;
import dev.sluice.app.access.Users;
import dev.sluice.core.HealthBook;
import dev.sluice.core.Snapshot;
import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import dev.sluice.providers.Secret;
import dev.sluice.relay.Control;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeUpstream;
import dev.sluice.testkit.Headers;
import dev.sluice.testkit.Piece;
import dev.sluice.testkit.Request;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** The control API over keys and a ledger in memory, at noon of a Monday, the last of November. */
public final class FakeControl {
    public static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    public static final String TOKEN = "admin-canary";
    static final String HOST = "gateway.example";
    private static final Control.Origin BEARER =
            new Control.Origin(InetAddress.getLoopbackAddress(), false, HOST, Secret.of(TOKEN));

    public final FakeDesk keys = new FakeDesk();
    public final FakeReports reports = new FakeReports();
    final FakeConfig configuration = new FakeConfig();
    public final List<String> log = new ArrayList<>();
    public final List<String> findings = new ArrayList<>();
    public final FakeUsers users = new FakeUsers();
    public final FakeAudit audit = new FakeAudit();
    public final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    public final AtomicReference<Secret> administrator = new AtomicReference<>(Secret.of(TOKEN));
    Snapshot snapshot = Fixture.snapshot(null);
    private final ControlApi api =
            new ControlApi(
                    new GatewayApi(
                            () -> snapshot,
                            new HealthBook(),
                            () -> Explain.BLANK,
                            () -> new Reload.InForce(2, List.of()),
                            () -> 0),
                    new Desks(
                            keys,
                            reports,
                            new Ledger(),
                            () -> NOW,
                            log::add,
                            () -> "calls 1\n".getBytes(StandardCharsets.UTF_8),
                            limit -> limit.amount() - 7),
                    configuration,
                    entrance());

    private Entrance entrance() {
        var random = new SecureRandom();
        var notes = new Audit(audit, now::get, log::add);
        var throttle = new Throttle(() -> now.get().toEpochMilli());
        var hashes = new PasswordHashes(random);
        var sessions = new Sessions(users, administrator::get, now::get, random);
        var signIn = new SignIn(sessions, hashes, throttle, notes);
        var people = new Users(users, hashes, now::get);
        return new Entrance(
                new Authenticator(sessions, throttle, notes),
                signIn,
                people,
                notes,
                new Oidc(
                        () -> null,
                        (_, _) -> {
                            throw new IOException("there is no network here");
                        },
                        signIn,
                        people,
                        now::get));
    }

    /** Counts again at twice the price. */
    private final class Ledger implements LedgerDesk {
        @Override
        public Progress progress() {
            return new Progress(4, 250, findings.isEmpty() ? null : "the disk is full");
        }

        @Override
        public Check check() {
            return new Check(3, 2, 1, List.copyOf(findings));
        }

        @Override
        public Rerated rerate(Instant from, Instant to) {
            return new Rerated(
                    3,
                    2,
                    List.of(Money.of("1.5", Currency.USD), Money.of("-0.2", Currency.CNY)),
                    List.of());
        }
    }

    List<Row> table() {
        return api.table();
    }

    Control.Reply ask(String method, String target, String body) {
        return ask(method, target, body, Map.of());
    }

    Control.Reply ask(String method, String target, String body, Map<String, String> headers) {
        return ask(method, target, body, headers, BEARER);
    }

    /** Asks from somewhere, with or without a token. */
    Control.Reply ask(
            String method,
            String target,
            String body,
            Map<String, String> headers,
            Control.Origin from) {
        int mark = target.indexOf('?');
        Map<String, String> query = new LinkedHashMap<>();
        if (mark >= 0) {
            for (String each : target.substring(mark + 1).split("&", -1)) {
                String[] pair = each.split("=", 2);
                query.put(pair[0], pair[1]);
            }
        }
        String path = mark < 0 ? target : target.substring(0, mark);
        return api.answer(
                new Control.Ask(
                        method, path, query, body.getBytes(StandardCharsets.UTF_8), headers, from));
    }

    String text(String method, String target, String body) {
        return new String(ask(method, target, body).body(), StandardCharsets.UTF_8);
    }

    String get(String target) {
        return text("GET", target, "");
    }

    /** Starts a gateway that answers administrators and nobody else. */
    public FakeUpstream serve() {
        return FakeUpstream.start(this::answer);
    }

    private Answer answer(Request request) {
        if (!request.headers().text("authorization").equals("Bearer " + TOKEN)) {
            return Answer.json(401, "{\"error\":{\"message\":\"no\",\"code\":\"invalid_token\"}}");
        }
        String path =
                URLDecoder.decode(
                        request.path().replace("/admin/api", "").replace("+", "%2B"),
                        StandardCharsets.UTF_8);
        Control.Reply reply =
                api.answer(
                        new Control.Ask(
                                request.method(),
                                path,
                                request.query(),
                                request.body(),
                                Map.of("if-match", request.headers().text("if-match")),
                                BEARER));
        return new Answer.Fixed(
                reply.status(), Headers.of("content-type", reply.type()), Piece.of(reply.body()));
    }
}
