package dev.sluice.store;

import dev.sluice.core.meter.UsageRecord;
import dev.sluice.core.meter.UsageRecord.Charge;
import dev.sluice.core.meter.UsageRecord.Rating;
import dev.sluice.core.meter.UsageRecord.Role;
import dev.sluice.core.money.Currency;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
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
    private static final int AT_ONCE = 200;

    private final Connections connections;
    private final CallText text;

    Rerate(Connections connections, CallText text) {
        this.connections = connections;
        this.text = text;
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

    private record Stored(long begun, long id, UsageRecord call) {}

    private record Page(Changed changed, List<Stored> calls) {}

    /**
     * Rates the calls that began in a time again, some at a time: when it fails, what has been done
     * stays, and it can be started again.
     *
     * @param from inclusive
     * @param to exclusive
     */
    public Changed run(Instant from, Instant to, Rater rater) throws StoreUnavailable {
        Changed all = Changed.nothing();
        long begun = from.toEpochMilli();
        long id = 0; // less than any
        while (true) {
            long[] after = {begun, id, to.toEpochMilli()};
            Page page = connections.write("rate calls again", c -> page(c, after, rater));
            all = all.plus(page.changed);
            if (page.calls.isEmpty()) {
                return all;
            }
            begun = page.calls.getLast().begun;
            id = page.calls.getLast().id;
        }
    }

    private Page page(Connection connection, long[] after, Rater rater) throws SQLException {
        List<Stored> calls = read(connection, after);
        var sums = new CallRows(text);
        Changed changed = Changed.nothing();
        for (Stored each : calls) {
            UsageRecord now = rated(each, rater);
            Changed one = new Changed(1, 0, Map.of(), Map.of());
            if (!now.charges().equals(each.call.charges())) {
                one =
                        new Changed(
                                1,
                                1,
                                grown(each.call, now, Role.SERVED),
                                grown(each.call, now, Role.LOST));
                replace(connection, each, now, sums);
            }
            changed = changed.plus(one);
        }
        sums.insertSums(connections.engine(), connection);
        return new Page(changed, calls);
    }

    private List<Stored> read(Connection connection, long[] after) throws SQLException {
        String sql =
                """
                select begun, id, record from call
                  where begun >= ? and (begun > ? or id > ?) and begun < ?
                  order by begun, id limit ?
                """;
        List<Stored> calls = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement(sql + connections.engine().locking())) {
            statement.setLong(1, after[0]);
            statement.setLong(2, after[0]);
            statement.setLong(3, after[1]);
            statement.setLong(4, after[2]);
            statement.setInt(5, AT_ONCE);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    UsageRecord call = text.read().apply(found.getString(3));
                    calls.add(new Stored(found.getLong(1), found.getLong(2), call));
                }
            }
        }
        return calls;
    }

    private static UsageRecord rated(Stored stored, Rater rater) {
        UsageRecord call = stored.call;
        Instant begun = Instant.ofEpochMilli(stored.begun);
        List<Charge> charges = new ArrayList<>();
        for (Charge each : call.charges()) {
            charges.add(
                    new Charge(
                            each.deployment(),
                            each.provider(),
                            each.vendor(),
                            each.model(),
                            each.role(),
                            each.quantities(),
                            rater.rate(each, begun)));
        }
        return new UsageRecord(
                call.requestId(),
                call.who(),
                call.asked(),
                call.times(),
                call.end(),
                charges,
                call.settled(),
                call.decision(),
                call.body());
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

    private void replace(Connection connection, Stored before, UsageRecord now, CallRows sums)
            throws SQLException {
        List<Share> shares = Share.of(now);
        Share.of(before.call).forEach(each -> sums.add(each, -1));
        shares.forEach(each -> sums.add(each, 1));
        String sql =
                """
                update call set cost_usd = ?, cost_cny = ?, lost_usd = ?, lost_cny = ?,
                  unpriced = ?, estimated = ?, record = ? where id = ? and begun = ?
                """;
        long[] own = shares.getFirst().figures();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < 6; i++) {
                statement.setLong(i + 1, own[Share.COST_USD + i]);
            }
            statement.setString(7, text.write().apply(now));
            statement.setLong(8, before.id);
            statement.setLong(9, before.begun);
            statement.executeUpdate();
        }
        if (shares.size() > 1) {
            replaceShares(connection, before, shares);
        }
    }

    private void replaceShares(Connection connection, Stored of, List<Share> shares)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("delete from share where id = ?")) {
            statement.setLong(1, of.id);
            statement.executeUpdate();
        }
        List<Row> rows = new ArrayList<>();
        for (Share each : shares.subList(1, shares.size())) {
            rows.add(CallRows.row(of.id, of.begun, each));
        }
        connections.engine().insert(connection, CallRows.SHARE, rows);
    }
}
