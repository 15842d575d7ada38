package dev.sluice.core.limit;

import dev.sluice.core.money.Money;
import dev.sluice.wire.chat.ApiError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Says to a caller which limit or budget it met, how much is left, and when to come back.
 *
 * @param at a limit's place, or a budget's beyond all limits
 * @param outcome what the counter said
 */
record Denial(Standing standing, int at, long outcome) {

    Admission.Decision.Denied denied() {
        int limits = standing.of().limits().length;
        return at < limits ? limit() : budget(standing.of().budgets()[at - limits]);
    }

    private Admission.Decision.Denied limit() {
        if (outcome < 0) {
            return notNow("limit of " + limitWords(standing.of().limits()[at]));
        }
        int worst = at;
        long wait = outcome;
        for (int i = 0; i < standing.of().limits().length; i++) {
            if (i != at && standing.wait(i) > wait) {
                worst = i;
                wait = standing.wait(i);
            }
        }
        Limit limit = standing.of().limits()[worst];
        String message =
                "The limit of "
                        + limitWords(limit)
                        + " is reached: "
                        + standing.left(worst)
                        + " left"
                        + asked(limit)
                        + ". "
                        + (limit.measure() == Limit.Measure.PARALLEL
                                ? "Come back when one of them has ended."
                                : "Come back in " + Standing.duration(wait) + ".");
        return denied(rate(message), Standing.seconds(wait));
    }

    private String asked(Limit limit) {
        return limit.measure() == Limit.Measure.TOKENS
                ? ", and this call may use " + standing.demand().tokens()
                : "";
    }

    private static ApiError rate(String message) {
        return new ApiError(429, "rate_limit_error", message, null, "rate_limit_exceeded");
    }

    /** Nothing is exceeded; this node cannot tell, or has to wait for its part. */
    private Admission.Decision.Denied notNow(String what) {
        if (outcome == Counter.AWAY) {
            String message =
                    "The "
                            + what
                            + " is shared by several nodes, and they cannot reach each other."
                            + " Come back in a second.";
            return denied(ApiError.server(503, message, "limits_unavailable"), 1);
        }
        String message =
                "The "
                        + what
                        + " is shared by several nodes, and this one waits for its part."
                        + " Come back in a second.";
        return denied(rate(message), 1);
    }

    private Admission.Decision.Denied budget(Budget budget) {
        String whose = holder(budget.holder()) + ", " + per(budget) + ",";
        if (outcome < 0) {
            return notNow("budget of " + whose);
        }
        Purse purse = standing.purse(at - standing.of().limits().length);
        Money left = standing.left(budget, purse);
        Money cost = standing.cost(budget);
        long held = purse == null ? 0 : purse.held();
        boolean onlyHeld = left.micro() + held > 0 && fits(cost, left.micro() + held);
        String message =
                "The budget of "
                        + whose
                        + " has "
                        + left
                        + " left"
                        + (held > 0 ? " beside what calls under way may cost" : "")
                        + (cost == null ? "" : ", and this call may cost " + cost)
                        + ". "
                        + (onlyHeld ? "Come back when some of them have ended." : renewal(purse));
        var error = new ApiError(429, "insufficient_quota", message, null, "insufficient_quota");
        return denied(error, onlyHeld ? 1 : untilRenewal(purse));
    }

    private static boolean fits(@Nullable Money cost, long micro) {
        return cost == null || cost.micro() <= micro;
    }

    private static String renewal(@Nullable Purse purse) {
        return purse == null || purse.ends() == Long.MAX_VALUE
                ? "It is not renewed."
                : "It is renewed at " + Instant.ofEpochMilli(purse.ends()) + ".";
    }

    /** Returns seconds; 0 for never. */
    private long untilRenewal(@Nullable Purse purse) {
        if (purse == null || purse.ends() == Long.MAX_VALUE) {
            return 0;
        }
        return Math.max(1, Math.ceilDiv(purse.ends() - standing.millis(), 1_000L));
    }

    private Admission.Decision.Denied denied(ApiError error, long retryAfter) {
        List<String> lines = new ArrayList<>(standing.headers().lines().toList());
        if (retryAfter > 0) {
            lines.add("retry-after: " + retryAfter);
        }
        return new Admission.Decision.Denied(error, lines);
    }

    /** Says whose a limit is and what it allows: {@code key 'k1' for gpt-4o, 60 requests ...}. */
    private static String limitWords(Limit limit) {
        String model = limit.model() == null ? "" : " for " + limit.model();
        String what =
                switch (limit.measure()) {
                    case REQUESTS -> " requests per minute";
                    case TOKENS -> " tokens per minute";
                    case PARALLEL -> " calls at once";
                };
        return holder(limit.holder()) + model + ", " + limit.amount() + what + ",";
    }

    private static String per(Budget budget) {
        String window = budget.window().name().toLowerCase(Locale.ROOT);
        return budget.amount()
                + (budget.window() == Budget.Window.TOTAL ? " in all" : " per " + window);
    }

    /** {@code key:k1} in words. */
    private static String holder(String holder) {
        int colon = holder.indexOf(':');
        return colon < 0
                ? "'" + holder + "'"
                : holder.substring(0, colon) + " '" + holder.substring(colon + 1) + "'";
    }
}
