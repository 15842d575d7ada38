package dev.sluice.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.Route.Member;
import dev.sluice.core.health.Standing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Where calls go, and where not. */
class PlannerTest {
    private static final Standing OUT = new Standing.Out(Standing.Reason.FAILING, 5_000);
    private static final Standing PROBING = new Standing.Probing();
    private static final Strategy ORDERED = new Strategy.Ordered();

    private final World world = new World();

    private List<List<String>> steps(Route route) {
        return Trees.ids(Trees.plan(route, world).steps());
    }

    private static List<List<String>> each(String... ids) {
        List<List<String>> steps = new ArrayList<>();
        for (String id : ids) {
            steps.add(List.of(id));
        }
        return steps;
    }

    @Test
    void theOnlyDeploymentIsAskedWhateverItsHealth() {
        Route one = Trees.one("a");
        Route.ByModel names =
                new Route.ByModel("n", new NameTable<>(Map.of(), Map.of()), Trees.one("a"));
        Route group = Trees.group("g", new Strategy.RoundRobin(), one, names);
        for (Standing each : List.of(OUT, PROBING, new Standing.Ready(0.2), Standing.READY)) {
            world.standings.put("a", each);
            for (Route route : List.of(one, names, group)) {
                Plan plan = Trees.plan(route, world);
                assertEquals(each("a"), Trees.ids(plan.steps()));
                assertFalse(plan.steps().getFirst().candidates().getFirst().probe());
                assertEquals(List.of(), plan.excluded());
            }
        }
    }

    @Test
    void whoIsOutIsLeftOutAndNamed() {
        world.standings.put("d1", OUT);
        Plan plan = Trees.plan(Trees.flat(ORDERED, 3), world);
        assertEquals(each("d0", "d2"), Trees.ids(plan.steps()));
        assertEquals(1, plan.excluded().size());
        assertEquals("d1", plan.excluded().getFirst().deployment().id());
        assertSame(OUT, plan.excluded().getFirst().standing());
    }

    @Test
    void nobodyIsAskedWhenAllAreOut() {
        world.standings.put("d0", OUT);
        world.standings.put("d1", OUT);
        Plan plan = Trees.plan(Trees.flat(ORDERED, 2), world);
        assertEquals(List.of(), plan.steps());
        assertEquals(2, plan.excluded().size());
    }

    @Test
    void lowerTiersComeFirst() {
        Route group =
                Trees.of(
                        "g",
                        ORDERED,
                        List.of(
                                new Member(Trees.one("third"), 1, 7, -1),
                                new Member(Trees.one("first"), 1, 1, -1),
                                new Member(Trees.one("second"), 1, 2, -1)));
        assertEquals(each("first", "second", "third"), steps(group));
    }

    @Test
    void oneProbesFirstAndFurtherOnesLast() {
        world.standings.put("d1", PROBING);
        world.standings.put("d2", PROBING);
        for (Strategy strategy : List.of(ORDERED, new Strategy.Cheapest())) {
            Plan plan = Trees.plan(Trees.flat(strategy, 4), world);
            List<Boolean> probes = new ArrayList<>();
            plan.steps().forEach(step -> probes.add(step.candidates().getFirst().probe()));
            assertEquals(List.of(true, false, false, true), probes);
        }
    }

    @Test
    void aProbeInAGroupOfAGroupComesFirstAlone() {
        world.standings.put("b", PROBING);
        Route inner = Trees.group("i", ORDERED, Trees.one("a"), Trees.one("b"));
        Route outer = Trees.group("o", ORDERED, Trees.one("best"), inner);
        assertEquals(each("b", "best", "a"), steps(outer));
    }

    @Test
    void whoHasJustRecoveredIsAskedForItsShare() {
        world.standings.put("d0", new Standing.Ready(0.25));
        int first = 0;
        for (int i = 0; i < 10_000; i++) {
            List<List<String>> steps = steps(Trees.flat(ORDERED, 3));
            assertEquals(3, steps.size());
            if (steps.getFirst().equals(List.of("d0"))) {
                first++;
            } else {
                assertEquals(List.of("d0"), steps.getLast());
            }
        }
        assertEquals(2_500, first, 150);
    }

