package dev.sluice.app.control;

import static dev.sluice.app.control.Schema.items;
import static dev.sluice.app.control.Schema.may;
import static dev.sluice.app.control.Schema.must;

import dev.sluice.core.money.Money;
import dev.sluice.core.price.Price;
import dev.sluice.core.price.Rates;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Writes prices in the words of the configuration: what is not stated follows from another. */
final class PriceJson {
    private static final List<Schema.Member> RATES = rates();

    private static final Schema TIER =
            new Schema.Form(
                    "Tier",
                    with(must("above", Schema.WHOLE, "It is for calls of more input tokens.")));

    /** A price as it is shown. */
    static final Schema.Form PRICE =
            new Schema.Form(
                    "Price",
                    with(
                            must("id", Schema.TEXT, "Its name in records."),
                            may("provider", Schema.TEXT, "The one provider that it is for."),
                            may("vendor", Schema.TEXT, "The provider's type; any when absent."),
                            must("model", Schema.TEXT, "A name, or a beginning with *."),
                            must("from", Schema.TEXT, "The first day, UTC."),
                            may("hours", Schema.TEXT, "When it holds; always when absent."),
                            must("currency", Schema.words("USD", "CNY"), "Its currency."),
                            may("tiers", items(TIER), "Rates for long inputs."),
                            may("source", Schema.TEXT, "The list that says so."),
                            may("seen", Schema.TEXT, "When it said so.")));

    private PriceJson() {}

    private static List<Schema.Member> rates() {
        List<Schema.Member> members = new ArrayList<>();
        for (Rates.Word each : Rates.Word.values()) {
            members.add(may(each.text(), Schema.TEXT, "A decimal number, where it is stated."));
        }
        return List.copyOf(members);
    }

    private static List<Schema.Member> with(Schema.Member... first) {
        List<Schema.Member> members = new ArrayList<>(List.of(first));
        members.addAll(RATES);
        return List.copyOf(members);
    }

    /** Writes the members of a price. */
    static void write(JsonGenerator out, Price price) {
        out.writeStringProperty("id", price.id());
        if (!price.provider().isEmpty()) {
            out.writeStringProperty("provider", price.provider());
        }
        if (!price.vendor().isEmpty()) {
            out.writeStringProperty("vendor", price.vendor());
        }
        out.writeStringProperty("model", price.model());
        out.writeStringProperty("from", price.from().toString());
        put(out, "hours", price.hours());
        out.writeStringProperty("currency", price.currency().name());
        rates(out, price.rates(), price);
        if (!price.tiers().isEmpty()) {
            Json.array(
                    out,
                    "tiers",
                    price.tiers(),
                    each -> {
                        out.writeStartObject();
                        out.writeNumberProperty("above", each.above());
                        rates(out, each.rates(), price);
                        out.writeEndObject();
                    });
        }
        if (!price.origin().source().isEmpty()) {
            out.writeStringProperty("source", price.origin().source());
        }
        put(out, "seen", price.origin().seen());
    }

    private static void put(JsonGenerator out, String name, @Nullable Object value) {
        if (value != null) {
            out.writeStringProperty(name, value.toString());
        }
    }

    /** Rates are strings, as all money here is. */
    private static void rates(JsonGenerator out, Rates rates, Price price) {
        for (Rates.Word each : Rates.Word.values()) {
            if (rates.states(each)) {
                String decimal = new Money(rates.of(each), price.currency()).decimal();
                out.writeStringProperty(each.text(), decimal);
            }
        }
    }
}
