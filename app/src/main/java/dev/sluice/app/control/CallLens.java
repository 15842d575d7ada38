package dev.sluice.app.control;

import dev.sluice.store.Reports;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a question about single calls looks for. */
final class CallLens {
    private static final Pattern STATUS = Pattern.compile("([1-5])(?:xx|([0-9]{2}))");
    private static final Pattern PLACE = Pattern.compile("([0-9]{1,18})-([0-9]{1,18})");

    private CallLens() {}

    /** What such a question may say. */
    static List<Row.Parameter> parameters() {
        List<Row.Parameter> all = new ArrayList<>(LedgerFilter.parameters());
        all.add(
                new Row.Parameter(
                        "failed",
                        Schema.words("true", "false"),
                        "Whether only those that failed."));
        all.add(
                new Row.Parameter(
                        "status", Schema.TEXT, "Only those answered with this, or with 4xx."));
        all.add(
                new Row.Parameter(
                        "text", Schema.TEXT, "Only those with this somewhere in their record."));
        all.add(
                new Row.Parameter(
                        "stream",
                        Schema.words("true", "false"),
                        "Whether only those whose answer was asked for as a stream, or only"
                                + " others."));
        all.add(new Row.Parameter("request_id", Schema.TEXT, "Only the one of this id."));
        return all;
    }

    /** Reads the parameters. */
    static Reports.CallFilter of(Asked asked, Instant now) {
        LedgerFilter part = LedgerFilter.of(asked, now);
        @Nullable Boolean stream = asked.text("stream") == null ? null : asked.truth("stream");
        var marks =
                new Reports.Marks(
                        place(asked, "after"), statuses(asked), asked.text("text"), stream);
        return new Reports.CallFilter(
                part.from(),
                part.to(),
                asked.text("before"),
                part.only(),
                asked.text("request_id"),
                asked.truth("failed"),
                asked.owner(),
                marks);
    }

    private static @Nullable String place(Asked asked, String name) {
        @Nullable String text = asked.text(name);
        if (text != null && !PLACE.matcher(text).matches()) {
            // It may be anything, a key pasted into the wrong place too: it is not repeated.
            String found = text.length() + " characters";
            throw Asked.refused(name, found, "the place of a call, as newest has it");
        }
        return text;
    }

    private static Reports.@Nullable Statuses statuses(Asked asked) {
        @Nullable String text = asked.text("status");
        if (text == null) {
            return null;
        }
        Matcher status = STATUS.matcher(text);
        if (!text.equals("0") && !status.matches()) {
            throw Asked.refused("status", text, "a status such as 429, or 4xx; 0: never answered");
        }
        if (text.equals("0")) {
            return new Reports.Statuses(0, 0);
        }
        int hundreds = Integer.parseInt(status.group(1)) * 100;
        @Nullable String rest = status.group(2);
        return rest == null
                ? new Reports.Statuses(hundreds, hundreds + 99)
                : new Reports.Statuses(
                        hundreds + Integer.parseInt(rest), hundreds + Integer.parseInt(rest));
    }

    /**
     * Returns what to look after the next time: later than the latest, by both halves of a place,
     * as the call that began last need not have ended last.
     */
    static @Nullable String newest(List<Reports.Call> calls, @Nullable String after) {
        long begun = -1;
        long id = -1;
        List<String> places = new ArrayList<>(calls.stream().map(Reports.Call::place).toList());
        if (after != null) {
            places.add(after);
        }
        for (String each : places) {
            Matcher place = PLACE.matcher(each);
            if (place.matches()) {
                begun = Math.max(begun, Long.parseLong(place.group(1)));
                id = Math.max(id, Long.parseLong(place.group(2)));
            }
        }
        return begun < 0 ? null : begun + "-" + id;
    }
}