    @Test
    void chanceIsDrawnOnlyWhenNeeded() {
        Planner.Outlook certain =
                new Planner.Outlook() {
                    @Override
                    public Standing standing(Deployment deployment) {
                        return Standing.READY;
                    }

                    @Override
                    public int load(Deployment deployment) {
                        return 0;
                    }

                    @Override
                    public long firstToken(Deployment deployment) {
                        return 0;
                    }

                    @Override
                    public long turn(Route.Group group) {
                        return 0;
                    }

                    @Override
                    public double chance() {
                        throw new AssertionError("nothing is left to chance here");
                    }
                };
        for (Strategy each : Trees.STRATEGIES) {
            if (!(each instanceof Strategy.Random || each instanceof Strategy.Weighted)) {
                Planner.plan(Trees.flat(each, 3), Trees.question("m", 0), certain);
            }
        }
    }

    @Test
    void allRaceAtOnceAndGroupsSendTheirFirst() {
        Route inner = Trees.group("i", ORDERED, Trees.one("b"), Trees.one("c"));
        Route race =
                Trees.group("r", new Strategy.Parallel(), Trees.one("a"), inner, Trees.one("d"));
        assertEquals(List.of(List.of("a", "b", "d"), List.of("c")), steps(race));
        world.standings.put("b", OUT);
        assertEquals(List.of(List.of("a", "c", "d")), steps(race));
        world.standings.put("c", OUT);
        assertEquals(List.of(List.of("a", "d")), steps(race));
        Route outer = Trees.group("o", ORDERED, Trees.one("first"), race);
        assertEquals(List.of(List.of("first"), List.of("a", "d")), steps(outer));
    }

    @Test
    void modelsChooseRoutesInside() {
        Route.ByModel names =
                new Route.ByModel(
                        "n",
                        new NameTable<>(Map.of("x", Trees.one("a")), Map.of("y", Trees.one("b"))),
                        Trees.one("c"));
        Map<String, String> wanted = Map.of("x", "a", "y1", "b", "z", "c");
        wanted.forEach((model, id) -> {
            Plan plan = Planner.plan(names, Trees.question(model, 0), world);
            assertEquals(each(id), Trees.ids(plan.steps()));
        });
        Plan unnamed = Planner.plan(names, Trees.question(null, 0), world);
        assertEquals(each("c"), Trees.ids(unnamed.steps()));
    }

    @Test
    void whoServesTheModelNotAtAllContributesNothing() {
        Route none = new Route.ByModel("n", new NameTable<>(Map.of(), Map.of()), null);
        Plan plan = Trees.plan(none, world);
        assertEquals(List.of(), plan.steps());
        assertEquals(List.of(), plan.excluded());
        assertEquals(each("a"), steps(Trees.group("g", ORDERED, none, Trees.one("a"))));
        assertEquals(List.of(), steps(Trees.group("g", ORDERED, none, none)));
    }

    @Test
    void longConversationsGoToLargerOnes() {
        Route larger = Trees.flat(ORDERED, 4);
        var policy = new Route.Policy(2, new Route.Hedge(0, 0.1), larger);
        List<Member> members = List.of(Member.of(Trees.one("a")), Member.of(Trees.one("d2")));
        Route group = new Route.Group("g", ORDERED, members, policy);
        world.standings.put("d1", OUT);
        Plan plan = Trees.plan(group, world);
        assertEquals(each("a", "d2"), Trees.ids(plan.steps()));
        assertEquals(each("d0", "d3"), Trees.ids(plan.larger()));
        assertEquals("d1", plan.excluded().getFirst().deployment().id());
        assertSame(policy, plan.policy());
    }

    @Test
    void theOutermostGroupsPolicyHolds() {
        Route inner =
                new Route.Group(
                        "i",
                        ORDERED,
                        List.of(Member.of(Trees.one("a"))),
                        new Route.Policy(9, null, null));
        assertEquals(9, Trees.plan(inner, world).policy().retries());
        assertEquals(0, Trees.plan(Trees.group("o", ORDERED, inner), world).policy().retries());
        Route names = new Route.ByModel("n", new NameTable<>(Map.of(), Map.of()), inner);
        assertEquals(9, Trees.plan(names, world).policy().retries());
        assertSame(Route.Policy.DEFAULT, Trees.plan(Trees.one("a"), world).policy());
    }

