package dev.sluice.app.control;

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
 * Answers an administrator: a closed table of questions, each described where it stands. Every
 * change is told to the log.
 */
public final class ControlApi implements Control {
    private final List<Row> table;
    private final Consumer<String> log;

    /** Answers what needs neither issued keys nor a ledger; parameters as {@link GatewayApi}'s. */
    public ControlApi(
            Supplier<Snapshot> snapshots,
            HealthBook health,
            Supplier<Planner.Outlook> outlooks,
            Supplier<Reload> reload,
            LongSupplier clock) {
        this(new GatewayApi(snapshots, health, outlooks, reload, clock).rows(), _ -> {});
    }

    /** Answers everything. */
    public ControlApi(GatewayApi gateway, Desks desks, ConfigDesk configuration) {
        this(everything(gateway, desks, configuration), desks.log());
    }

    private ControlApi(List<Row> rows, Consumer<String> log) {
        List<Row> all = new ArrayList<>(rows);
        all.add(OpenApi.row(() -> all));
        table = List.copyOf(all);
        this.log = log;
    }

    private static List<Row> everything(GatewayApi gateway, Desks desks, ConfigDesk configuration) {
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
        return rows;
    }

    /** Returns the table. */
    List<Row> table() {
        return table;
    }

    @Override
    public Reply answer(Ask ask) {
        try {
            for (Row row : table) {
                @Nullable String id = row.match(ask.path());
                if (id != null && row.doc().method().equals(ask.method())) {
                    return answer(row, new Asked(ask, id));
                }
            }
            return error(unanswered(ask));
        } catch (ApiException e) {
            return error(e.error());
        } catch (StoreUnavailable e) { // what it says is for the log, not for the answer
            log.accept("the control API has no database: " + plain(String.valueOf(e.getMessage())));
            return error(
                    ApiError.server(
                            503,
                            "The database does not answer; nothing was changed. Try again soon;"
                                    + " the gateway's log says why.",
                            "store_unavailable"));
        }
    }

    private Reply answer(Row row, Asked asked) throws StoreUnavailable {
        asked.only(row.doc().takes());
        return switch (row.handler()) {
            case Row.Reading reading -> reading.answer(asked);
            case Row.Changing changing -> {
                Row.Changed changed = changing.answer(asked);
                if (changed.reply().status() < 400) {
                    log.accept("admin " + plain(changed.what()));
                }
                yield changed.reply();
            }
        };
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
