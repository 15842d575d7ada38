package dev.sluice.store;

import dev.sluice.core.meter.UsageRecord;
import dev.sluice.store.Reports.By;
import dev.sluice.store.Reports.CallFilter;
import dev.sluice.store.Reports.Statuses;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells calls that are looked for from others, as {@link RowSearch#filter} does in SQL. */
final class CallMatch {
    private final CallFilter filter;
    private final Span span;
    private final @Nullable Place before;
    private final @Nullable Place after;
    private final @Nullable String text;
    private final RecordCodec codec = new RecordCodec();

    CallMatch(CallFilter filter) {
        this.filter = filter;
        span = Span.of(filter.from(), filter.to(), filter.only());
        before = Place.of(filter.before());
        after = Place.of(filter.marks().after());
        String wanted = filter.marks().text();
        text = wanted == null ? null : wanted.toLowerCase(Locale.ROOT);
    }

    /** Returns whether it is looked for. What takes longer to find out comes last. */
    boolean test(StoredCall stored) {
        UsageRecord call = stored.call();
        return span.has(stored.begun())
                && (before == null || before.isBehind(stored.begun(), stored.id()))
                && (after == null || cameAfter(after, stored))
                && (!filter.failed() || Share.hasFailed(call))
                && is(filter.requestId(), call.requestId())
                && is(filter.owner(), call.who().owner())
                && hasMarks(call)
                && hasNames(call)
                && (text == null || codec.text(call).toLowerCase(Locale.ROOT).contains(text));
    }

    private static boolean cameAfter(Place after, StoredCall call) {
        return call.begun() > after.begun()
                || (call.id() > after.id() && call.id() < after.endOfNode());
    }

    private static boolean is(@Nullable String wanted, @Nullable String found) {
        return wanted == null || Column.of(wanted).equals(Column.of(found));
    }

    private boolean hasMarks(UsageRecord call) {
        Statuses statuses = filter.marks().statuses();
        int status = call.end().status();
        Boolean stream = filter.marks().stream();
        return (statuses == null || (status >= statuses.from() && status <= statuses.to()))
                && (stream == null || stream == call.asked().stream());
    }

    private boolean hasNames(UsageRecord call) {
        if (filter.only().isEmpty()) {
            return true;
        }
        Share.Group group = Share.group(call);
        for (Map.Entry<By, String> each : filter.only().entrySet()) {
            boolean same =
                    switch (each.getKey()) {
                        case HOUR, DAY -> true;
                        case KEY -> is(each.getValue(), group.key());
                        case TEAM -> is(each.getValue(), group.team());
                        case MODEL -> is(each.getValue(), group.model());
                        case PROVIDER -> is(each.getValue(), group.provider());
                        case DEPLOYMENT -> is(each.getValue(), group.deployment());
                    };
            if (!same) {
                return false;
            }
        }
        return true;
    }
}
