package dev.sluice.core;

import dev.sluice.core.Plan.Step;
import dev.sluice.core.health.Standing;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides where a call goes. Pure: the same question and outlook give the same plan. */
public final class Planner {
    private final Reach reach;
    private final List<String> taken = new ArrayList<>();
    private final List<Plan.Excluded> excluded = new ArrayList<>(0);

    private Planner(Reach reach) {
        this.reach = reach;
    }

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

    /**
     * Plans. A call that can go to one deployment only goes there, whatever its health: the
     * vendor's own refusal says more than ours.
     */
    public static Plan plan(Route route, Question question, Outlook outlook) {
        if (route instanceof Route.One one) {
            List<Step> only = List.of(step(Candidate.of(one, question, false)));
            return new Plan(only, List.of(), List.of(), Route.Policy.DEFAULT);
        }
        Planner planner = new Planner(Reach.of(route, question, outlook));
        List<Step> steps = planner.steps(route, true);
        Route.Policy policy = planner.reach.policy(route);
        // Who has nobody to ask is told by nobody that the conversation is too long.
        @Nullable Route large = steps.isEmpty() ? null : policy.larger();
        List<Step> larger = large == null ? List.of() : planner.steps(large, true);
        return new Plan(steps, larger, planner.excluded, policy);
    }

    // What is asked first has its turn; what is only asked when that fails has not.
    private List<Step> steps(Route route, boolean first) {
        return switch (route) {
            case Route.One one -> leaf(one);
            case Route.ByModel names -> {
                @Nullable Route chosen = reach.choose(names);
                yield chosen == null ? List.of() : steps(chosen, first);
            }
            case Route.Group group -> {
                List<Step> steps = new ArrayList<>(group.members().size());
                int tier = Reach.tierAbove(group, Integer.MIN_VALUE);
                while (tier < Integer.MAX_VALUE) {
                    List<Live> live = live(group, tier);
                    boolean begins = first && steps.isEmpty();
                    steps.addAll(
                            group.strategy() instanceof Strategy.Parallel
                                    ? together(live, begins)
                                    : inOrder(Order.of(group, live, reach, begins), begins));
                    tier = Reach.tierAbove(group, tier);
                }
                yield steps;
            }
        };
    }

    private List<Step> leaf(Route.One one) {
        Deployment deployment = one.deployment();
        if (taken.contains(deployment.id())) {
            return List.of();
        }
        taken.add(deployment.id());
        Standing standing = reach.standing(deployment);
        if (standing instanceof Standing.Out out) {
            excluded.add(new Plan.Excluded(deployment, out));
            return List.of();
        }
        boolean probe = standing instanceof Standing.Probing;
        return List.of(step(Candidate.of(one, reach.question(), probe)));
    }

    private List<Live> live(Route.Group group, int tier) {
        List<Live> live = new ArrayList<>(group.members().size());
        for (Route.Member each : group.members()) {
            @Nullable Standing standing = each.tier() == tier ? reach.standing(each.route()) : null;
            if (standing instanceof Standing.Out) {
                steps(each.route(), false);
            } else if (standing != null) {
                live.add(new Live(each, standing));
            }
        }
        return live;
    }

    private List<Step> together(List<Live> live, boolean first) {
        List<Candidate> racing = new ArrayList<>(live.size());
        List<Step> steps = new ArrayList<>();
        for (Live each : live) {
            List<Step> part = steps(each.member().route(), first);
            if (!part.isEmpty()) {
                racing.addAll(part.getFirst().candidates());
                steps.addAll(part.subList(1, part.size()));
            }
        }
        if (!racing.isEmpty()) {
            steps.addFirst(new Step(racing));
        }
        return steps;
    }

    // One call may find out whether a deployment works again; it does so at once, whatever the
    // strategy thinks of it.
    private List<Step> inOrder(List<Live> ordered, boolean first) {
        List<Step> steps = new ArrayList<>(ordered.size());
        @Nullable Step probe = null;
        for (Live each : ordered) {
            List<Step> part = steps(each.member().route(), first && steps.isEmpty());
            if (probe == null && !part.isEmpty() && probes(part.getFirst())) {
                probe = part.getFirst();
                part = part.subList(1, part.size());
            }
            steps.addAll(part);
        }
        if (probe != null) {
            steps.addFirst(probe);
        }
        return steps;
    }

    private static boolean probes(Step step) {
        return step.candidates().size() == 1 && step.candidates().getFirst().probe();
    }

    private static Step step(Candidate candidate) {
        return new Step(List.of(candidate));
    }

    /** A member of a group that may be asked. */
    record Live(Route.Member member, Standing standing) {}
}
