package dev.sluice.app.migrate;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes models of deployments with the same name and of what the router's settings say of them.
 * Fallbacks become targets of a higher tier: not other models as targets, because two models of
 * LiteLLM often fall back to each other, which would be a cycle.
 */
final class LiteLlmRoutes {
    private static final BigDecimal HEAVIEST = BigDecimal.valueOf(1_000_000);

    private final LiteLlmRouting routing;
    private final Map<String, List<LiteLlmDeployment>> groups = new LinkedHashMap<>();

    LiteLlmRoutes(LiteLlmRouting routing, List<LiteLlmDeployment> deployments) {
        this.routing = routing;
        for (LiteLlmDeployment each : deployments) {
            groups.computeIfAbsent(each.name(), _ -> new ArrayList<>()).add(each);
        }
    }

    /** Returns the models. */
    List<Plan.Model> models() {
        List<Plan.Model> models = new ArrayList<>();
        Map<String, String> larger = larger();
        groups.forEach((name, own) -> {
            List<Plan.Target> targets = new ArrayList<>();
            int tier = 0;
            for (String each : inTurn(name)) {
                tier = tiers(each, tier, targets);
            }
            List<Plan.Target> weighed = new ArrayList<>();
            targets.stream()
                    .collect(
                            Collectors.groupingBy(
                                    Plan.Target::tier, TreeMap::new, Collectors.toList()))
                    .values()
                    .forEach(each -> weighed.addAll(weighed(each)));
            models.add(
                    new Plan.Model(
                            name,
                            routing.aliases(name),
                            weighed,
                            new Plan.Choice(
                                    weighed.size() == 1 ? null : strategy(weighed),
                                    null,
                                    routing.retries(),
                                    null,
                                    larger.get(name))));
        });
        return models;
    }

    /** Adds the deployments of a name behind all tiers so far, and returns the last tier. */
    private int tiers(String name, int behind, List<Plan.Target> targets) {
        int last = behind;
        for (LiteLlmDeployment each : groups.getOrDefault(name, List.of())) {
            int tier = behind + each.order();
            last = Math.max(last, tier);
            @Nullable BigDecimal weight = each.weight();
            targets.add(
                    new Plan.Target(
                            each.way(),
                            // Scaled later, when all are known; thousandths until then.
                            weight == null ? 0 : thousandths(weight),
                            tier,
                            routing.isByPrice() ? each.price() : null));
        }
        return last;
    }

    private static int thousandths(BigDecimal weight) {
        return weight.movePointRight(3)
                .min(BigDecimal.valueOf(Integer.MAX_VALUE))
                .setScale(0, RoundingMode.HALF_UP)
                .intValue();
    }

    /** A name, then those that it falls back to, and those that these fall back to. */
    private List<String> inTurn(String name) {
        Set<String> turn = new LinkedHashSet<>();
        List<String> open = new ArrayList<>(List.of(name));
        while (!open.isEmpty()) {
            String next = open.removeFirst();
            boolean leads = next.equals(name) || !next.endsWith("*");
            if (leads && groups.containsKey(next) && turn.add(next)) {
                open.addAll(0, routing.fallbacks(next));
            }
        }
        return List.copyOf(turn);
    }

    /** Brings the weights of a tier into whole numbers from 1; without any, all are alike. */
    private static List<Plan.Target> weighed(List<Plan.Target> targets) {
        boolean any = targets.stream().anyMatch(each -> each.weight() > 0);
        long divisor = 0;
        long heaviest = 1;
        for (Plan.Target each : targets) {
            divisor = divisor(divisor, each.weight());
            heaviest = Math.max(heaviest, each.weight());
        }
        long common = Math.max(1, divisor);
        double scale = Math.max(1.0, heaviest / (double) common / HEAVIEST.doubleValue());
        List<Plan.Target> weighed = new ArrayList<>();
        for (Plan.Target each : targets) {
            long weight = any ? Math.round(each.weight() / (double) common / scale) : 1;
            weighed.add(
                    new Plan.Target(
                            each.way(), (int) Math.max(1, weight), each.tier(), each.price()));
        }
        return weighed;
    }

    private static long divisor(long a, long b) {
        return b == 0 ? a : divisor(b, a % b);
    }

    private String strategy(List<Plan.Target> targets) {
        boolean alike = targets.stream().mapToInt(Plan.Target::weight).distinct().count() == 1;
        String strategy = routing.strategy();
        return strategy.equals("weighted") && alike ? "random" : strategy;
    }

    /** Where conversations go that are too long; ways that would lead back are left out. */
    private Map<String, String> larger() {
        Map<String, String> larger = new LinkedHashMap<>();
        routing.larger()
                .forEach((name, wanted) -> {
                    Set<String> seen = new HashSet<>(Set.of(name));
                    @Nullable String next = wanted;
                    while (next != null && seen.add(next)) {
                        next = larger.get(next);
                    }
                    if (next == null && groups.containsKey(name) && groups.containsKey(wanted)) {
                        larger.put(name, wanted);
                    } else {
                        routing.leadsNowhere(name, wanted);
                    }
                });
        return larger;
    }
}
