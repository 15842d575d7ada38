package dev.sluice.app.control;

import static dev.sluice.app.control.Schema.items;
import static dev.sluice.app.control.Schema.must;
import static dev.sluice.app.control.Schema.perhaps;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.app.access.Role;
import dev.sluice.relay.Control.Reply;
import dev.sluice.store.Reports;
import dev.sluice.store.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Single calls of the ledger, newest first. */
record CallsApi(Reports reports, InstantSource clock) {
    private static final int USUAL_PAGE = 100;
    private static final int LARGEST_PAGE = 10_000;
    private static final Schema.Form CALL =
            Schema.form(
                    "Call",
                    must("place", Schema.TEXT, "For before."),
                    must("record", Schema.FREE, "The call as the ledger has it."));
    private static final Schema PAGE =
            Schema.form(
                    "Calls",
                    must("calls", items(CALL), "Newest first."),
                    must("next", perhaps(Schema.TEXT), "The before of the next page, if any."));

    List<Row> rows() {
        return List.of(
                Row.of("GET", "/calls", "Lists single calls, newest first.")
                        .leastOrOwner(Role.VIEWER)
                        .takes(LedgerFilter.parameters())
                        .takes(
                                new Row.Parameter(
                                        "failed",
                                        Schema.words("true", "false"),
                                        "Whether only those that failed."),
                                new Row.Parameter(
                                        "request_id", Schema.TEXT, "Only the one of this id."),
                                new Row.Parameter(
                                        "before", Schema.TEXT, "Only those older than this place."),
                                new Row.Parameter(
                                        "limit",
                                        Schema.WHOLE,
                                        "Most, up to 10000; usually 100, for files 10000."),
                                new Row.Parameter(
                                        "format",
                                        Schema.words("json", "csv", "ndjson"),
                                        "Usually json."))
                        .gives(PAGE, "text/csv", "application/x-ndjson")
                        .reads(this::calls),
                Row.of("GET", "/calls/{id}", "Shows the call that had an x-request-id.")
                        .leastOrOwner(Role.VIEWER)
                        .gives(CALL)
                        .reads(this::call));
    }

    private Reply calls(Asked asked) throws StoreUnavailable {
        String format = asked.word("format", "json", List.of("json", "csv", "ndjson"));
        int usual = format.equals("json") ? USUAL_PAGE : LARGEST_PAGE;
        int limit = asked.whole("limit", usual, LARGEST_PAGE);
        LedgerFilter part = LedgerFilter.of(asked, clock.instant());
        var filter =
                new Reports.CallFilter(
                        part.from(),
                        part.to(),
                        asked.text("before"),
                        part.only(),
                        asked.text("request_id"),
                        asked.truth("failed"),
                        asked.owner(),
                        Reports.Marks.NONE);
        List<Reports.Call> found = new ArrayList<>();
        try {
            reports.calls(filter, limit + 1, found::add);
        } catch (IllegalArgumentException _) {
            String before = String.valueOf(filter.before());
            throw Asked.refused("before", before, "the place of a call, as next has it");
        }
        boolean more = found.size() > limit;
        List<Reports.Call> page = more ? found.subList(0, limit) : found;
        @Nullable String next = more ? page.getLast().place() : null;
        return switch (format) {
            case "csv" -> csv(page, next);
            case "ndjson" -> lines(page, next);
            default -> new Reply(200, json(page, next));
        };
    }

    private static byte[] json(List<Reports.Call> page, @Nullable String next) {
        return Json.object(out -> {
            Json.array(
                    out,
                    "calls",
                    page,
                    each -> {
                        out.writeStartObject();
                        write(out, each);
                        out.writeEndObject();
                    });
            Json.put(out, "next", next);
        });
    }

    private static void write(JsonGenerator out, Reports.Call call) {
        out.writeStringProperty("place", call.place());
        out.writeName("record");
        out.writeRawValue(call.json());
    }

    private static Reply csv(List<Reports.Call> page, @Nullable String next) {
        var csv = new Csv(CallLine.COLUMNS);
        page.forEach(each -> csv.line(CallLine.of(each).cells()));
        return csv.reply("calls.csv", further(next));
    }

    private static Reply lines(List<Reports.Call> page, @Nullable String next) {
        var text = new StringBuilder();
        for (Reports.Call each : page) {
            text.append(new String(Json.object(out -> write(out, each)), UTF_8)).append('\n');
        }
        return Csv.file("application/x-ndjson", "calls.ndjson", text.toString(), further(next));
    }

    /** A file has no place for it: without the header, one that was cut would look whole. */
    private static String[] further(@Nullable String next) {
        return next == null ? new String[0] : new String[] {"x-sluice-next: " + next};
    }

    private Reply call(Asked asked) throws StoreUnavailable {
        Instant soon = clock.instant().plus(Duration.ofDays(1)); // another node's clock may be fast
        var filter =
                new Reports.CallFilter(
                        Instant.EPOCH,
                        soon,
                        null,
                        Map.of(),
                        asked.id(),
                        false,
                        asked.owner(),
                        Reports.Marks.NONE);
        List<Reports.Call> found = new ArrayList<>();
        reports.calls(filter, 1, found::add);
        if (found.isEmpty()) {
            throw Asked.unknown(
                    "No call had this x-request-id, or it is older than calls are kept.",
                    "call_not_found");
        }
        return new Reply(200, Json.object(out -> write(out, found.getFirst())));
    }
}
