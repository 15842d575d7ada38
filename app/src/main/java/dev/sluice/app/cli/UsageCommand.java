package dev.sluice.app.cli;

import dev.sluice.app.Failure;
import dev.sluice.app.control.ControlClient.Question;
import dev.sluice.app.control.JsonValue;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Sums up calls, tokens and cost. */
@Command(
        name = "usage",
        description = "Sum up calls, tokens and cost of a running gateway.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class UsageCommand extends Talking {
    private static final List<String> COUNTS =
            List.of(
                    "calls",
                    "failed",
                    "input_tokens",
                    "cached_tokens",
                    "output_tokens",
                    "reasoning_tokens");

    @Option(
            names = "--by",
            paramLabel = "WHAT",
            description = {
                "What to tell apart, with commas between:",
                "hour, day, key, team, model, provider, deployment. day when absent."
            })
    String by = "day";

    @Mixin LedgerOptions part = new LedgerOptions();

    @Option(names = "--format", paramLabel = "FORM", description = "table (default), csv or json.")
    Form form = Form.table;

    /** How it is printed. */
    @SuppressWarnings("java:S115") // spelled as it is typed
    enum Form {
        table,
        csv,
        json
    }

    @Override
    int run(PrintWriter out) throws Failure {
        Map<String, String> query = part.query();
        query.put("by", by);
        switch (form) {
            case table -> table(gateway.read("/usage", query)).forEach(out::println);
            case csv, json -> {
                query.put("format", form.name());
                out.println(GatewayOptions.text(gateway.ask(Question.get("/usage", query))));
            }
        }
        return 0;
    }

    private static List<String> table(JsonValue usage) {
        List<String> columns =
                usage.member("by").items().stream().map(each -> "" + each.scalar()).toList();
        List<String> names = new ArrayList<>(columns);
        names.addAll(List.of("calls", "failed", "input", "cached", "output", "reasoning", "cost"));
        var table = new TextTable(names.stream().map(n -> n.toUpperCase(Locale.ROOT)).toList());
        for (JsonValue each : usage.member("usage").items()) {
            List<String> cells = new ArrayList<>();
            columns.forEach(column -> cells.add(each.words(column)));
            cells.addAll(sums(each));
            table.add(cells);
        }
        JsonValue total = usage.member("total");
        List<String> last = new ArrayList<>();
        columns.forEach(_ -> last.add(last.isEmpty() ? "total" : ""));
        last.addAll(sums(total));
        table.add(last);
        List<String> lines = new ArrayList<>(table.lines());
        remarks(total, lines);
        return lines;
    }

    private static List<String> sums(JsonValue sum) {
        List<String> cells = new ArrayList<>();
        COUNTS.forEach(name -> cells.add(Long.toString(sum.count(name))));
        cells.add(money(sum.member("cost")));
        return cells;
    }

    private static void remarks(JsonValue total, List<String> lines) {
        if (total.count("unpriced") > 0) {
            lines.add("calls without a price, not in the cost: " + total.count("unpriced"));
            lines.add("add prices to the configuration, then: sluice ledger rerate --from DATE");
        }
        if (total.count("estimated") > 0) {
            lines.add("calls whose tokens were estimated: " + total.count("estimated"));
        }
        String lost = money(total.member("lost"));
        if (!lost.isEmpty()) {
            lines.add("attempts that were called off, not in the cost: " + lost);
        }
    }
}
