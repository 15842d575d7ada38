package dev.sluice.app.account;

import dev.sluice.app.control.Json;
import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Exchange;
import dev.sluice.core.money.Money;
import dev.sluice.store.Reports;

import tools.jackson.core.JsonGenerator;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a key has used, day by day and model by model, in dollars; the answer counts in cents. Days
 * without calls are left out.
 *
 * @param sums by day and model
 */
record DailyCosts(List<Reports.Sum> sums, Exchange exchange) {
    byte[] json() {
        Map<LocalDate, Map<String, Money>> days = new TreeMap<>();
        Money total = Money.none(Currency.USD);
        for (Reports.Sum each : sums) {
            Money cost = Amounts.in(Currency.USD, each.cost(), exchange);
            String day = each.of().get(0);
            days.computeIfAbsent(LocalDate.parse(day.substring(0, 10)), _ -> new TreeMap<>())
                    .merge(each.of().get(1), cost, Money::plus);
            total = total.plus(cost);
        }
        Money sum = total;
        return Json.object(out -> {
            out.writeStringProperty("object", "list");
            out.writeArrayPropertyStart("daily_costs");
            days.forEach((day, models) -> write(out, day, models));
            out.writeEndArray();
            out.writeNumberProperty("total_usage", Amounts.cents(sum));
        });
    }

    private static void write(JsonGenerator out, LocalDate day, Map<String, Money> models) {
        out.writeStartObject();
        out.writeNumberProperty(
                "timestamp", day.atStartOfDay(ZoneOffset.UTC).toInstant().getEpochSecond());
        out.writeArrayPropertyStart("line_items");
        models.forEach((model, cost) -> {
            out.writeStartObject();
            out.writeStringProperty("name", model);
            out.writeNumberProperty("cost", Amounts.cents(cost));
            out.writeEndObject();
        });
        out.writeEndArray();
        out.writeEndObject();
    }
}
