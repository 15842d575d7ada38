package dev.sluice.core;

import dev.sluice.core.health.Standing;
import org.jspecify.annotations.Nullable;

/** Decides where a call goes. Pure: the same question and outlook give the same plan. */
public final class Planner {
    private Planner() {}

    /**
     * What is asked.
     *
     * @param model the name that the caller wrote, or null
     * @param name the name by which the route was found: the caller's or the key's default; or null
     * @param use whether the call is a chat or something else
     * @param naming how the name was found
     * @param affinity what sticky strategies go by; any number
     */
    public record Question(
            @Nullable String model,
            @Nullable String name,
            ModelTable.Use use,
            Naming naming,
            long affinity) {}

    /** How a model's name leads to a deployment. */
    public enum Naming {
        /** The key is bound to the route: the deployment's own model wins over the caller's. */
        BOUND,
        /** The name is listed: a deployment without a model of its own is asked for the name. */
        LISTED
    }

    /** What the planner knows of the world. */
    public interface Outlook {
        /** Returns where a deployment stands. */
        Standing standing(Deployment deployment);

        /** Returns how many calls are under way there. */
        int load(Deployment deployment);

        /** Returns the usual time to the first token in nanoseconds; 0 when unknown. */
        long firstToken(Deployment deployment);

        /** Returns the number of this call among those that the group has served in turn. */
        long turn(Route.Group group);

        /** Returns a random number from 0 (inclusive) to 1. */
        double chance();
    }

    /** Plans. */
    public static Plan plan(Route route, Question question, Outlook outlook) {
        throw new UnsupportedOperationException("not built yet: " + route + question + outlook);
    }
}
