package dev.sluice.core;

import dev.sluice.core.Route.Member;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Routes in few words, and questions. */
final class Trees {
    static final List<Strategy> STRATEGIES =
            List.of(
                    new Strategy.RoundRobin(),
                    new Strategy.Random(),
                    new Strategy.Weighted(),
                    new Strategy.Parallel(),
                    new Strategy.Ordered(),
                    new Strategy.LeastBusy(),
                    new Strategy.Fastest(),
                    new Strategy.Cheapest(),
                    new Strategy.Sticky(Strategy.By.USER));

    private Trees() {}

    static Deployment deployment(String id) {
        return new Deployment(
                id,
                new Upstream.Echo(),
                null,
                null,
                Map.of(),
                Deployment.StreamMode.CONTRACT,
                Deployment.StreamUsage.ASK);
    }

    static Route.One one(String id) {
        return new Route.One(deployment(id), null);
    }

    static Route.Group group(String id, Strategy strategy, Route... members) {
        return of(id, strategy, Arrays.stream(members).map(Member::of).toList());
    }

    static Route.Group of(String id, Strategy strategy, List<Member> members) {
        return new Route.Group(id, strategy, members, Route.Policy.DEFAULT);
    }

    /** Deployments {@code d0}, {@code d1}, ... in one group. */
    static Route.Group flat(Strategy strategy, int count) {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            members.add(Member.of(one("d" + i)));
        }
        return of("g", strategy, members);
    }

    static Planner.Question question(@Nullable String model, long affinity) {
        return new Planner.Question(
                model, model, ModelTable.Use.CHAT, Planner.Naming.LISTED, affinity);
    }

    static Plan plan(Route route, World world) {
        return Planner.plan(route, question("m", 0), world);
    }

    static List<List<String>> ids(List<Plan.Step> steps) {
        return steps.stream()
                .map(step ->
                        step.candidates().stream().map(each -> each.deployment().id()).toList())
                .toList();
    }

    /** Some tree over deployments {@code d0} to {@code d9}. */
    static Route random(Random random, int depth) {
        int kind = depth == 0 ? 0 : random.nextInt(8);
        if (kind < 3) {
            return one("d" + random.nextInt(10));
        }
        if (kind == 3) {
            Map<String, Route> exact = new LinkedHashMap<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                exact.put("m" + random.nextInt(3), random(random, depth - 1));
            }
            @Nullable Route otherwise = random.nextBoolean() ? random(random, depth - 1) : null;
            return new Route.ByModel("names", new NameTable<>(exact, Map.of()), otherwise);
        }
        List<Member> members = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            members.add(
                    new Member(
                            random(random, depth - 1),
                            1 + random.nextInt(3),
                            1 + random.nextInt(3),
                            random.nextInt(4) - 1));
        }
        @Nullable Route larger = random.nextInt(3) == 0 ? random(random, depth - 1) : null;
        return new Route.Group(
                "g" + random.nextInt(1000),
                STRATEGIES.get(random.nextInt(STRATEGIES.size())),
                members,
                new Route.Policy(random.nextInt(3), null, larger));
    }
}
