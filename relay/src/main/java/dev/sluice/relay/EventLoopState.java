package dev.sluice.relay;

import dev.sluice.core.Deployment;
import dev.sluice.core.Digest;
import dev.sluice.core.Planner;
import dev.sluice.core.Upstream;
import dev.sluice.core.failure.RetryBudget;
import dev.sluice.core.health.Health;
import dev.sluice.providers.Origin;
import dev.sluice.providers.OutgoingProxy;
import dev.sluice.wire.json.JsonMembers;
import io.netty.channel.EventLoop;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the calls of one event loop share: the connection pools, the scratch arrays, the
 * clock. Confined to its loop, so that none of it needs a lock.
 */
final class EventLoopState {
    /** How often time limits are looked at: a call may overstay one by this much. */
    static final long TICK_MILLIS = 50;

    /** How long a client's idle connection may still bring a request when the gateway stops. */
    private static final long LAST_REQUEST_NANOS = 1_000_000_000L;

    private static final char[] BASE32 = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();

    private final EventLoop executor;
    private final Transport transport;
    private final Names names;
    private final TlsContexts tls;
    private final HeldBytes heldBytes;
    private final Tokens tokens;
    private final MessageDigest sha256 = Digest.sha256();
    private final JsonMembers members = new JsonMembers();
    private final Flushes flushes;
    private final Shared shared;
    private final IdentityHashMap<Deployment, Health> healths = new IdentityHashMap<>();
    private final Planner.Outlook outlook;
    private final SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());
    private final Map<PoolKey, UpstreamPool> pools = new HashMap<>();
    private final IdentityHashMap<Deployment, Lane> lanes = new IdentityHashMap<>();
    private final List<Relay> active = new ArrayList<>();
    private final List<Front> fronts = new ArrayList<>();
    private byte[] scratch = new byte[64 << 10];
    private byte[] date = new byte[0];
    private long dateSecond;
    private long now = System.nanoTime();
    private boolean draining;
    private long drainingSince;
    private @Nullable CollectedBody indexed;

    /** Connections are shared by deployments that lead to the same place the same way. */
    private record PoolKey(Origin origin, @Nullable OutgoingProxy proxy, @Nullable Path ca) {}

    /** What the event loops of a gateway share. */
    record Shared(
            Names names, TlsContexts tls, HeldBytes held, Tokens tokens, RoutingState routing) {}

    EventLoopState(EventLoop executor, Transport transport, Shared shared) {
        this.executor = executor;
        this.transport = transport;
        this.shared = shared;
        flushes = new Flushes(executor);
        outlook = shared.routing().outlooks().live(this::health, this::chance);
        names = shared.names();
        tls = shared.tls();
        heldBytes = shared.held();
        tokens = shared.tokens();
    }

    EventLoop executor() {
        return executor;
    }

    /** Runs a task on this loop; from any thread. A loop that has ended has nobody to answer. */
    void tell(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException _) {
            // The gateway has closed, and its connections with it.
        }
    }

    Transport transport() {
        return transport;
    }

    Names names() {
        return names;
    }

    Tokens tokens() {
        return tokens;
    }

    HeldBytes heldBytes() {
        return heldBytes;
    }

    Flushes flushes() {
        return flushes;
    }

    MessageDigest sha256() {
        return sha256;
    }

    /** Returns an index of JSON members for use within one callback. */
    JsonMembers members() {
        indexed = null;
        return members;
    }

    /** Notes whose members are in the index. */
    void keepMembers(CollectedBody body) {
        indexed = body;
    }

    /** Returns the index if it still has the members of this body, else null. */
    @SuppressWarnings("ReferenceEquality")
    @Nullable JsonMembers membersOf(CollectedBody body) {
        return indexed == body ? members : null;
    }

    // ---- What all loops share of routing ---------------------------------------------------

    Planner.Outlook outlook() {
        return outlook;
    }

    Health health(Deployment deployment) {
        Health health = healths.get(deployment);
        if (health == null) {
            health = shared.routing().book().of(deployment);
            healths.put(deployment, health);
        }
        return health;
    }

    @Nullable Gate intake() {
        return shared.routing().gates().intake();
    }

    Gates gates() {
        return shared.routing().gates();
    }

    RetryBudget budget() {
        return shared.routing().budget();
    }

    Hedges hedges() {
        return shared.routing().hedges();
    }

    /** Returns a random number from 0 (inclusive) to 1. */
    double chance() {
        return random.nextDouble();
    }

    /** Returns an array of at least this size for use within one callback. */
    byte[] scratch(int size) {
        if (scratch.length < size) {
            if (size > 4 << 20) {
                return new byte[size];
            }
            scratch = new byte[Math.max(size, scratch.length * 2)];
        }
        return scratch;
    }

    /**
     * Returns the time of the last tick, {@link System#nanoTime()} to within {@link #TICK_MILLIS}.
     */
    long now() {
        return now;
    }

    boolean draining() {
        return draining;
    }

    /** Makes the public name of a call: {@code req_} and 130 random bits. */
    String newRequestId() {
        char[] id = new char[30];
        id[0] = 'r';
        id[1] = 'e';
        id[2] = 'q';
        id[3] = '_';
        long bits = random.nextLong();
        for (int i = 4; i < 17; i++, bits >>>= 5) {
            id[i] = BASE32[(int) bits & 31];
        }
        bits = random.nextLong();
        for (int i = 17; i < 30; i++, bits >>>= 5) {
            id[i] = BASE32[(int) bits & 31];
        }
        return new String(id);
    }

    /** Returns the lane to a deployment, made on first use. */
    Lane lane(Deployment deployment, Upstream.Remote remote) {
        Lane lane = lanes.get(deployment);
        if (lane == null) {
            lane = new Lane(deployment, remote, pool(remote.address().origin(), remote));
            lanes.put(deployment, lane);
        }
        return lane;
    }

    /** Returns the connections to a place, on the way that a vendor is reached. */
    UpstreamPool pool(Origin origin, Upstream.Remote remote) {
        return pools.computeIfAbsent(
                new PoolKey(origin, remote.proxy(), remote.ca()),
                _ -> new UpstreamPool(this, new Connector(this, origin, remote, tls)));
    }

    /** Returns connections for one errand to an address that came from a caller. */
    UpstreamPool guardedPool(Upstream.Remote remote, AddressGuard guard) {
        return new UpstreamPool(this, new Connector(this, remote, tls, guard));
    }

    /** Forgets the lanes of an old snapshot; connections stay. */
    void snapshotChanged() {
        lanes.clear();
        healths.clear();
    }

    /** Returns the current {@code date} header line, CRLF included. */
    byte[] date() {
        return date;
    }

    void add(Relay call) {
        call.slot(active.size());
        active.add(call);
    }

    void remove(Relay call) {
        Relay last = active.removeLast();
        if (last != call) {
            active.set(call.slot(), last);
            last.slot(call.slot());
        }
    }

    void add(Front front) {
        front.slot(fronts.size());
        fronts.add(front);
    }

    void remove(Front front) {
        Front last = fronts.removeLast();
        if (last != front) {
            fronts.set(front.slot(), last);
            last.slot(front.slot());
        }
    }

    int activeCalls() {
        return active.size();
    }

    /** Runs every {@link #TICK_MILLIS}: the clock, time limits, heartbeats, idle connections. */
    void tick() {
        now = System.nanoTime();
        long second = System.currentTimeMillis() / 1000;
        if (second != dateSecond) {
            dateSecond = second;
            date =
                    Ascii.bytes(
                            "date: "
                                    + DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                            ZonedDateTime.ofInstant(
                                                    java.time.Instant.ofEpochSecond(second),
                                                    ZoneOffset.UTC))
                                    + "\r\n");
            pools.values().forEach(pool -> pool.expire(now));
            for (int i = fronts.size() - 1; i >= 0; i--) {
                fronts.get(i).tick(now);
            }
        }
        if (draining) {
            closeQuiet();
        }
        for (int i = active.size() - 1; i >= 0; i--) {
            if (i < active.size()) {
                tick(active.get(i));
            }
        }
    }

    /** A mistake in one call must not stop the clock of all others. */
    private void tick(Relay call) {
        try {
            call.tick(now);
        } catch (RuntimeException e) {
            Faults.report(e);
            call.front().close();
        }
    }

    /**
     * From here on every answer is the last of its connection. A client that has heard nothing of
     * that may be sending its next request this very moment, so that idle connections are closed
     * only when they have been quiet for a while.
     */
    void drain() {
        if (!draining) {
            draining = true;
            drainingSince = System.nanoTime();
        }
    }

    private void closeQuiet() {
        if (now - drainingSince > LAST_REQUEST_NANOS) {
            for (Front front : List.copyOf(fronts)) {
                front.closeIfQuiet(now, LAST_REQUEST_NANOS);
            }
        }
    }

    /** Returns how many connections of clients are open. */
    int connections() {
        return fronts.size();
    }

    /** Closes everything at once; calls under way are told why. */
    void close() {
        draining = true;
        for (Relay call : List.copyOf(active)) {
            call.shutDown();
        }
        for (Front front : List.copyOf(fronts)) {
            front.close();
        }
        pools.values().forEach(UpstreamPool::closeIdle);
    }
}
