package dev.sluice.core.limit;

import dev.sluice.core.limit.Leases.Ask;
import dev.sluice.core.limit.Leases.Grant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Shared counters in memory, and nodes whose questions travel when the test says so. */
final class Sharing {
    private static final long MINUTE = 60 * World.SECOND;

    private final World world;
    private final Map<String, Long> rates = new HashMap<>();
    private final Map<String, Map<Node, Long>> places = new HashMap<>();
    private final Map<String, Purse> purses = new HashMap<>();
    final Map<String, Long> ledger = new HashMap<>();
    final List<Node> nodes = new ArrayList<>();
    boolean down;
    private long upSince = Long.MIN_VALUE / 2;
    private long lives;

    private static final class Purse {
        private final long life;
        private final long made;
        private long charged;

        Purse(long life, long made, long charged) {
            this.life = life;
            this.made = made;
            this.charged = charged;
        }
    }

    Sharing(World world, int count, Outage outage) {
        this.world = world;
        for (int i = 0; i < count; i++) {
            nodes.add(new Node(outage));
        }
    }

    /** One gateway. */
    final class Node implements Leases {
        private record Question(Ask ask, Consumer<Grant> to) {}

        private final Deque<Question> questions = new ArrayDeque<>();
        final Admissions admissions;

        Node(Outage outage) {
            admissions = Admissions.shared(world.clocks, World::rates, this, outage);
        }

        @Override
        public boolean reachable() {
            return !down;
        }

        @Override
        public long reachableFor() {
            return world.nanos.get() - upSince;
        }

        @Override
        public int nodes() {
            return nodes.size();
        }

        @Override
        public void ask(Ask ask, Consumer<Grant> to) {
            questions.add(new Question(ask, to));
        }

        /** Answers the oldest question, if there is one and the counters can be reached. */
        boolean deliver() {
            Question next = down ? null : questions.peek();
            if (next == null || isTooSoon(next.ask)) {
                return false;
            }
            questions.remove();
            next.to.accept(answer(this, next.ask));
            return true;
        }
    }

    private boolean isTooSoon(Ask ask) {
        return ask instanceof Ask.Spend
                && !purses.containsKey(ask.counter())
                && world.nanos.get() - upSince < Leases.GATHERING;
    }

    void deliverAll() {
        for (Node each : nodes) {
            boolean more = each.deliver();
            while (more) {
                more = each.deliver();
            }
        }
    }

    /** Lets a while pass in which nobody calls, so that slices go back. */
    void rest(int seconds) {
        for (int i = 0; i < seconds; i++) {
            deliverAll();
            world.pass(1);
            nodes.forEach(each -> each.admissions.tidy());
            deliverAll();
        }
    }

    /** The counters can be reached again. */
    void up() {
        down = false;
        upSince = world.nanos.get();
    }

    /** Forgets all counters, as a Redis that keeps nothing does when it starts again. */
    void loseAll() {
        rates.clear();
        places.clear();
        purses.clear();
    }

    long charged(String counter) {
        Purse purse = purses.get(counter);
        return purse == null ? 0 : purse.charged;
    }

    private long fair(long amount, long free) {
        return Math.max(Math.max(1, amount / 20), free / nodes.size());
    }

    private Grant answer(Node node, Ask ask) {
        return switch (ask) {
            case Ask.Rate rate -> rate(rate);
            case Ask.Parallel parallel -> parallel(node, parallel);
            case Ask.Spend spend -> spend(spend);
        };
    }

    private Grant rate(Ask.Rate ask) {
        long now = world.nanos.get();
        long unit = MINUTE / ask.amount();
        long ahead = Math.max(0, rates.getOrDefault(ask.counter(), now) - now);
        ahead = Math.max(0, ahead + ask.debt() * unit);
        long free = Math.floorDiv(MINUTE - ahead, unit);
        long granted = Math.max(0, Math.min(ask.want(), Math.min(free, fair(ask.amount(), free))));
        ahead += granted * unit;
        rates.put(ask.counter(), now + ahead);
        return new Grant(granted, free - granted, Math.max(0, ahead + unit - MINUTE));
    }

    private Grant parallel(Node node, Ask.Parallel ask) {
        Map<Node, Long> all = places.computeIfAbsent(ask.counter(), _ -> new HashMap<>());
        all.remove(node);
        long free = ask.amount() - all.values().stream().mapToLong(each -> each).sum();
        long fair = ask.used() + fair(ask.amount(), free - ask.used());
        long granted = Math.max(ask.used(), Math.min(ask.want(), Math.min(free, fair)));
        all.put(node, granted);
        return new Grant(granted, free - granted, 0);
    }

    private Grant spend(Ask.Spend ask) {
        Purse purse = purses.get(ask.counter());
        Ask.Window window = ask.window();
        Leases.Stand stand = ask.stand().get();
        if (purse == null) {
            long seed = ledger.getOrDefault(ask.counter(), 0L);
            purse = new Purse(++lives, world.nanos.get(), seed + stand.holds());
            purses.put(ask.counter(), purse);
        } else {
            long age = (world.nanos.get() - purse.made) / 1_000_000;
            boolean same = window.life() == 0 ? age >= stand.since() : window.life() == purse.life;
            purse.charged += same ? stand.debt() - ask.back() : stand.holds();
        }
        long free = ask.amount() - purse.charged;
        long want = window.life() == 0 || window.life() == purse.life ? stand.want() : 0;
        long granted = Math.max(0, Math.min(want, Math.min(free, fair(ask.amount(), free))));
        purse.charged += granted;
        return new Grant(granted, ask.amount() - purse.charged, 0, purse.life, stand.debt());
    }
}
