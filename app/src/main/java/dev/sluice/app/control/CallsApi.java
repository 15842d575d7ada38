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
                    must(
                            "next",
                            perhaps(Schema.TEXT),
                            "The before of the next page, if any: also of one that is not full,"
                                    + " when looking further would take too long."),
                    must("newest", perhaps(Schema.TEXT), "The after of the next look."));
    private static final Schema TIMELINE =
            Schema.form(
                    "CallHistogram",
                    must("bucket_ms", Schema.WHOLE, "How long a bucket is."),
                    must("from", Schema.WHOLE, "When the first one begins, since 1970 in ms."),
                    must("to", Schema.WHOLE, "When the last one ends."),
                    must("counted_from", Schema.WHOLE, "What is older was not counted in time."),
                    must(
                            "data",
                            items(
                                    Schema.form(
                                            "CallBucket",
                                            must("t", Schema.WHOLE, "When it begins."),
                                            must("calls", Schema.WHOLE, "Finished calls."),
                                            must("failed", Schema.WHOLE, "Those that failed."))),
                            "Those in which there were any."));

    List<Row> rows() {
        return List.of(
                Row.of("GET", "/calls", "Lists single calls, newest first.")
                        .leastOrOwner(Role.VIEWER)
                        .takes(CallLens.parameters())
                        .takes(
                                new Row.Parameter(
                                        "after",
                                        Schema.TEXT,
                                        "Only those that came later, as newest has it."),
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
                Row.of("GET", "/calls/histogram", "Counts calls over time.")
                        .leastOrOwner(Role.VIEWER)
                        .takes(CallLens.parameters())
                        .takes(
                                new Row.Parameter(
                                        "buckets", Schema.WHOLE, "How many, to 500; usually 60."))
                        .gives(TIMELINE)
                        .reads(this::histogram),
                Row.of("GET", "/calls/{id}", "Shows the call that had an x-request-id.")
                        .leastOrOwner(Role.VIEWER)
                        .gives(CALL)
                        .reads(this::call));
    }

    private Reply calls(Asked asked) throws StoreUnavailable {
        String format = asked.word("format", "json", List.of("json", "csv", "ndjson"));
        int usual = format.equals("json") ? USUAL_PAGE : LARGEST_PAGE;
        int limit = asked.whole("limit", usual, LARGEST_PAGE);
        Reports.CallFilter filter = CallLens.of(asked, clock.instant());
        Reports.Page found = page(filter, limit);
        List<Reports.Call> page = found.calls();
        @Nullable String next = found.next();
        return switch (format) {
            case "csv" -> csv(page, next);
            case "ndjson" -> lines(page, next);
            default -> new Reply(200, json(found, asked.text("after")));
        };
    }

    private Reports.Page page(Reports.CallFilter filter, int limit) throws StoreUnavailable {
        try {
            return reports.page(filter, limit);
        } catch (IllegalArgumentException _) {
            String before = String.valueOf(filter.before()).length() + " characters";
            throw Asked.refused("before", before, "the place of a call, as next has it");
        }
    }

    private static byte[] json(Reports.Page page, @Nullable String after) {
        return Json.object(out -> {
            Json.array(
                    out,
                    "calls",
                    page.calls(),
                    each -> {
                        out.writeStartObject();
                        write(out, each);
                        out.writeEndObject();
                    });
            Json.put(out, "next", page.next());
            Json.put(out, "newest", CallLens.newest(page.calls(), after));
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

    private Reply histogram(Asked asked) throws StoreUnavailable {
        Reports.CallFilter asIs = CallLens.of(asked, clock.instant());
        long to = asIs.to().toEpochMilli();
        long unit = unit(to - asIs.from().toEpochMilli());
        long from = asIs.from().toEpochMilli() / unit * unit;
        int buckets = asked.whole("buckets", 60, 500);
        long width = Math.ceilDiv(Math.ceilDiv(to - from, buckets), unit) * unit;
        Reports.CallFilter filter = asIs.since(Instant.ofEpochMilli(from));
        Reports.Timeline timeline = reports.timeline(filter, width);
        return new Reply(
                200,
                Json.object(out -> {
                    out.writeNumberProperty("bucket_ms", width);
                    out.writeNumberProperty("from", from);
                    out.writeNumberProperty("to", to);
                    out.writeNumberProperty("counted_from", timeline.from().toEpochMilli());
                    Json.array(
                            out,
                            "data",
                            timeline.buckets(),
                            each -> {
                                out.writeStartObject();
                                out.writeNumberProperty("t", each.begun());
                                out.writeNumberProperty("calls", each.calls());
                                out.writeNumberProperty("failed", each.failed());
                                out.writeEndObject();
                            });
                }));
    }

    /** Long times are told in whole hours or days, for which there are sums. */
    private static long unit(long millis) {
        if (millis > Duration.ofDays(7).toMillis()) {
            return Duration.ofDays(1).toMillis();
        }
        return millis > Duration.ofDays(1).toMillis() ? Duration.ofHours(1).toMillis() : 1000;
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
