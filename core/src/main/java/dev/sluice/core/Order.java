package dev.sluice.core;

import dev.sluice.core.Planner.Live;
import dev.sluice.core.health.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** In which order a strategy asks the members of a tier. */
final class Order {
    // A member that was slow once would never be asked again, and nobody would see it recover.
    private static final int TRIED_EVERY = 50;

    private Order() {}

    /**
     * Puts members in order.
     *
     * @param live may be asked, in listing order
     * @param first whether the group is what the call asks first: then it has its turn
     */
    static List<Live> of(Route.Group group, List<Live> live, Reach reach, boolean first) {
        if (live.size() < 2) {
            return live;
        }
        List<Live> ordered =
                switch (group.strategy()) {
                    case Strategy.Ordered _, Strategy.Parallel _ -> live;
                    case Strategy.RoundRobin _ -> rotated(live, turn(group, reach, first));
                    case Strategy.Random _ -> drawn(live, _ -> 1, reach);
                    case Strategy.Weighted _ -> drawn(live, each -> each.member().weight(), reach);
                    case Strategy.LeastBusy _ ->
                            sorted(
                                    rotated(live, turn(group, reach, first)),
                                    each ->
                                            (double) reach.load(each.member().route())
                                                    / each.member().weight());
                    case Strategy.Fastest _ -> fastest(live, turn(group, reach, first), reach);
                    case Strategy.Cheapest _ ->
                            sorted(rotated(live, turn(group, reach, first)), Order::price);
                    case Strategy.Sticky _ ->
                            sorted(live, each -> distance(reach.question().affinity(), each));
                };
        return slowLast(ordered, reach);
    }

    private static long turn(Route.Group group, Reach reach, boolean first) {
        return first
                ? reach.outlook().turn(group)
                : (long) (reach.outlook().chance() * Integer.MAX_VALUE);
    }

    // The others take turns in being second, too: a member that fails must not double the calls of
    // its neighbour.
    private static List<Live> rotated(List<Live> live, long turn) {
        int size = live.size();
        int head = Math.floorMod(turn, size);
        int second = Math.floorMod(Math.floorDiv(turn, size), size - 1);
        List<Live> rotated = new ArrayList<>(size);
        rotated.add(live.get(head));
        for (int i = 0; i < size - 1; i++) {
            rotated.add(live.get((head + 1 + (second + i) % (size - 1)) % size));
        }
        return rotated;
    }

    private static List<Live> drawn(List<Live> live, ToDoubleFunction<Live> weight, Reach reach) {
        List<Live> left = new ArrayList<>(live);
        List<Live> drawn = new ArrayList<>(live.size());
        double sum = 0;
        for (Live each : live) {
            sum += weight.applyAsDouble(each);
        }
        while (left.size() > 1) {
            double point = reach.outlook().chance() * sum;
            int at = 0;
            double weighs = weight.applyAsDouble(left.getFirst());
            while (point >= weighs && at < left.size() - 1) {
                point -= weighs;
                at++;
                weighs = weight.applyAsDouble(left.get(at));
            }
            drawn.add(left.remove(at));
            sum -= weighs;
        }
        drawn.addAll(left);
        return drawn;
    }

    private static List<Live> fastest(List<Live> live, long turn, Reach reach) {
        if (Math.floorMod(turn, TRIED_EVERY) == TRIED_EVERY - 1) {
            return rotated(live, turn / TRIED_EVERY);
        }
        return sorted(rotated(live, turn), each -> reach.firstToken(each.member().route()));
    }

    private static double price(Live each) {
        double price = each.member().price();
        return price < 0 ? Double.POSITIVE_INFINITY : price;
    }

    // Weighted rendezvous hashing: every caller has its own distance to every member, so that
    // losing
    // a member moves only the callers that were nearest to it. -ln(u)/w: Schindelhauer, Schomaker,
    // Weighted distributed hash tables, SPAA 2005.
    private static double distance(long affinity, Live each) {
        long hash = 0xcbf29ce484222325L;
        String id = each.member().route().id();
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
        }
        double uniform = ((mixed(mixed(affinity) ^ hash) >>> 11) + 0.5) * 0x1p-53;
        return -Math.log(uniform) / each.member().weight();
    }

    // The finalizer of SplitMix64.
    private static long mixed(long bits) {
        long mixed = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    private static List<Live> sorted(List<Live> live, ToDoubleFunction<Live> key) {
        Live[] sorted = new Live[live.size()];
        double[] keys = new double[sorted.length];
        for (int i = 0; i < sorted.length; i++) {
            Live each = live.get(i);
            double own = key.applyAsDouble(each);
            int at = i;
            for (; at > 0 && keys[at - 1] > own; at--) {
                keys[at] = keys[at - 1];
                sorted[at] = sorted[at - 1];
            }
            keys[at] = own;
            sorted[at] = each;
        }
        return List.of(sorted);
    }

    // Who has just recovered is spared: the smaller its share, the more often. Who is still to be
    // tried comes last; the planner takes one of them to the front.
    private static List<Live> slowLast(List<Live> ordered, Reach reach) {
        List<Live> slow = new ArrayList<>(0);
        List<Live> probing = new ArrayList<>(0);
        List<Live> kept = new ArrayList<>(ordered.size());
        for (Live each : ordered) {
            switch (each.standing()) {
                case Standing.Ready(double share) ->
                        (share >= 1 || reach.outlook().chance() < share ? kept : slow).add(each);
                case Standing.Probing _, Standing.Out _ -> probing.add(each);
            }
        }
        kept.addAll(slow);
        kept.addAll(probing);
        return kept;
    }
}
