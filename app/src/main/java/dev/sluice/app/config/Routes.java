package dev.sluice.app.config;

import dev.sluice.providers.Language;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks what the routers of a {@code model-config.json} refer to. Members are tokens, which are
 * secrets: a message names the place of a member, never the member.
 */
final class Routes {
    private static final Set<String> STRATEGIES = Set.of("round-robin", "random", "parallel");

    private final Map<String, EntryFile.Entry> byToken = new HashMap<>();
    private final Map<String, List<String>> members = new HashMap<>();
    private final Findings findings;

    private Routes(Findings findings) {
        this.findings = findings;
    }

    /** Reports unknown strategies, empty pools, missing members and cycles. */
    static void check(List<EntryFile.Entry> entries, Findings findings) {
        var routes = new Routes(findings);
        entries.forEach(each -> routes.byToken.put(each.token(), each));
        entries.forEach(routes::read);
        entries.forEach(routes::cycle);
    }

    private void read(EntryFile.Entry entry) {
        if (entry.preset().language() == Language.ROUTER) {
            strategy(entry);
            pool(entry, "token_pool");
        } else if (entry.preset().language() == Language.MODEL_NAME_ROUTER) {
            pool(entry, "model-2-token");
        }
    }

    private void strategy(EntryFile.Entry entry) {
        @Nullable Node strategy = entry.config().get("router_strategy");
        if (strategy == null
                || (strategy instanceof Node.Scalar scalar && STRATEGIES.contains(scalar.text()))) {
            return;
        }
        findings.mismatch(
                strategy,
                entry.path() + ".config.router_strategy",
                "round-robin, random or parallel");
    }

    private void pool(EntryFile.Entry entry, String name) {
        String path = entry.path() + ".config." + name;
        List<String> found = new ArrayList<>();
        @Nullable Node node = entry.config().get(name);
        Map<String, Node> pool = new HashMap<>();
        if (node instanceof Node.Items items) {
            for (Node each : items.items()) {
                pool.put("[" + pool.size() + "]", each);
            }
        } else if (node instanceof Node.Members named) {
            named.members().forEach((model, each) -> pool.put("." + model, each));
        }
        if (pool.isEmpty()) {
            findings.problem(
                    entry.config().lineOf(name), path, "is empty, expected tokens of this file");
        }
        pool.forEach((place, each) -> {
            if (each instanceof Node.Scalar scalar && byToken.containsKey(scalar.text().strip())) {
                found.add(scalar.text().strip());
            } else {
                findings.problem(
                        each.line(),
                        path + place,
                        "no entry has this token, expected one of this file");
            }
        });
        members.put(entry.token(), found);
    }

    private void cycle(EntryFile.Entry start) {
        Set<String> seen = new HashSet<>();
        List<String> open = new ArrayList<>(members.getOrDefault(start.token(), List.of()));
        while (!open.isEmpty()) {
            String token = open.removeLast();
            if (token.equals(start.token())) {
                findings.problem(
                        start.line(), start.path(), "leads back to itself, expected no cycle");
                return;
            }
            if (seen.add(token)) {
                open.addAll(members.getOrDefault(token, List.of()));
            }
        }
    }
}
