package dev.sluice.app.ledger;

import dev.sluice.app.control.LedgerDesk;
import dev.sluice.core.Snapshot;
import dev.sluice.core.meter.Rater;
import dev.sluice.core.meter.UsageRecord;
import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import dev.sluice.store.Database;
import dev.sluice.store.LedgerCheck;
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
    private final Supplier<Instant> runningSince;

    /**
     * Looks after a database.
     *
     * @param snapshots the prices in force
     * @param progress how far the database is behind the journal
     * @param runningSince when the oldest process on this data began: calls since then may still be
     *     open
     */
    public LedgerOffice(
            Database database,
            Supplier<Snapshot> snapshots,
            Supplier<Progress> progress,
            Supplier<Instant> runningSince) {
        this.database = database;
        this.snapshots = snapshots;
        this.progress = progress;
        this.runningSince = runningSince;
    }

    @Override
    public Progress progress() {
        return progress.get();
    }

    @Override
    public Check check() throws StoreUnavailable {
        return found(database.check().run(runningSince.get()));
    }

    /** Says what a check found, a sentence for each finding. */
    public static Check found(LedgerCheck.Result result) {
        List<String> sentences = new ArrayList<>();
        for (LedgerCheck.Finding each : result.findings()) {
            sentences.add(each.check() + " (" + each.where() + "): " + each.what());
        }
        return new Check(result.calls(), result.entries(), result.open(), sentences);
    }

    @Override
    public Rerated rerate(Instant from, Instant to) throws StoreUnavailable {
        var rater = new Rater(snapshots.get().tariff().prices());
        Rerate.Changed changed =
                database.rerate().run(from, to, (charge, begun) -> rated(rater, charge, begun));
        return new Rerated(
                changed.calls(), changed.changed(), money(changed.cost()), money(changed.lost()));
    }

    private static UsageRecord.Rating rated(Rater rater, UsageRecord.Charge charge, Instant begun) {
        return rater.rate(
                charge.provider(), charge.vendor(), charge.model(), charge.quantities(), begun);
    }

    private static List<Money> money(Map<Currency, Long> sums) {
        List<Money> money = new ArrayList<>();
        sums.forEach((currency, micro) -> money.add(new Money(micro, currency)));
        return money;
    }
}
