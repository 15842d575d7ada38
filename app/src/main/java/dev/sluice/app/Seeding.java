package dev.sluice.app;

import dev.sluice.app.keys.IssuedKeys;
import dev.sluice.app.telemetry.Gauges;
import dev.sluice.core.Snapshot;
import dev.sluice.core.VirtualKey;
import dev.sluice.core.access.KeySpec;
import dev.sluice.core.access.TeamSpec;
import dev.sluice.core.limit.Admissions;
import dev.sluice.core.limit.Budget;
import dev.sluice.core.money.Money;
import dev.sluice.store.Reports;
import dev.sluice.store.StoreUnavailable;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells the budgets in memory what the ledger knows to be spent: at the start, for what a reload or
 * another node brings, and what other nodes have spent meanwhile.
 */
final class Seeding {
    private static final int AT_ONCE = 500;

    private final Admissions admissions;
    private final Reports reports;
    private final IssuedKeys issued;
    private final InstantSource clock;
    private Iterator<Budget> rest = List.<Budget>of().iterator();
    private volatile List<Budget> some = List.of();

    Seeding(Admissions admissions, Reports reports, IssuedKeys issued, InstantSource clock) {
        this.admissions = admissions;
        this.reports = reports;
        this.issued = issued;
        this.clock = clock;
    }

    /** Seeds every budget. Blocks. */
    synchronized void all(Snapshot snapshot) throws StoreUnavailable {
        rest = budgets(snapshot).iterator();
        while (rest.hasNext()) {
            some();
        }
    }

    /** Seeds some; after enough calls all have had their turn, and it begins anew. */
    synchronized void some(Snapshot snapshot) throws StoreUnavailable {
        if (!rest.hasNext()) {
            rest = budgets(snapshot).iterator();
        }
        some();
    }

    private void some() throws StoreUnavailable {
        long now = clock.millis();
        Map<String, Budget> asked = new LinkedHashMap<>();
        List<Reports.Window> windows = new ArrayList<>();
        while (rest.hasNext() && windows.size() < AT_ONCE) {
            Budget each = rest.next();
            asked.put(each.id(), each);
            windows.add(new Reports.Window(each.id(), each.window().begun(now)));
        }
        if (windows.isEmpty()) {
            return;
        }
        Map<String, Money> spent = reports.spent(windows);
        spent.forEach((id, money) -> {
            Budget budget = asked.get(id);
            if (budget != null) {
                admissions.seed(budget, budget.window().begun(now), money);
            }
        });
    }

    /** Returns some budgets and what is left of each: for a page that has no room for a million. */
    List<Gauges.Left> left() {
        return some.stream()
                .map(each -> new Gauges.Left(each.id(), admissions.left(each)))
                .toList();
    }

    private List<Budget> budgets(Snapshot snapshot) {
        Map<String, Budget> all = new LinkedHashMap<>();
        for (VirtualKey key : snapshot.keys().all()) {
            key.rights().allowance().budgets().forEach(each -> all.put(each.id(), each));
        }
        for (KeySpec key : issued.list(_ -> true, "", Integer.MAX_VALUE)) {
            key.terms().budgets().forEach(each -> all.put(each.id(), each));
        }
        for (TeamSpec team : issued.teams()) {
            team.terms().budgets().forEach(each -> all.put(each.id(), each));
        }
        some = all.values().stream().limit(Gauges.MOST_BUDGETS).toList();
        return new ArrayList<>(all.values());
    }
}
