package dev.sluice.store;

import dev.sluice.core.meter.UsageRecord;
import dev.sluice.core.meter.UsageRecord.Charge;
import dev.sluice.core.meter.UsageRecord.Rating;
import dev.sluice.core.meter.UsageRecord.Role;
import dev.sluice.core.money.Currency;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Applies other prices to calls of the past: costs are computed again from what was used, in the
 * calls and in the sums. What was taken from budgets stays as it was: that was decided when the
 * call was made. Doing it twice changes nothing more.
 */
public final class Rerate {
    private final Connections connections;

    Rerate(Connections connections) {
        this.connections = connections;
    }

    /** Says what something costs. */
    @FunctionalInterface
    public interface Rater {
        /** Returns the cost of what was used by a call that began at this time. */
        Rating rate(Charge charge, Instant begun);
    }

    /**
     * What has changed.
     *
     * @param calls calls that were looked at
     * @param changed calls whose cost is another one now
     * @param cost by how much the cost of what was served has grown, in millionths
     * @param lost by how much the cost of what was called off has grown, in millionths
     */
    public record Changed(
            long calls, long changed, Map<Currency, Long> cost, Map<Currency, Long> lost) {
        private static Changed nothing() {
            return new Changed(0, 0, Map.of(), Map.of());
        }

        private Changed plus(Changed other) {
            return new Changed(
                    calls + other.calls,
                    changed + other.changed,
                    sum(cost, other.cost),
                    sum(lost, other.lost));
        }

        private static Map<Currency, Long> sum(Map<Currency, Long> a, Map<Currency, Long> b) {
            Map<Currency, Long> sum = new EnumMap<>(Currency.class);
            sum.putAll(a);
            b.forEach((currency, micro) -> sum.merge(currency, micro, Long::sum));
            sum.values().removeIf(micro -> micro == 0);
            return sum;
        }
    }

    /** Some calls that were looked at, and where to go on. */
    private record Step(Changed changed, CallTable.Cursor last) {}

    /**
     * Rates the calls that began in a time again, some at a time: when it fails, what has been done
     * stays, and it can be started again.
     *
     * @param from inclusive
     * @param to exclusive
     */
    public Changed run(Instant from, Instant to, Rater rater) throws StoreUnavailable {
        Changed all = Changed.nothing();
        var span = new Span(from.toEpochMilli(), to.toEpochMilli());
        CallTable.Cursor last = CallTable.Cursor.BEGIN;
        do {
            CallTable.Cursor after = last;
            Step step = connections.write("rate calls again", c -> step(c, span, after, rater));
            all = all.plus(step.changed);
            last = step.last;
        } while (!last.equals(CallTable.Cursor.BEGIN));
        return all;
    }

    private Step step(Connection connection, Span span, CallTable.Cursor after, Rater rater)
            throws SQLException {
        Engine engine = connections.engine();
        CallTable.Some some = engine.calls().some(connection, span, after);
        var sums = new CallSums();
        List<StoredCall> replaced = new ArrayList<>();
        Changed changed = Changed.nothing();
        for (StoredCall each : some.calls()) {
            UsageRecord before = each.call();
            UsageRecord now = rated(each, rater);
            Changed one = new Changed(1, 0, Map.of(), Map.of());
            if (!now.charges().equals(before.charges())) {
                Map<Currency, Long> cost = grown(before, now, Role.SERVED);
                one = new Changed(1, 1, cost, grown(before, now, Role.LOST));
                Share.of(before).forEach(share -> sums.add(share, -1));
                sums.add(now);
                replaced.add(new StoredCall(each.id(), now));
            }
            changed = changed.plus(one);
        }
        engine.calls().replace(connection, replaced);
        sums.insert(engine, connection);
        return new Step(changed, some.last());
    }

    private static UsageRecord rated(StoredCall stored, Rater rater) {
        Instant begun = Instant.ofEpochMilli(stored.begun());
        return stored.call()
                .charged(
                        stored.call().charges().stream()
                                .map(each -> each.rated(rater.rate(each, begun)))
                                .toList());
    }

    private static Map<Currency, Long> grown(UsageRecord before, UsageRecord now, Role role) {
        Map<Currency, Long> grown = new EnumMap<>(Currency.class);
        for (Currency each : Currency.values()) {
            grown.put(each, sum(now, role, each) - sum(before, role, each));
        }
        return grown;
    }

    private static long sum(UsageRecord call, Role role, Currency currency) {
        long sum = 0;
        for (Share each : Share.of(call)) {
            sum += each.figures()[Share.cost(role, currency)];
        }
        return sum;
    }
}
