package dev.sluice.app;

import static java.util.stream.Collectors.joining;

import dev.sluice.core.Plan;
import dev.sluice.core.meter.UsageRecord;
import dev.sluice.core.money.Money;
import dev.sluice.relay.CallRecord;
import dev.sluice.wire.chat.Usage;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A finished call as a line of text: words without spaces, so that a script can take it apart. */
final class CallText {
    private CallText() {}

    static String of(CallRecord call, @Nullable UsageRecord record) {
        return "call "
                + call.requestId()
                + " "
                + call.method()
                + " "
                + word(call.path())
                + " "
                + call.status()
                + " "
                + call.outcome().name().toLowerCase(Locale.ROOT)
                + " key="
                + orDash(call.key())
                + " deployment="
                + orDash(call.deployment())
                + " attempts="
                + call.attempts()
                + " first_byte_ms="
                + call.firstByteNanos() / 1_000_000
                + " ms="
                + call.durationNanos() / 1_000_000
                + (record == null ? "" : used(record))
                + decision(call.decision())
                + (call.error() == null ? "" : " error=" + call.error());
    }

    /** Tokens and cost; nothing where nothing was used. */
    private static String used(UsageRecord record) {
        if (record.charges().isEmpty()) {
            return "";
        }
        Sum sum = Sum.of(record);
        return " in="
                + sum.input()
                + " cached="
                + sum.cached()
                + " out="
                + sum.output()
                + (sum.estimated() ? " estimated" : "")
                + (sum.unpriced() ? " unpriced" : "")
                + record.cost().stream()
                        .map(Money::toString)
                        .map(CallText::word)
                        .collect(joining("+", " cost=", ""))
                        .replaceFirst("=$", "=0");
    }

    /**
     * What all attempts that were served used together.
     *
     * @param estimated whether we counted any of it
     * @param unpriced whether nobody has said what some of it costs
     */
    record Sum(
            long input,
            long cached,
            long output,
            long reasoning,
            boolean estimated,
            boolean unpriced) {

        static Sum of(UsageRecord record) {
            long input = 0;
            long cached = 0;
            long output = 0;
            long reasoning = 0;
            boolean estimated = false;
            boolean unpriced = false;
            for (UsageRecord.Charge each : record.charges()) {
                unpriced |= each.rating() instanceof UsageRecord.Rating.Unpriced;
                if (each.role() == UsageRecord.Role.SERVED) {
                    Usage usage = each.quantities().usage();
                    input += usage.input();
                    cached += usage.cacheRead();
                    output += usage.output();
                    reasoning += usage.reasoning();
                    estimated |= usage.estimated();
                }
            }
            return new Sum(input, cached, output, reasoning, estimated, unpriced);
        }
    }

    /**
     * Says why a call went where it went, where there was something to decide: the order of the
     * plan, who was left out and why, and every attempt with its beginning, first byte and end in
     * milliseconds.
     */
    private static String decision(CallRecord.Decision decision) {
        @Nullable Plan plan = decision.plan();
        if (plan == null
                || (plan.steps().size() == 1
                        && plan.excluded().isEmpty()
                        && decision.tried().size() == 1)) {
            return "";
        }
        return " plan="
                + plan.steps().stream().map(CallText::step).collect(joining(">", "[", "]"))
                + plan.excluded().stream()
                        .map(CallText::excluded)
                        .collect(joining(",", " out=[", "]"))
                + decision.tried().stream()
                        .map(CallText::tried)
                        .collect(joining(",", " tried=[", "]"));
    }

    private static String step(Plan.Step step) {
        return step.candidates().stream()
                .map(each -> word(each.deployment().id()))
                .collect(joining("|"));
    }

    private static String excluded(Plan.Excluded each) {
        return word(each.deployment().id())
                + ":"
                + each.standing().reason().name().toLowerCase(Locale.ROOT)
                + ":"
                + each.standing().millis();
    }

    private static String tried(CallRecord.Tried each) {
        return word(each.deployment())
                + ":"
                + word(each.outcome())
                + ":"
                + each.beginNanos() / 1_000_000
                + "/"
                + (each.firstByteNanos() < 0 ? "-" : each.firstByteNanos() / 1_000_000)
                + "/"
                + each.endNanos() / 1_000_000;
    }

    private static String word(String text) {
        return text.replace(' ', '_');
    }

    private static String orDash(@Nullable String text) {
        return text == null ? "-" : word(text);
    }
}
