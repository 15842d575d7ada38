package dev.sluice.app.control;

import dev.sluice.app.access.Authenticator;
import dev.sluice.app.access.Caller;
import dev.sluice.app.access.Role;
import dev.sluice.app.access.TooManyAttempts;
import dev.sluice.core.HealthBook;
import dev.sluice.core.Planner;
import dev.sluice.core.Snapshot;
import dev.sluice.relay.Control;
import dev.sluice.store.StoreUnavailable;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Answers what is asked below {@code /admin/api}: a closed table of questions, each described where
 * it stands, with who may ask it. Whoever asks is found out first; every change, and every change
 * that was refused, is told to the audit log.
 */
public final class ControlApi implements Control {
    private static final String NO_STORE = "cache-control: no-store";

    private final List<Row> table;
    private final Identity identity;
    private final Notary notary;
    private final Consumer<String> log;

    /**
     * Answers what needs neither issued keys nor a ledger, and takes everybody for the
     * administrator; parameters as {@link GatewayApi}'s.
     */
    ControlApi(
            Supplier<Snapshot> snapshots,
            HealthBook health,
            Supplier<Planner.Outlook> outlooks,
            Supplier<Reload> reload,
            LongSupplier clock) {
        this(
                new GatewayApi(snapshots, health, outlooks, reload, clock).rows(),
                _ -> Caller.ADMINISTRATOR,
                (_, _, _, _, _) -> {},
                _ -> {});
    }

    /** Answers everything. */
    public ControlApi(
            GatewayApi gateway, Desks desks, ConfigDesk configuration, Entrance entrance) {
        this(
                everything(gateway, desks, configuration, entrance),
                entrance.authenticator()::identify,
                entrance.audit()::note,
                desks.log());
    }

    private ControlApi(List<Row> rows, Identity identity, Notary notary, Consumer<String> log) {
        List<Row> all = new ArrayList<>(rows);
        all.add(OpenApi.row(() -> all));
        table = List.copyOf(all);
        this.identity = identity;
        this.notary = notary;
        this.log = log;
    }

    /** Finds out who asks. */
    @FunctionalInterface
    interface Identity {
        Caller.Person identify(Ask ask) throws StoreUnavailable;
    }

    /** Writes down who changed what. */
    @FunctionalInterface
    interface Notary {
        void note(Caller caller, Ask ask, String action, String what, int status);
    }

    private static List<Row> everything(
            GatewayApi gateway, Desks desks, ConfigDesk configuration, Entrance entrance) {
        List<Row> rows = new ArrayList<>(gateway.rows());
        rows.addAll(new KeysApi(desks.keys()).rows());
        rows.addAll(new TeamsApi(desks.keys()).rows());
        rows.addAll(new LimitsApi(gateway.snapshots(), desks).rows());
        rows.addAll(new UsageApi(desks.reports(), desks.clock()).rows());
        rows.addAll(new CallsApi(desks.reports(), desks.clock()).rows());
        rows.addAll(new PricesApi(gateway.snapshots(), desks.clock()).rows());
        rows.addAll(new LedgerApi(desks.ledger(), desks.clock()).rows());
        rows.addAll(new ConfigApi(configuration).rows());
        rows.addAll(new OverviewApi(gateway, desks, configuration).rows());
        rows.addAll(new ImportApi().rows());
        rows.addAll(new BackupApi(configuration, desks).rows());
        rows.addAll(new PresetsApi().rows());
        ProvidersApi providers = ProvidersApi.of(configuration, gateway);
        rows.addAll(TrialApi.of(providers.providers(), gateway).rows());
        rows.addAll(providers.rows());
        rows.addAll(RoutesApi.of(configuration).rows());
        rows.addAll(new OldPageApi(configuration).rows());
        rows.addAll(new SessionApi(entrance).rows());
        rows.addAll(new OidcApi(entrance.oidc()).rows());
        rows.addAll(new UsersApi(entrance.users()).rows());
        rows.addAll(new AuditApi(entrance.audit()).rows());
        rows.add(metrics(desks.metrics()));
        return rows;
    }

    /** Also at {@code /metrics}, which needs no role on this machine. */
    private static Row metrics(Supplier<byte[]> scrape) {
        String type = "text/plain; version=0.0.4; charset=utf-8";
        return Row.of("GET", "/metrics", "Gives the counters, as Prometheus reads them.")
                .least(Role.VIEWER)
                .gives(Schema.FREE, "text/plain")
                .reads(_ -> new Reply(200, type, scrape.get(), List.of()));
    }

    /** Returns the table. */
    List<Row> table() {
        return table;
    }

    @Override
    public Reply answer(Ask ask) {
        Reply reply;
        try {
            reply = found(ask);
        } catch (ApiException e) {
            reply = error(e.error());
        } catch (TooManyAttempts e) {
            reply = wait(e);
        } catch (StoreUnavailable e) { // what it says is for the log, not for the answer
            log.accept("the control API has no database: " + plain(String.valueOf(e.getMessage())));
            reply =
                    error(
                            ApiError.server(
                                    503,
                                    "The database does not answer; nothing was changed. Try again"
                                            + " soon; the gateway's log says why.",
                                    "store_unavailable"));
        }
        return unkept(reply);
    }

