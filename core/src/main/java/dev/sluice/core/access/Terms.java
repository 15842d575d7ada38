package dev.sluice.core.access;

import dev.sluice.core.limit.Budget;
import dev.sluice.core.limit.Limit;
import java.util.List;

/**
 * What a key or a team may do. Empty lists grant everything. A team's terms hold for each of its
 * keys, too: rights only narrow from team to key.
 *
 * @param models names, or beginnings that end in {@code *}
 * @param endpoints paths below {@code /v1}, or beginnings that end in {@code *}
 * @param addresses where calls may come from
 * @param limits how fast
 * @param budgets how much
 */
public record Terms(
        List<String> models,
        List<String> endpoints,
        List<AddressRange> addresses,
        List<Limit> limits,
        List<Budget> budgets) {
    /** Everything. */
    public static final Terms ALL =
            new Terms(List.of(), List.of(), List.of(), List.of(), List.of());
}
