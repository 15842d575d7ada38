package dev.sluice.relay;

import dev.sluice.core.Deployment;
import dev.sluice.core.Planner;
import dev.sluice.core.Route;
import dev.sluice.core.health.Health;
import dev.sluice.core.health.Standing;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/** What the planner is told of the world: live health, and whose turn it is. */
final class Outlooks {
    private final ConcurrentHashMap<String, AtomicLong> turns = new ConcurrentHashMap<>();

    /** Returns an outlook that counts turns. */
    Planner.Outlook live(Function<Deployment, Health> health, DoubleSupplier chance) {
        return new Live(health, chance, group -> counter(group).getAndIncrement());
    }

    /** Returns an outlook that only looks. */
    Planner.Outlook peeking(Function<Deployment, Health> health, DoubleSupplier chance) {
        return new Live(health, chance, group -> counter(group).get());
    }

    private AtomicLong counter(Route.Group group) {
        return turns.computeIfAbsent(group.id(), _ -> new AtomicLong());
    }

    private record Live(
            Function<Deployment, Health> health,
            DoubleSupplier chances,
            Function<Route.Group, Long> turns)
            implements Planner.Outlook {
        @Override
        public Standing standing(Deployment deployment) {
            return health.apply(deployment).standing(System::nanoTime);
        }

        @Override
        public int load(Deployment deployment) {
            return health.apply(deployment).load();
        }

        @Override
        public long firstToken(Deployment deployment) {
            return health.apply(deployment).firstToken();
        }

        @Override
        public long turn(Route.Group group) {
            return turns.apply(group);
        }

        @Override
        public double chance() {
            return chances.getAsDouble();
        }
    }
}
