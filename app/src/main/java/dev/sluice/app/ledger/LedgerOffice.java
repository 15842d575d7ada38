package dev.sluice.app.ledger;

import dev.sluice.app.control.LedgerDesk;
import dev.sluice.core.Snapshot;
import dev.sluice.core.meter.Rater;
import dev.sluice.core.meter.UsageRecord;
import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import dev.sluice.store.Database;
import dev.sluice.store.LedgerCheck;
import dev.sluice.store.Reports;
import dev.sluice.store.Rerate;
import dev.sluice.store.StoreUnavailable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Looks after the ledger in a database. */
public final class LedgerOffice implements LedgerDesk {
    private final Database database;
    private final Supplier<Snapshot> snapshots;
    private final Supplier<Progress> progress;
    private final Instant started;

    /**
     * Looks after a database.
     *
     * @param snapshots the prices in force
     * @param progress how far the database is behind the journal
     * @param started when this process began: calls since then may still be open
     */
    public LedgerOffice(
            Database database,
            Supplier<Snapshot> snapshots,
            Supplier<Progress> progress,
            Instant started) {
        this.database = database;
        this.snapshots = snapshots;
        this.progress = progress;
        this.started = started;
    }

    @Override
    public Progress progress() {
        return progress.get();
    }

    @Override
    public Check check() throws StoreUnavailable {
        return found(database.check().run(started));
    }

    /** Says what a check found, a sentence for each finding. */
    public static Check found(LedgerCheck.Result result) {
        List<String> sentences = new ArrayList<>();
        for (LedgerCheck.Finding each : result.findings()) {
            sentences.add(each.check() + " (" + each.where() + "): " + each.what());
        }
        return new Check(result.calls(), sentences);
    }

    @Override
    public Rerated rerate(Instant from, Instant to) throws StoreUnavailable {
        var rater = new Rater(snapshots.get().tariff().prices());
        long[] unpriced = {0};
        List<Money> before = cost(from, to);
        Rerate.Changed changed =
                database.rerate()
                        .run(
                                from,
                                to,
                                (charge, begun) -> {
                                    UsageRecord.Rating rating = rated(rater, charge, begun);
                                    if (rating instanceof UsageRecord.Rating.Unpriced) {
                                        unpriced[0]++;
                                    }
                                    return rating;
                                });
        return new Rerated(
                changed.calls(), changed.changed(), unpriced[0], before, cost(from, to));
    }

    private static UsageRecord.Rating rated(
            Rater rater, UsageRecord.Charge charge, Instant begun) {
        return rater.rate(
                charge.provider(), charge.vendor(), charge.model(), charge.quantities(), begun);
    }

    private List<Money> cost(Instant from, Instant to) throws StoreUnavailable {
        var question = new Reports.Question(from, to, List.of(), Map.of());
        List<Money> sums = new ArrayList<>();
        for (Reports.Sum sum : database.reports().usage(question)) {
            for (Currency currency : Currency.values()) {
                long micro = sum.cost().getOrDefault(currency, 0L);
                if (micro != 0) {
                    sums.add(new Money(micro, currency));
                }
            }
        }
        return sums;
    }
}
