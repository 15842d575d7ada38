package dev.sluice.app.control;

import static dev.sluice.app.control.Schema.items;
import static dev.sluice.app.control.Schema.may;
import static dev.sluice.app.control.Schema.must;

import dev.sluice.app.access.Role;
import dev.sluice.relay.Control.Reply;
import dev.sluice.store.Reports;
import dev.sluice.store.StoreUnavailable;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Sums of the ledger. */
record UsageApi(Reports reports, InstantSource clock) {
    private static final List<Schema.Member> SUMS =
            List.of(
                    must("calls", Schema.WHOLE, "Finished calls."),
                    must("failed", Schema.WHOLE, "Those that failed."),
                    must("input_tokens", Schema.WHOLE, "All input, cached included."),
                    must("cached_tokens", Schema.WHOLE, "Read from the vendor's cache."),
                    must("output_tokens", Schema.WHOLE, "All output, reasoning included."),
                    must("reasoning_tokens", Schema.WHOLE, "Spent on reasoning."),
                    must("cost", items(Schema.MONEY), "Of what was served, by currency."),
                    must("lost", items(Schema.MONEY), "Of attempts that were called off."),
                    must("unpriced", Schema.WHOLE, "Calls whose cost nobody knows."),
                    must("estimated", Schema.WHOLE, "Calls whose tokens were estimated."));
    private static final Schema TOTAL = new Schema.Form("UsageTotal", SUMS);
    private static final Schema LINE = new Schema.Form("UsageLine", line());

    private static List<Schema.Member> line() {
        List<Schema.Member> members = new ArrayList<>();
        for (Reports.By each : Reports.By.values()) {
            members.add(may(LedgerFilter.word(each), Schema.TEXT, "Where it is asked for by by."));
        }
        members.addAll(SUMS);
        return List.copyOf(members);
    }

    List<Row> rows() {
        return List.of(
                Row.of("GET", "/usage", "Sums up calls, tokens and cost, in whole hours.")
                        .leastOrOwner(Role.VIEWER)
                        .takes(
                                new Row.Parameter(
                                        "by",
                                        Schema.TEXT,
                                        "What to tell apart, with commas between: "
                                                + String.join(", ", words())
                                                + "; usually day."),
                                new Row.Parameter(
                                        "format", Schema.words("json", "csv"), "Usually json."))
                        .takes(LedgerFilter.parameters())
                        .gives(
                                Schema.form(
                                        "Usage",
                                        must("from", Schema.TIME, "The first moment."),
                                        must("to", Schema.TIME, "Exclusive."),
                                        must("by", Schema.TEXTS, "What is told apart."),
                                        must("usage", items(LINE), "A line for each."),
                                        must("total", TOTAL, "Everything together.")),
                                "text/csv")
                        .reads(this::usage));
    }

    private Reply usage(Asked asked) throws StoreUnavailable {
        String format = asked.word("format", "json", List.of("json", "csv"));
        List<Reports.By> by = by(asked);
        LedgerFilter filter = LedgerFilter.of(asked, clock.instant()).inWholeHours();
        var question =
                new Reports.Question(filter.from(), filter.to(), by, filter.only(), asked.owner());
        var table = new UsageTable(question, reports.usage(question));
        return format.equals("csv") ? table.csv() : new Reply(200, table.json());
    }

    private static List<Reports.By> by(Asked asked) {
        @Nullable String text = asked.text("by");
        if (text == null) {
            return List.of(Reports.By.DAY);
        }
        List<Reports.By> by = new ArrayList<>();
        for (String word : text.split(",", -1)) {
            String plain = word.strip();
            if (!words().contains(plain)) {
                throw Asked.refused("by", plain, String.join(", ", words()));
            }
            Reports.By column = Reports.By.valueOf(plain.toUpperCase(Locale.ROOT));
            if (!by.contains(column)) {
                by.add(column);
            }
        }
        return by;
    }

    private static List<String> words() {
        List<String> words = new ArrayList<>();
        for (Reports.By each : Reports.By.values()) {
            words.add(LedgerFilter.word(each));
        }
        return words;
    }
}
