package dev.sluice.app.control;

import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import dev.sluice.relay.Control.Reply;
import dev.sluice.store.Reports;

import tools.jackson.core.JsonGenerator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Sums as they are handed out, in the order of what they are of. */
record UsageTable(Reports.Question question, List<Reports.Sum> sums) {
    UsageTable {
        sums = sums.stream().sorted(UsageTable::compare).toList();
    }

    private static int compare(Reports.Sum one, Reports.Sum other) {
        for (int i = 0; i < Math.min(one.of().size(), other.of().size()); i++) {
            int order =
                    Comparator.<String>naturalOrder().compare(one.of().get(i), other.of().get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private List<String> words() {
        return question.by().stream().map(LedgerFilter::word).toList();
    }

    byte[] json() {
        return Json.object(out -> {
            out.writeStringProperty("from", question.from().toString());
            out.writeStringProperty("to", question.to().toString());
            Json.array(out, "by", words(), out::writeString);
            Json.array(
                    out,
                    "usage",
                    sums,
                    each -> {
                        out.writeStartObject();
                        for (int i = 0; i < question.by().size(); i++) {
                            out.writeStringProperty(words().get(i), each.of().get(i));
                        }
                        write(out, each);
                        out.writeEndObject();
                    });
            out.writeObjectPropertyStart("total");
            write(out, total());
            out.writeEndObject();
        });
    }

    private static void write(JsonGenerator out, Reports.Sum sum) {
        out.writeNumberProperty("calls", sum.calls());
        out.writeNumberProperty("failed", sum.failed());
        out.writeNumberProperty("input_tokens", sum.inputTokens());
        out.writeNumberProperty("cached_tokens", sum.cachedTokens());
        out.writeNumberProperty("output_tokens", sum.outputTokens());
        out.writeNumberProperty("reasoning_tokens", sum.reasoningTokens());
        Json.money(out, "cost", amounts(sum.cost()));
        Json.money(out, "lost", amounts(sum.lost()));
        out.writeNumberProperty("unpriced", sum.unpriced());
        out.writeNumberProperty("estimated", sum.estimated());
    }

    private static List<Money> amounts(Map<Currency, Long> micros) {
        List<Money> amounts = new ArrayList<>();
        for (Currency each : Currency.values()) {
            long micro = micros.getOrDefault(each, 0L);
            if (micro != 0) {
                amounts.add(new Money(micro, each));
            }
        }
        return amounts;
    }

    Reports.Sum total() {
        long[] counts = new long[8];
        Map<Currency, Long> cost = new EnumMap<>(Currency.class);
        Map<Currency, Long> lost = new EnumMap<>(Currency.class);
        for (Reports.Sum each : sums) {
            long[] more = counts(each);
            for (int i = 0; i < counts.length; i++) {
                counts[i] = Math.addExact(counts[i], more[i]);
            }
            each.cost().forEach((currency, micro) -> cost.merge(currency, micro, Math::addExact));
            each.lost().forEach((currency, micro) -> lost.merge(currency, micro, Math::addExact));
        }
        return new Reports.Sum(
                List.of(), counts[0], counts[1], counts[2], counts[3], counts[4], counts[5], cost,
                lost, counts[6], counts[7]);
    }

    private static long[] counts(Reports.Sum sum) {
        return new long[] {
            sum.calls(),
            sum.failed(),
            sum.inputTokens(),
            sum.cachedTokens(),
            sum.outputTokens(),
            sum.reasoningTokens(),
            sum.unpriced(),
            sum.estimated()
        };
    }

    /** Returns the table with a column for the cost in each currency, whether there is any. */
    Reply csv() {
        List<String> columns = new ArrayList<>(words());
        columns.addAll(
                List.of("calls", "failed", "input_tokens", "cached_tokens", "output_tokens"));
        columns.add("reasoning_tokens");
        for (Currency each : Currency.values()) {
            columns.add("cost_" + each.name().toLowerCase(Locale.ROOT));
        }
        for (Currency each : Currency.values()) {
            columns.add("lost_" + each.name().toLowerCase(Locale.ROOT));
        }
        columns.addAll(List.of("unpriced", "estimated"));
        var csv = new Csv(columns);
        sums.forEach(each -> csv.line(cells(each)));
        return csv.reply("usage.csv");
    }

    private static List<String> cells(Reports.Sum sum) {
        List<String> cells = new ArrayList<>(sum.of());
        long[] counts = counts(sum);
        for (int i = 0; i < 6; i++) {
            cells.add(Long.toString(counts[i]));
        }
        for (Currency each : Currency.values()) {
            cells.add(decimal(sum.cost(), each));
        }
        for (Currency each : Currency.values()) {
            cells.add(decimal(sum.lost(), each));
        }
        cells.add(Long.toString(sum.unpriced()));
        cells.add(Long.toString(sum.estimated()));
        return cells;
    }

    private static String decimal(Map<Currency, Long> micros, Currency currency) {
        return new Money(micros.getOrDefault(currency, 0L), currency).decimal();
    }
}
