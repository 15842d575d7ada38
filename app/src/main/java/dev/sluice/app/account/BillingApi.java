package dev.sluice.app.account;

import dev.sluice.app.control.Json;
import dev.sluice.core.Snapshot;
import dev.sluice.core.VirtualKey;
import dev.sluice.core.money.Exchange;
import dev.sluice.relay.Account;
import dev.sluice.relay.Control.Reply;
import dev.sluice.store.Reports;
import dev.sluice.store.StoreUnavailable;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Answers subscription, usage and credit from a key's budgets and the ledger.
 *
 * @param snapshots for what one currency is worth in the other
 * @param reports reads the ledger
 * @param clock the time of day
 */
public record BillingApi(Supplier<Snapshot> snapshots, Reports reports, InstantSource clock)
        implements Account {
    /** When a key for ever ends: clients take 0 for a key that has ended, in 1970. */
    private static final Instant NEVER = Instant.parse("2100-01-01T00:00:00Z");

    @Override
    public Reply answer(VirtualKey key, String path, Map<String, String> query) {
        try {
            return switch (path) {
                case "/dashboard/billing/subscription" -> subscription(key);
                case "/dashboard/billing/usage" -> usage(key, query);
                case "/dashboard/billing/credit_grants" -> grants(key);
                default -> error(unknown());
            };
        } catch (ApiException e) {
            return error(e.error());
        } catch (StoreUnavailable _) { // calls go on without the database; this waits
            return error(
                    ApiError.server(
                            503,
                            "The ledger cannot be read at the moment. Try again soon.",
                            "store_unavailable"));
        }
    }

    private static ApiError unknown() {
        return new ApiError(
                404,
                "invalid_request_error",
                "Unknown address. There are subscription, usage and credit_grants below"
                        + " /v1/dashboard/billing.",
                null,
                "unknown_url");
    }

    private static Reply error(ApiError error) {
        return new Reply(error.status(), Json.object(out -> Json.error(out, error)));
    }

    private Exchange exchange() {
        return snapshots.get().tariff().exchange();
    }

    private Credit credit(VirtualKey key) throws StoreUnavailable {
        return new Credits(reports, clock, exchange()).of(key);
    }

    private Reply subscription(VirtualKey key) throws StoreUnavailable {
        Credit credit = credit(key);
        long expires = key.rights().expires();
        long until = expires == Long.MAX_VALUE ? NEVER.getEpochSecond() : expires / 1000;
        return new Reply(
                200,
                Json.object(out -> {
                    out.writeStringProperty("object", "billing_subscription");
                    out.writeBooleanProperty("has_payment_method", true);
                    out.writeBooleanProperty("canceled", false);
                    out.writeNullProperty("canceled_at");
                    out.writeNullProperty("delinquent");
                    out.writeNumberProperty("access_until", until);
                    var granted = Amounts.number(Amounts.dollars(credit.granted(), exchange()));
                    out.writeNumberProperty("soft_limit_usd", granted);
                    out.writeNumberProperty("hard_limit_usd", granted);
                    out.writeNumberProperty("system_hard_limit_usd", granted);
                    plan(out);
                    out.writeStringProperty("account_name", key.id());
                    out.writeNullProperty("billing_email");
                }));
    }

    private static void plan(JsonGenerator out) {
        out.writeObjectPropertyStart("plan");
        out.writeStringProperty("title", "Pay-as-you-go");
        out.writeStringProperty("id", "payg");
        out.writeEndObject();
    }

    private Reply usage(VirtualKey key, Map<String, String> query) throws StoreUnavailable {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        LocalDate from = date(query, "start_date", today.withDayOfMonth(1));
        LocalDate to = date(query, "end_date", today.plusDays(1));
        if (!from.isBefore(to)) {
            throw refused("start_date", from.toString(), "a day before end_date, which is " + to);
        }
        var question =
                new Reports.Question(
                        midnight(from),
                        midnight(to),
                        List.of(Reports.By.DAY, Reports.By.MODEL),
                        Map.of(Reports.By.KEY, key.id()));
        var costs = new DailyCosts(reports.usage(question), exchange());
        return new Reply(200, costs.json());
    }

    private static LocalDate date(Map<String, String> query, String name, LocalDate usual) {
        @Nullable String value = query.get(name);
        if (value == null || value.isBlank()) {
            return usual;
        }
        try {
            int time = value.indexOf('T'); // some clients send a whole moment
            return LocalDate.parse(time < 0 ? value : value.substring(0, time));
        } catch (DateTimeException _) {
            throw refused(name, value, "a date such as 2026-11-30");
        }
    }

    private static ApiException refused(String name, String found, String expected) {
        return new ApiException(
                ApiError.badRequest(
                        "The parameter '"
                                + name
                                + "': found '"
                                + found
                                + "', expected "
                                + expected
                                + ".",
                        name,
                        "invalid_value"));
    }

    private static Instant midnight(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /**
     * OpenAI's answer, and beside it the members that Zhizengzeng's clients read: code, msg and
     * grants.available_amount, a string (contract of 002-kuaiai-relay).
     */
    private Reply grants(VirtualKey key) throws StoreUnavailable {
        Credit credit = credit(key);
        return new Reply(
                200,
                Json.object(out -> {
                    out.writeNumberProperty("code", 0);
                    out.writeStringProperty("msg", "ok");
                    out.writeStringProperty("object", "credit_summary");
                    out.writeStringProperty("currency", credit.granted().currency().name());
                    out.writeNumberProperty("total_granted", Amounts.number(credit.granted()));
                    out.writeNumberProperty("total_used", Amounts.number(credit.used()));
                    out.writeNumberProperty("total_available", Amounts.number(credit.left()));
                    out.writeObjectPropertyStart("grants");
                    out.writeStringProperty("object", "list");
                    out.writeStringProperty("available_amount", credit.left().decimal());
                    out.writeArrayPropertyStart("data");
                    grant(out, credit);
                    out.writeEndArray();
                    out.writeEndObject();
                }));
    }

    private static void grant(JsonGenerator out, Credit credit) {
        out.writeStartObject();
        out.writeStringProperty("object", "credit_grant");
        out.writeStringProperty("id", credit.id());
        out.writeNumberProperty("grant_amount", Amounts.number(credit.granted()));
        out.writeNumberProperty("used_amount", Amounts.number(credit.used()));
        @Nullable Instant begun = credit.begun();
        out.writeNumberProperty("effective_at", begun == null ? 0 : begun.getEpochSecond());
        @Nullable Instant ends = credit.ends();
        out.writeNumberProperty("expires_at", (ends == null ? NEVER : ends).getEpochSecond());
        out.writeEndObject();
    }
}
