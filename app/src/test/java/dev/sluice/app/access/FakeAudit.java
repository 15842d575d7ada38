package dev.sluice.app.access;

import dev.sluice.store.AuditStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An audit log in memory. */
public final class FakeAudit implements AuditStore {
    /** Everything, oldest first. */
    public final List<Entry> entries = new ArrayList<>();

    @Override
    public synchronized void add(Entry entry) {
        entries.add(
                new Entry(
                        entries.size() + 1L,
                        entry.at(),
                        entry.who(),
                        entry.role(),
                        entry.address(),
                        entry.action(),
                        entry.what(),
                        entry.status()));
    }

    @Override
    public synchronized List<Entry> entries(int limit, long before, @Nullable String who) {
        return entries.stream()
                .filter(each -> each.id() < before && (who == null || who.equals(each.who())))
                .sorted(Comparator.comparingLong(Entry::id).reversed())
                .limit(limit)
                .toList();
    }
}
