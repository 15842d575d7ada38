package dev.sluice.store;

import dev.sluice.core.meter.UsageRecord;
import dev.sluice.core.meter.UsageRecord.Charge;
import dev.sluice.core.meter.UsageRecord.Rating;
import dev.sluice.core.meter.UsageRecord.Role;
import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import dev.sluice.wire.chat.Usage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a call adds to one group of sums. A call has one share for each place that charged for it.
 * The first is that of the place where its answer came from; only that one counts the call.
 *
 * @param group which sums
 * @param figures how much, in the order of {@link #FIGURES}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Share(Group group, long[] figures) {
    /** Columns of sums, in the tables' words. */
    static final List<String> FIGURES =
            List.of(
                    "calls",
                    "failed",
                    "fresh_input",
                    "cache_read",
                    "cache_write",
                    "audio_input",
                    "text_output",
                    "reasoning",
                    "audio_output",
                    "cost_usd",
                    "cost_cny",
                    "lost_usd",
                    "lost_cny",
                    "unpriced",
                    "estimated");

    static final int CALLS = 0;
    static final int FAILED = 1;
    static final int FRESH_INPUT = 2;
    static final int COST_USD = 9;
    static final int COST_CNY = 10;
    static final int LOST_USD = 11;
    static final int LOST_CNY = 12;
    static final int UNPRICED = 13;
    static final int ESTIMATED = 14;

    /** In milliseconds. */
    static final long HOUR = 3_600_000;

    /**
     * What sums are told apart by; what is not known is "".
     *
     * @param hour hours since 1970; days in sums by day
     */
    record Group(
            long hour, String key, String team, String model, String provider, String deployment)
            implements Comparable<Group> {
        static final List<String> TEXTS = List.of("key", "team", "model", "provider", "deployment");

        /** Those of all keys together. */
        static final List<String> TEAM_TEXTS = TEXTS.subList(1, TEXTS.size());

        private static final Comparator<Group> ORDER =
                Comparator.comparingLong(Group::hour)
                        .thenComparing(Group::key)
                        .thenComparing(Group::team)
                        .thenComparing(Group::model)
                        .thenComparing(Group::provider)
                        .thenComparing(Group::deployment);

        Group at(String provider, String deployment) {
            return new Group(hour, key, team, model, provider, deployment);
        }

        /** Returns the same in another unit of time. */
        Group atTime(long time) {
            return new Group(time, key, team, model, provider, deployment);
        }

        /** Returns the one that is told apart by everything but the key. */
        Group ofAllKeys() {
            return new Group(hour, "", team, model, provider, deployment);
        }

        /** Returns the values of {@link #TEXTS}. */
        String[] texts() {
            return new String[] {key, team, model, provider, deployment};
        }

        /** Returns the values of {@link #TEAM_TEXTS}. */
        String[] teamTexts() {
            return new String[] {team, model, provider, deployment};
        }

        @Override
        public int compareTo(Group other) {
            return ORDER.compare(this, other);
        }
    }

    /** Divides a call. */
    static List<Share> of(UsageRecord call) {
        Share own = new Share(group(call), new long[FIGURES.size()]);
        own.figures[CALLS] = 1;
        own.figures[FAILED] = hasFailed(call) ? 1 : 0;
        List<Share> shares = new ArrayList<>(1);
        shares.add(own);
        for (Charge each : call.charges()) {
            share(shares, each).add(each);
        }
        once(shares, UNPRICED);
        once(shares, ESTIMATED);
        return shares;
    }

    /** Answered with 400 or more, or broken off; a client that leaves has not failed. */
    static boolean hasFailed(UsageRecord call) {
        return call.end().status() >= 400 || call.end().outcome().equals("broken");
    }

    /** Returns what the sums are told apart by that count a call. */
    static Group group(UsageRecord call) {
        String place = call.end().deployment();
        Charge own = null;
        for (Charge each : call.charges()) {
            boolean answered =
                    place == null ? each.role() == Role.SERVED : each.deployment().equals(place);
            if (answered && own == null) {
                own = each;
            }
        }
        UsageRecord.Who who = call.who();
        return new Group(
                Math.floorDiv(call.times().begun(), HOUR),
                Column.of(who.key()),
                Column.of(who.team()),
                Column.of(call.asked().model()),
                Column.of(own == null ? null : own.provider()),
                Column.of(own == null ? place : own.deployment()));
    }

    private static Share share(List<Share> shares, Charge charge) {
        String provider = Column.of(charge.provider());
        String deployment = Column.of(charge.deployment());
        for (Share each : shares) {
            if (each.group.deployment.equals(deployment) && each.group.provider.equals(provider)) {
                return each;
            }
        }
        Group group = shares.getFirst().group.at(provider, deployment);
        var share = new Share(group, new long[FIGURES.size()]);
        shares.add(share);
        return share;
    }

    private void add(Charge charge) {
        if (charge.role() == Role.SERVED) {
            Usage usage = charge.quantities().usage();
            figures[FRESH_INPUT] += usage.freshInput();
            figures[FRESH_INPUT + 1] += usage.cacheRead();
            figures[FRESH_INPUT + 2] += usage.cacheWrite();
            figures[FRESH_INPUT + 3] += usage.audioInput();
            figures[FRESH_INPUT + 4] += usage.textOutput();
            figures[FRESH_INPUT + 5] += usage.reasoning();
            figures[FRESH_INPUT + 6] += usage.audioOutput();
            figures[ESTIMATED] |= usage.estimated() ? 1 : 0;
        }
        switch (charge.rating()) {
            case Rating.Priced(Money cost, _) ->
                    figures[cost(charge.role(), cost.currency())] += cost.micro();
            case Rating.Unpriced() -> figures[UNPRICED] = 1;
        }
    }

    /** Returns the figure of a cost. */
    static int cost(Role role, Currency currency) {
        int first =
                switch (role) {
                    case SERVED -> COST_USD;
                    case LOST -> LOST_USD;
                };
        return switch (currency) {
            case USD -> first;
            case CNY -> first + COST_CNY - COST_USD;
        };
    }

    /** What is said of a call as a whole is counted once, so that sums are numbers of calls. */
    private static void once(List<Share> shares, int figure) {
        boolean counted = false;
        for (Share each : shares) {
            each.figures[figure] = counted ? 0 : each.figures[figure];
            counted |= each.figures[figure] > 0;
        }
    }
}