    @Test
    void holdsForAnyTree() {
        for (int seed = 0; seed < 5_000; seed++) {
            Random random = new Random(seed);
            Route route = Trees.random(random, 4);
            var question = Trees.question("m" + random.nextInt(4), random.nextLong());
            Map<String, Standing> standings = new HashMap<>();
            for (int i = 0; i < 10; i++) {
                standings.put("d" + i, standing(random));
            }
            Plan plan = Planner.plan(route, question, world(standings, seed));
            String what = "seed " + seed;
            everybodyIsAccountedFor(plan, route, question, standings, what);
            tiersAscend(plan, route, what);
            assertEquals(plan, Planner.plan(route, question, world(standings, seed)), what);
        }
    }

    private static Standing standing(Random random) {
        return switch (random.nextInt(6)) {
            case 0, 1 -> OUT;
            case 2 -> PROBING;
            case 3 -> new Standing.Ready(random.nextDouble());
            default -> Standing.READY;
        };
    }

    private static World world(Map<String, Standing> standings, long seed) {
        World world = new World(seed);
        world.standings.putAll(standings);
        Random random = new Random(seed);
        for (int i = 0; i < 10; i++) {
            world.loads.put("d" + i, random.nextInt(5));
            world.firstTokens.put("d" + i, (long) random.nextInt(5));
        }
        return world;
    }

    private static void everybodyIsAccountedFor(
            Plan plan,
            Route route,
            Planner.Question question,
            Map<String, Standing> standings,
            String what) {
        Set<String> reachable = new HashSet<>();
        reach(route, question, reachable);
        boolean alone = reachable.size() == 1;
        if (plan.policy().larger() != null && !plan.steps().isEmpty()) {
            reach(plan.policy().larger(), question, reachable);
        }
        List<String> seen = new ArrayList<>();
        List<Plan.Step> all = new ArrayList<>(plan.steps());
        all.addAll(plan.larger());
        for (Plan.Step step : all) {
            assertFalse(step.candidates().isEmpty(), what);
            for (Candidate each : step.candidates()) {
                String id = each.deployment().id();
                boolean ignored = alone && plan.steps().contains(step);
                Standing standing = standings.get(id);
                assertTrue(ignored || !(standing instanceof Standing.Out), what);
                assertEquals(!ignored && standing instanceof Standing.Probing, each.probe(), what);
                seen.add(id);
            }
        }
        for (Plan.Excluded each : plan.excluded()) {
            assertSame(standings.get(each.deployment().id()), each.standing(), what);
            seen.add(each.deployment().id());
        }
        assertEquals(reachable.size(), seen.size(), what);
        assertEquals(reachable, new HashSet<>(seen), what);
    }

    private static void reach(Route route, Planner.Question question, Set<String> into) {
        switch (route) {
            case Route.One one -> into.add(one.deployment().id());
            case Route.Group group ->
                    group.members().forEach(each -> reach(each.route(), question, into));
            case Route.ByModel names -> {
                Route found = names.names().exact().get(question.model());
                found = found == null ? names.otherwise() : found;
                if (found != null) {
                    reach(found, question, into);
                }
            }
        }
    }

    // Where leaves are members of the outermost group only once, their tiers can be told.
    private static void tiersAscend(Plan plan, Route route, String what) {
        if (!(route instanceof Route.Group group)
                || !group.members().stream().allMatch(m -> m.route() instanceof Route.One)
                || group.deployments().size() < group.members().size()) {
            return;
        }
        Map<String, Integer> tiers = new HashMap<>();
        group.members().forEach(each -> tiers.put(each.route().id(), each.tier()));
        int last = 0;
        for (Plan.Step step : plan.steps()) {
            int tier = tiers.getOrDefault(step.candidates().getFirst().deployment().id(), 0);
            assertTrue(tier >= last, what);
            last = tier;
        }
    }
}
