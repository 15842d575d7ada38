package dev.sluice.app.control;

import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import dev.sluice.store.Reports;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A call of the ledger as a line of a table. What was called off is not counted in it.
 *
 * @param place where it stands in the ledger
 * @param record as the journal has it
 */
public record CallLine(String place, JsonValue record) {
    /** What each cell is. */
    public static final List<String> COLUMNS =
            List.of(
                    "begun",
                    "request_id",
                    "key",
                    "owner",
                    "team",
                    "method",
                    "path",
                    "model",
                    "provider",
                    "deployment",
                    "upstream_model",
                    "status",
                    "outcome",
                    "attempts",
                    "duration_ms",
                    "first_byte_ms",
                    "input_tokens",
                    "cached_tokens",
                    "output_tokens",
                    "reasoning_tokens",
                    "estimated",
                    "cost_usd",
                    "cost_cny",
                    "unpriced",
                    "error",
                    "place");

    static CallLine of(Reports.Call call) {
        return new CallLine(
                call.place(), JsonValue.read(call.json().getBytes(StandardCharsets.UTF_8)));
    }

    /** Returns the cells, in the order of {@link #COLUMNS}. */
    public List<String> cells() {
        List<String> cells = new ArrayList<>();
        cells.add(Instant.ofEpochMilli(record.count("begun")).toString());
        for (String name : List.of("id", "key", "owner", "team", "method", "path", "model")) {
            cells.add(record.words(name));
        }
        var served = new Served(record);
        cells.add(served.provider);
        cells.add(record.words("deployment"));
        cells.add(served.model);
        cells.add(Long.toString(record.count("status")));
        cells.add(record.words("outcome"));
        cells.add(Long.toString(record.count("attempts")));
        cells.add(millis("duration_us"));
        cells.add(millis("first_byte_us"));
        cells.add(Long.toString(served.input));
        cells.add(Long.toString(served.cached));
        cells.add(Long.toString(served.output));
        cells.add(Long.toString(served.reasoning));
        cells.add(Boolean.toString(served.estimated));
        for (Currency each : Currency.values()) {
            cells.add(new Money(served.cost.getOrDefault(each, 0L), each).decimal());
        }
        cells.add(Boolean.toString(served.unpriced));
        cells.add(record.words("error"));
        cells.add(place);
        return cells;
    }

    /** Returns a time in milliseconds with three decimals; "" when there was none. */
    private String millis(String name) {
        long micros = record.count(name);
        return micros < 0
                ? ""
                : micros / 1000 + "." + String.format(Locale.ROOT, "%03d", micros % 1000);
    }

    /** What was served, added up. */
    private static final class Served {
        private String provider = "";
        private String model = "";
        private long input;
        private long cached;
        private long output;
        private long reasoning;
        private boolean estimated;
        private boolean unpriced;
        private final Map<Currency, Long> cost = new EnumMap<>(Currency.class);

        Served(JsonValue record) {
            for (JsonValue each : record.member("charges").items()) {
                if (each.words("role").equals("served")) {
                    add(each);
                }
            }
        }

        private void add(JsonValue charge) {
            provider = charge.words("provider");
            model = charge.words("model");
            JsonValue tokens = charge.member("tokens");
            cached += tokens.count("cached_input");
            input +=
                    tokens.count("input")
                            + tokens.count("cached_input")
                            + tokens.count("cache_write")
                            + tokens.count("audio_input");
            reasoning += tokens.count("reasoning");
            output +=
                    tokens.count("output")
                            + tokens.count("reasoning")
                            + tokens.count("audio_output");
            estimated |= charge.truth("estimated");
            if (charge.member("currency").isNull()) {
                unpriced = true;
            } else {
                Currency currency = Currency.valueOf(charge.words("currency"));
                cost.merge(currency, charge.count("cost_micro"), Long::sum);
            }
        }
    }
}
