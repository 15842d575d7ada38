package dev.sluice.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.Route.Member;
import dev.sluice.core.health.Standing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the strategies share calls out. */
class StrategyTest {
    private static final Standing OUT = new Standing.Out(Standing.Reason.FAILING, 5_000);

    private final World world = new World();

    /** Which deployment is asked, when none fails (0) or as many as stated do. */
    private Map<String, Integer> split(Route route, int calls, int failing) {
        Map<String, Integer> split = new TreeMap<>();
        for (int i = 0; i < calls; i++) {
            List<Plan.Step> steps = Trees.plan(route, world).steps();
            split.merge(Trees.ids(steps).get(failing).getFirst(), 1, Integer::sum);
        }
        return split;
    }

    private static Route weighted(Strategy strategy, int... weights) {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            members.add(new Member(Trees.one("d" + i), weights[i], 1, -1));
        }
        return Trees.of("g", strategy, members);
    }

    @Test
    void roundRobinSplitsTenCallsFiveToFive() {
        Route two = Trees.flat(new Strategy.RoundRobin(), 2);
        assertEquals(Map.of("d0", 5, "d1", 5), split(two, 10, 0));
    }

    @ParameterizedTest
    @CsvSource({"9, 3", "9, 1", "3, 1", "3, 0", "5, 2"})
    void roundRobinSplitsEvenlyAmongTheHealthy(int members, int out) {
        for (int i = 0; i < out; i++) {
            world.standings.put("d" + (i * 2 + 1) % members, OUT);
        }
        int healthy = members - world.standings.size();
        Route route = Trees.flat(new Strategy.RoundRobin(), members);
        Map<String, Integer> split = split(route, healthy * (healthy - 1) * 10, 0);
        assertEquals(healthy, split.size());
        split.values().forEach(each -> assertEquals((healthy - 1) * 10, each));
    }

    @Test
    void roundRobinSharesTheCallsOfOneThatFails() {
        Map<String, Integer> second = new HashMap<>();
        Route route = Trees.flat(new Strategy.RoundRobin(), 4);
        for (int i = 0; i < 1200; i++) {
            List<List<String>> steps = Trees.ids(Trees.plan(route, world).steps());
            if (steps.getFirst().getFirst().equals("d1")) {
                second.merge(steps.get(1).getFirst(), 1, Integer::sum);
            }
        }
        assertEquals(Map.of("d0", 100, "d2", 100, "d3", 100), second);
    }

    @Test
    void groupsInGroupsHaveTheirOwnTurn() {
        Strategy turns = new Strategy.RoundRobin();
        Route inner = Trees.group("i", turns, Trees.one("a"), Trees.one("b"));
        Route outer = Trees.group("o", turns, inner, Trees.one("c"));
        assertEquals(Map.of("a", 25, "b", 25, "c", 50), split(outer, 100, 0));
    }

    @Test
    void fallbackGroupsShareWhatFails() {
        Route inner = Trees.flat(new Strategy.RoundRobin(), 3);
        Route outer = Trees.group("o", new Strategy.Ordered(), Trees.one("first"), inner);
        split(outer, 9_000, 1).values().forEach(each -> assertEquals(3_000, each, 200));
    }

    @Test
    void turnsMayOverflow() {
        Planner.Outlook old =
                new World() {
                    private long turn = Long.MAX_VALUE - 50;

                    @Override
                    public long turn(Route.Group group) {
                        return turn++;
                    }
                };
        for (Strategy each : Trees.STRATEGIES) {
            for (int i = 0; i < 100; i++) {
                Plan plan = Planner.plan(Trees.flat(each, 3), Trees.question("m", 0), old);
                assertTrue(!plan.steps().isEmpty());
            }
        }
    }

    @Test
    void randomSplitsEvenly() {
        Route route = Trees.flat(new Strategy.Random(), 3);
        for (int failing = 0; failing < 3; failing++) {
            Map<String, Integer> split = split(route, 9_000, failing);
            assertEquals(3, split.size());
            split.values().forEach(each -> assertEquals(3_000, each, 200));
        }
    }

    @Test
    void weightedSplitsByWeight() {
        Map<String, Integer> split = split(weighted(new Strategy.Weighted(), 7, 2, 1), 10_000, 0);
        assertEquals(7_000, split.getOrDefault("d0", 0), 200);
        assertEquals(2_000, split.getOrDefault("d1", 0), 200);
        assertEquals(1_000, split.getOrDefault("d2", 0), 200);
        world.standings.put("d0", OUT);
        split = split(weighted(new Strategy.Weighted(), 7, 2, 1), 9_000, 0);
        assertEquals(6_000, split.getOrDefault("d1", 0), 200);
        assertEquals(3_000, split.getOrDefault("d2", 0), 200);
    }

    @Test
    void theLeastBusyIsAskedInProportionToItsWeight() {
        Route route = weighted(new Strategy.LeastBusy(), 3, 1, 1);
        for (int i = 0; i < 500; i++) {
            String id = Trees.ids(Trees.plan(route, world).steps()).getFirst().getFirst();
            world.loads.merge(id, 1, Integer::sum);
        }
        assertEquals(300, world.loads.getOrDefault("d0", 0), 2);
        assertEquals(100, world.loads.getOrDefault("d1", 0), 2);
        assertEquals(100, world.loads.getOrDefault("d2", 0), 2);
    }

    @Test
    void theIdleTakeTurns() {
        assertEquals(
                Map.of("d0", 4, "d1", 4, "d2", 4),
                split(Trees.flat(new Strategy.LeastBusy(), 3), 12, 0));
    }

    @Test
    void groupsAreAsBusyAsTheirMembers() {
        Route inner = Trees.flat(new Strategy.RoundRobin(), 2);
        Route outer = Trees.group("o", new Strategy.LeastBusy(), inner, Trees.one("x"));
        world.loads.putAll(Map.of("d0", 2, "d1", 2, "x", 3));
        assertEquals(Map.of("x", 4), split(outer, 4, 0));
    }

    @Test
    void theFastestIsAskedAndTheOthersNowAndThen() {
        world.firstTokens.putAll(Map.of("d0", 900L, "d1", 300L, "d2", 600L));
        Map<String, Integer> split = split(Trees.flat(new Strategy.Fastest(), 3), 15_000, 0);
        assertEquals(Map.of("d0", 100, "d1", 14_800, "d2", 100), split);
    }

    @Test
    void whoseSpeedIsUnknownIsTried() {
        world.firstTokens.putAll(Map.of("d0", 900L, "d1", 300L));
        assertEquals(Map.of("d2", 40), split(Trees.flat(new Strategy.Fastest(), 3), 40, 0));
    }

    @Test
    void theCheapestComesFirstAndTheUnknownLast() {
        List<Member> members =
                List.of(
                        new Member(Trees.one("unknown"), 1, 1, -1),
                        new Member(Trees.one("dear"), 1, 1, 9),
                        new Member(Trees.one("free"), 1, 1, 0),
                        new Member(Trees.one("cheap"), 1, 1, 0.5));
        Plan plan = Trees.plan(Trees.of("g", new Strategy.Cheapest(), members), world);
        assertEquals(
                List.of(List.of("free"), List.of("cheap"), List.of("dear"), List.of("unknown")),
                Trees.ids(plan.steps()));
    }

    private Map<Long, String> homes(Route route, int callers) {
        Map<Long, String> homes = new HashMap<>();
        for (long caller = 0; caller < callers; caller++) {
            Plan plan = Planner.plan(route, Trees.question("m", caller), world);
            homes.put(caller, Trees.ids(plan.steps()).getFirst().getFirst());
        }
        return homes;
    }

    private static Map<String, Integer> counted(Map<Long, String> homes) {
        Map<String, Integer> counts = new HashMap<>();
        homes.values().forEach(each -> counts.merge(each, 1, Integer::sum));
        return counts;
    }

    @Test
    void stickyCallersStayAndAreSharedByWeight() {
        Route route = weighted(new Strategy.Sticky(Strategy.By.USER), 2, 1, 1);
        Map<Long, String> homes = homes(route, 10_000);
        assertEquals(homes, homes(route, 10_000));
        assertEquals(5_000, counted(homes).getOrDefault("d0", 0), 200);
        assertEquals(2_500, counted(homes).getOrDefault("d1", 0), 200);
        assertEquals(2_500, counted(homes).getOrDefault("d2", 0), 200);
    }

    @Test
    void losingAMemberMovesOnlyItsOwnCallersAndSpreadsThem() {
        Route route = Trees.flat(new Strategy.Sticky(Strategy.By.PREFIX), 5);
        Map<Long, String> before = homes(route, 10_000);
        world.standings.put("d2", OUT);
        Map<Long, String> after = homes(route, 10_000);
        before.forEach((caller, home) -> {
            if (home.equals("d2")) {
                assertNotEquals("d2", after.get(caller));
            } else {
                assertEquals(home, after.get(caller));
            }
        });
        counted(after).values().forEach(each -> assertEquals(2_500, each, 200));
    }

    @Test
    void manyMembersGetManyCallersWhateverTheirNames() {
        Random random = new Random(5);
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            members.add(Member.of(Trees.one("key-" + Long.toHexString(random.nextLong()))));
        }
        Route route = Trees.of("g", new Strategy.Sticky(Strategy.By.SESSION), members);
        Map<String, Integer> counts = counted(homes(route, 20_000));
        assertEquals(20, counts.size());
        counts.values().forEach(each -> assertEquals(1_000, each, 150));
    }
}
