package dev.sluice.core;

import dev.sluice.core.health.Standing;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** An outlook that says what a test has told it; whoever is not mentioned is well. */
class World implements Planner.Outlook {
    final Map<String, Standing> standings = new HashMap<>();
    final Map<String, Integer> loads = new HashMap<>();
    final Map<String, Long> firstTokens = new HashMap<>();
    private final Map<String, Long> turns = new HashMap<>();
    private final Random random;

    World() {
        this(1);
    }

    World(long seed) {
        random = new Random(seed);
    }

    @Override
    public Standing standing(Deployment deployment) {
        return standings.getOrDefault(deployment.id(), Standing.READY);
    }

    @Override
    public int load(Deployment deployment) {
        return loads.getOrDefault(deployment.id(), 0);
    }

    @Override
    public long firstToken(Deployment deployment) {
        return firstTokens.getOrDefault(deployment.id(), 0L);
    }

    @Override
    public long turn(Route.Group group) {
        return turns.merge(group.id(), 1L, Long::sum) - 1;
    }

    @Override
    public double chance() {
        return random.nextDouble();
    }
}
