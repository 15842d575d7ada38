package dev.sluice.relay;

import dev.sluice.core.Candidate;
import dev.sluice.core.Plan;
import dev.sluice.core.Snapshot;
import dev.sluice.core.Surface;
import dev.sluice.core.limit.Admission;
import dev.sluice.core.meter.Meter;
import dev.sluice.core.meter.Quantities;
import dev.sluice.core.money.Exchange;
import dev.sluice.core.money.Money;
import dev.sluice.core.price.Price;
import dev.sluice.wire.chat.Usage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a call may use at worst: every byte pair of its body a token, and as many tokens of output
 * as it allows, at the price of the dearest deployment that may serve it.
 */
final class Demands {
    /** Of several ways to say how long an answer may be, the first counts. */
    private static final List<byte[]> MAXIMA =
            List.of(
                    Ascii.bytes("max_completion_tokens"),
                    Ascii.bytes("max_output_tokens"),
                    Ascii.bytes("max_tokens"),
                    Ascii.bytes("max_length"));

    private static final byte[] CHOICES = Ascii.bytes("n");
    private static final int LONGEST_NUMBER = 24;

    private Demands() {}

    static Admission.Demand of(Relay call, Plan plan, @Nullable String model) {
        CollectedBody body = call.requestBody() instanceof CollectedBody json ? json : null;
        long input = body == null ? 0 : Meter.worstInput(body.size());
        long output = body == null ? 0 : output(call, body);
        Money cost = cost(call, plan, most(call, body, Usage.of(input, output)));
        return new Admission.Demand(model, input + output, cost);
    }

    /** Adds what is charged by the piece: pictures asked for, characters to be spoken. */
    private static Quantities most(Relay call, @Nullable CollectedBody body, Usage tokens) {
        String path = call.surface().path();
        if (path.startsWith("/images")) {
            long pictures = body == null ? 1 : Math.max(1, number(body, CHOICES));
            return new Quantities(tokens, 0, pictures, 0, 0);
        }
        return path.equals("/audio/speech") && body != null
                ? new Quantities(tokens, 0, 0, 0, body.size())
                : Quantities.of(tokens);
    }

    private static long output(Relay call, CollectedBody body) {
        switch (call.surface().kind()) {
            case CHAT, COMPLETION, RESPONSE -> {
                // An answer of these is text that the caller may have limited.
            }
            case REALTIME, OTHER -> {
                return 0;
            }
        }
        long longest = call.snapshot().tariff().usualOutput();
        for (byte[] each : MAXIMA) {
            long stated = number(body, each);
            if (stated >= 0) {
                longest = stated;
                break;
            }
        }
        long choices = call.surface().kind() == Surface.Kind.RESPONSE ? 1 : number(body, CHOICES);
        return longest * Math.max(1, Math.min(choices, 1024));
    }

    /** Returns a member that is a whole number, at most 2^31; -1 where there is none. */
    private static long number(CollectedBody body, byte[] name) {
        byte[] raw = body.member(name, LONGEST_NUMBER);
        long value = 0;
        if (raw == null || raw.length == 0) {
            return -1;
        }
        for (byte digit : raw) {
            if (digit < '0' || digit > '9') {
                return -1;
            }
            value = Math.min(value * 10 + (digit - '0'), 1L << 31);
        }
        return value;
    }

    private static @Nullable Money cost(Relay call, Plan plan, Quantities most) {
        if (call.key().rights().allowance().budgets().isEmpty()) {
            return null;
        }
        Snapshot.Tariff tariff = call.snapshot().tariff();
        Instant now = Instant.ofEpochMilli(System.currentTimeMillis());
        Money first = dearest(tariff, plan.steps(), most, now, null);
        return dearest(tariff, plan.larger(), most, now, first);
    }

    // By index: nearly every call has one step with one candidate, and iterators are not free.
    private static @Nullable Money dearest(
            Snapshot.Tariff tariff,
            List<Plan.Step> steps,
            Quantities most,
            Instant now,
            @Nullable Money so) {
        Money worst = so;
        for (int s = 0; s < steps.size(); s++) {
            List<Candidate> candidates = steps.get(s).candidates();
            for (int c = 0; c < candidates.size(); c++) {
                Price price = price(tariff, candidates.get(c), now);
                if (price != null) {
                    worst = dearer(tariff.exchange(), worst, price.worst(most));
                }
            }
        }
        return worst;
    }

    private static @Nullable Price price(Snapshot.Tariff tariff, Candidate where, Instant now) {
        var origin = where.deployment().origin();
        String model = where.model() == null ? "" : where.model();
        return tariff.prices().find(origin.provider(), origin.vendor(), model, now);
    }

    private static Money dearer(Exchange exchange, @Nullable Money worst, Money cost) {
        return worst == null || exchange.in(worst.currency(), cost).micro() > worst.micro()
                ? cost
                : worst;
    }
}
