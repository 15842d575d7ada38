package dev.sluice.store;

import dev.sluice.core.limit.Permit;
import dev.sluice.core.meter.Quantities;
import dev.sluice.core.meter.UsageRecord;
import dev.sluice.core.meter.UsageRecord.Charge;
import dev.sluice.core.meter.UsageRecord.Rating;
import dev.sluice.core.meter.UsageRecord.Role;
import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Calls of every sort. */
final class Samples {
    static final long BEGUN = Store.NOW.toEpochMilli() - 3 * 3_600_000L;

    private final Random random;
    private int calls;

    Samples(long seed) {
        random = new Random(seed);
    }

    /** A journal: reservations and calls, numbered from 1; some calls end without a reservation. */
    List<Numbered> journal(int entries) {
        List<Numbered> journal = new ArrayList<>();
        List<Numbered.Reserved> open = new ArrayList<>();
        while (journal.size() < entries) {
            long sequence = journal.size() + 1L;
            int dice = random.nextInt(10);
            if (dice < 3) {
                var reserved = new Numbered.Reserved(sequence, "call-" + calls++, holds());
                open.add(reserved);
                journal.add(reserved);
            } else if (dice < 6 && !open.isEmpty()) {
                var begun = open.remove(random.nextInt(open.size()));
                journal.add(
                        dice == 5
                                ? new Numbered.Voided(sequence, begun.requestId(), begun.holds())
                                : new Numbered.Finished(
                                        sequence, call(begun.requestId(), settled(begun.holds()))));
            } else {
                List<Permit.Settled> settled = dice == 9 ? settled(holds()) : List.of();
                boolean alone = dice == 9 && random.nextBoolean();
                UsageRecord call = call("call-" + calls++, settled);
                journal.add(new Numbered.Finished(sequence, call, alone));
            }
        }
        return journal;
    }

    List<Permit.Hold> holds() {
        List<Permit.Hold> holds = new ArrayList<>();
        String key = "key:k" + random.nextInt(3);
        holds.add(new Permit.Hold(key + "/total/USD", 0, new Money(1000, Currency.USD)));
        if (random.nextBoolean()) {
            holds.add(new Permit.Hold("team:t/day/CNY", BEGUN, new Money(7000, Currency.CNY)));
        }
        return holds;
    }

    List<Permit.Settled> settled(List<Permit.Hold> holds) {
        List<Permit.Settled> settled = new ArrayList<>();
        for (Permit.Hold each : holds) {
            long spent = random.nextInt(900);
            settled.add(new Permit.Settled(each, new Money(spent, each.amount().currency())));
        }
        return settled;
    }

    UsageRecord call(String request, List<Permit.Settled> settled) {
        int served = random.nextInt(8);
        List<Charge> charges = new ArrayList<>();
        if (served < 6) {
            if (random.nextInt(5) == 0) {
                charges.add(charge(random.nextInt(3), Role.LOST));
            }
            charges.add(charge(served % 3, Role.SERVED));
        }
        int status = served == 7 ? 503 : served == 6 ? 0 : 200;
        String outcome = served == 6 ? "aborted" : random.nextInt(9) == 0 ? "broken" : "complete";
        String deployment = served == 7 ? "d1" : served < 6 ? "d" + served % 3 : null;
        String team = random.nextBoolean() ? "t" : null;
        return new UsageRecord(
                request,
                new UsageRecord.Who("k" + random.nextInt(4), team == null ? "o" : null, team),
                new UsageRecord.Asked(
                        "POST",
                        "/chat/completions",
                        switch (random.nextInt(6)) {
                            case 0 -> null;
                            case 1 -> "nul\0 and \ud800 half " + "x".repeat(5000);
                            default -> "m" + random.nextInt(2);
                        },
                        false),
                new UsageRecord.Times(BEGUN + random.nextInt(4 * 3_600_000), 1_000_000, 5000),
                new UsageRecord.End(status, outcome, deployment, charges.size(), null),
                charges,
                settled,
                null,
                null);
    }

    private Charge charge(int place, Role role) {
        var usage =
                new Usage(
                        random.nextInt(100),
                        random.nextInt(9),
                        random.nextInt(9),
                        random.nextInt(9),
                        random.nextInt(50),
                        random.nextInt(9),
                        random.nextInt(9),
                        random.nextInt(4) == 0,
                        Extras.NONE);
        Currency currency = random.nextBoolean() ? Currency.USD : Currency.CNY;
        Rating rating =
                random.nextInt(5) == 0
                        ? new Rating.Unpriced()
                        : new Rating.Priced(new Money(random.nextInt(5000), currency), "p1");
        String provider = "p" + place % 2;
        return new Charge(
                "d" + place, provider, "openai", "gpt", role, Quantities.of(usage), rating);
    }
}
