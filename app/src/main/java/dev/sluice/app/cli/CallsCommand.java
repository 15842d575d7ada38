package dev.sluice.app.cli;

import dev.sluice.app.Failure;
import dev.sluice.app.control.CallLine;
import dev.sluice.app.control.ControlClient.Question;
import dev.sluice.app.control.JsonValue;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Lists single calls. */
@Command(
        name = "calls",
        description = "List single calls of a running gateway, newest first.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class CallsCommand extends Talking {
    /** Columns of {@link CallLine} that fit on a screen. */
    private static final List<String> COLUMNS =
            List.of(
                    "begun",
                    "request_id",
                    "key",
                    "model",
                    "deployment",
                    "status",
                    "outcome",
                    "duration_ms",
                    "input_tokens",
                    "output_tokens");

    @Mixin LedgerOptions part = new LedgerOptions();

    @Option(names = "--failed", description = "Only those that failed.")
    boolean failed;

    @Option(names = "--request-id", paramLabel = "ID", description = "Only the one of this id.")
    @Nullable String requestId;

    @Option(names = "--limit", paramLabel = "N", description = "Most; 50 when absent.")
    int limit = 50;

    @Option(
            names = "--format",
            paramLabel = "FORM",
            description = "table (default), csv, json or ndjson.")
    Form form = Form.table;

    /** How it is printed. */
    @SuppressWarnings("java:S115") // spelled as it is typed
    enum Form {
        table,
        csv,
        json,
        ndjson
    }

    @Override
    int run(PrintWriter out) throws Failure {
        Map<String, String> query = part.query();
        query.put("limit", Integer.toString(limit));
        if (failed) {
            query.put("failed", "true");
        }
        if (requestId != null) {
            query.put("request_id", requestId);
        }
        switch (form) {
            case table -> table(gateway.read("/calls", query)).forEach(out::println);
            case csv, json, ndjson -> {
                query.put("format", form.name());
                out.println(GatewayOptions.text(gateway.ask(Question.get("/calls", query))));
            }
        }
        return 0;
    }

    private static List<String> table(JsonValue page) {
        List<String> names =
                List.of(
                        "BEGUN",
                        "REQUEST ID",
                        "KEY",
                        "MODEL",
                        "DEPLOYMENT",
                        "STATUS",
                        "OUTCOME",
                        "MS",
                        "INPUT",
                        "OUTPUT",
                        "COST");
        var table = new TextTable(names);
        for (JsonValue each : page.member("calls").items()) {
            table.add(cells(new CallLine(each.words("place"), each.member("record")).cells()));
        }
        List<String> lines = new ArrayList<>(table.lines());
        if (page.text("next") != null) {
            lines.add("there are more; narrow it with --from and --to, or raise --limit");
        }
        return lines;
    }

    private static List<String> cells(List<String> all) {
        List<String> cells = new ArrayList<>();
        for (String each : COLUMNS) {
            cells.add(all.get(CallLine.COLUMNS.indexOf(each)));
        }
        cells.add(cost(all));
        return cells;
    }

    private static String cost(List<String> all) {
        List<String> costs = new ArrayList<>();
        for (String currency : List.of("USD", "CNY")) {
            String column = "cost_" + currency.toLowerCase(java.util.Locale.ROOT);
            String amount = all.get(CallLine.COLUMNS.indexOf(column));
            if (!amount.equals("0")) {
                costs.add(amount + " " + currency);
            }
        }
        if (all.get(CallLine.COLUMNS.indexOf("unpriced")).equals("true")) {
            costs.add("unpriced");
        }
        return String.join(" + ", costs);
    }
}