    /** Nobody between keeps what was meant for one. */
    private static Reply unkept(Reply reply) {
        if (reply.headers().stream().anyMatch(each -> each.startsWith("cache-control:"))) {
            return reply;
        }
        List<String> headers = new ArrayList<>(reply.headers());
        headers.add(NO_STORE);
        return new Reply(reply.status(), reply.type(), reply.body(), headers);
    }

    private Reply found(Ask ask) throws StoreUnavailable {
        String method = ask.method().equals("HEAD") ? "GET" : ask.method();
        for (Row row : table) {
            @Nullable String id = row.match(ask.path());
            if (id != null && row.doc().method().equals(method)) {
                return admitted(row, ask, id);
            }
        }
        var _ = identity.identify(ask); // strangers do not hear what there is
        return error(unanswered(ask));
    }

    private Reply admitted(Row row, Ask ask, String id) throws StoreUnavailable {
        return switch (row.doc().access()) {
            case Row.Access.Open() -> {
                Authenticator.sameSite(ask);
                yield answer(row, new Asked(ask, id, new Caller.Stranger()));
            }
            case Row.Access.Least _, Row.Access.LeastOrOwner _ -> {
                Caller.Person person = identity.identify(ask);
                var asked = new Asked(ask, id, person);
                @Nullable ApiError refusal = refusal(row, asked, person.role());
                if (refusal != null) {
                    note(row, asked, "refused: " + refusal.code(), refusal.status());
                    yield error(refusal);
                }
                yield answer(row, asked);
            }
        };
    }

    /** Secrets are shown to administrators only, whoever else may read what is around them. */
    private static @Nullable ApiError refusal(Row row, Asked asked, Role role) {
        boolean reveals =
                row.doc().takes().contains(Outcomes.REVEAL)
                        && "true".equals(asked.text(Outcomes.REVEAL.name()));
        if (row.doc().access().permits(role) && (!reveals || role.covers(Role.ADMIN))) {
            return null;
        }
        String needed = reveals ? Role.ADMIN.word() : row.doc().access().word();
        return new ApiError(
                403,
                "permission_error",
                "This needs the role " + needed + "; yours is " + role.word() + ".",
                null,
                "role_required");
    }

    private Reply answer(Row row, Asked asked) throws StoreUnavailable {
        try {
            asked.only(row.doc().takes());
            return switch (row.handler()) {
                case Row.Reading reading -> reading.answer(asked);
                case Row.Admitting admitting -> admitting.answer(asked);
                case Row.Changing changing -> {
                    Row.Changed changed = changing.answer(asked);
                    note(row, asked, changed.what(), changed.reply().status());
                    yield changed.reply();
                }
            };
        } catch (ApiException e) {
            note(row, asked, "refused: " + e.error().code(), e.error().status());
            throw e;
        }
    }

    /** What was refused may have had anything for a name, a key too: its pattern is enough. */
    private void note(Row row, Asked asked, String what, int status) {
        switch (row.handler()) {
            case Row.Reading _, Row.Admitting _ -> {}
            case Row.Changing _ -> {
                boolean done = status < 400;
                String path = done ? asked.ask().path() : row.doc().pattern();
                String action = row.doc().method() + " " + path;
                notary.note(asked.caller(), asked.ask(), action, what, status);
            }
        }
    }

    private static Reply wait(TooManyAttempts e) {
        var error =
                new ApiError(
                        429,
                        "rate_limit_error",
                        "Too many attempts with a wrong token or password from here. Wait "
                                + e.seconds()
                                + " s; until then nothing is looked at, not even the right one.",
                        null,
                        "too_many_attempts");
        byte[] json = Json.object(out -> Json.error(out, error));
        return new Reply(429, Reply.JSON, json, List.of("retry-after: " + e.seconds()));
    }

    /** Keeps what is logged on its line. */
    private static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    private ApiError unanswered(Ask ask) {
        String allowed =
                table.stream()
                        .filter(row -> row.match(ask.path()) != null)
                        .map(row -> row.doc().method())
                        .distinct()
                        .collect(Collectors.joining(", "));
        if (allowed.isEmpty()) {
            String known =
                    table.stream()
                            .map(row -> row.doc().method() + " " + row.doc().pattern())
                            .collect(Collectors.joining(", "));
            return new ApiError(
                    404,
                    "invalid_request_error",
                    "Unknown address below /admin/api. There are: " + known + ".",
                    null,
                    "unknown_url");
        }
        return new ApiError(
                405,
                "invalid_request_error",
                "Not allowed to " + ask.method() + " here; allowed: " + allowed + ".",
                null,
                "method_not_supported");
    }

    private static Reply error(ApiError error) {
        return new Reply(error.status(), Json.object(out -> Json.error(out, error)));
    }
}
