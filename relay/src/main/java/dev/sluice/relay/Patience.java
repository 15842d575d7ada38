package dev.sluice.relay;

import dev.sluice.core.Candidate;
import dev.sluice.core.Route;
import dev.sluice.core.health.Health;

/** How long one deployment is waited for before the next is asked beside it. */
final class Patience {
    private static final long SECOND = 1_000_000_000L;
    private static final long LEAST = SECOND;
    private static final long MOST = 10 * SECOND;
    private static final long UNKNOWN = 3 * SECOND;

    private Patience() {}

    /**
     * Returns the time, 0 when nobody else is to be asked.
     *
     * <p>Whoever finds out whether a deployment works again shall not wait for it alone: it gets
     * twice its usual time, and if somebody else is faster then, it has failed.
     */
    static long nanos(EventLoopState loop, Candidate only, Route.Policy policy) {
        Health health = loop.health(only.deployment());
        if (only.probe()) {
            long usual = health.firstToken();
            return usual == 0 ? UNKNOWN : Math.clamp(2 * usual, LEAST, MOST);
        }
        Route.Hedge hedge = policy.hedge();
        if (hedge == null) {
            return 0;
        }
        return hedge.afterMillis() > 0 ? hedge.afterMillis() * 1_000_000 : health.quantile(0.95);
    }
}
