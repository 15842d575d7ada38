package dev.sluice.relay;

import dev.sluice.core.Candidate;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.health.Effect;
import dev.sluice.core.health.Health;
import dev.sluice.core.meter.Consumption;
import dev.sluice.core.meter.UsageRecord;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an attempt means for the health of its deployment, and what the record says of it. */
final class AttemptAccount {
    private final EventLoopState loop;
    private final Candidate where;
    private final Health health;
    private final @Nullable Gate gate;
    private final long begun = System.nanoTime();
    private long asked;
    private long firstByte = -1;
    private long ended = -1;
    private @Nullable String usage;
    private boolean sent;
    private boolean failed;
    private @Nullable String outcome;
    private Consumption consumption = new Consumption.None();
    private UsageRecord.Role role = UsageRecord.Role.LOST;

    /** Opens the account of an attempt that begins now. */
    AttemptAccount(EventLoopState loop, Candidate where, @Nullable Gate gate) {
        this.loop = loop;
        this.where = where;
        this.gate = gate;
        health = loop.health(where.deployment());
        health.begun();
    }

    /** The vendor is being asked. */
    void asked() {
        asked = System.nanoTime();
    }

    /** The answer's head has come. */
    void answered(long exactly) {
        firstByte = exactly;
    }

    /** The whole request is on its way. */
    void sent() {
        sent = true;
    }

    private long firstToken() {
        return firstByte < 0 ? -1 : firstByte - asked;
    }

    /** The answer is good enough to be passed on. */
    void succeeded() {
        health.succeeded(System.nanoTime(), firstToken());
    }

    /** The attempt came to nothing. */
    void failed(Failure failure) {
        outcome = word(failure);
        failed = true;
        long now = System.nanoTime();
        Effect effect = Effect.of(failure);
        if (!(effect instanceof Effect.None)) {
            health.failed(effect, now, loop.chance());
        } else if (firstByte >= 0) {
            health.succeeded(now, firstToken());
        } else {
            abandoned(false); // nobody was asked
        }
    }

    /** An answer that has begun breaks off: its deployment is to blame all the same. */
    void broke(Failure failure) {
        outcome = word(failure);
        health.failed(Effect.of(failure), System.nanoTime(), loop.chance());
    }

    /**
     * The attempt was called off. Whether the deployment works again is still open, unless it had
     * its time and others were faster: then it does not.
     */
    void abandoned(boolean outrun) {
        if (where.probe() && outrun) {
            health.failed(new Effect.Counted(), System.nanoTime(), loop.chance());
        } else if (where.probe()) {
            health.abandoned(System.nanoTime());
        }
    }

    /**
     * The attempt is over; called once.
     *
     * @param served whether its answer reached the client
     * @param answer as far as it came, or null
     */
    void close(String how, boolean served, @Nullable Answer answer) {
        ended = System.nanoTime();
        role = served ? UsageRecord.Role.SERVED : UsageRecord.Role.LOST;
        if (answer != null) {
            consumption = answer.consumption();
            usage = answer.usage();
        } else if (served || sent) {
            consumption = new Consumption.Unstated(0, "");
        }
        // Vendors do not charge for what they refuse; only what they stated themselves counts.
        if (failed && !(consumption instanceof Consumption.Stated)) {
            consumption = new Consumption.None();
        }
        if (outcome == null) {
            outcome = how;
        }
        health.over();
        if (gate != null) {
            gate.leave();
        }
    }

    /** Returns the usage object that the vendor stated, raw JSON, or null. */
    @Nullable String usage() {
        return usage;
    }

    /** Returns what it used, or null when that is nothing. */
    CallRecord.@Nullable Used used() {
        return consumption instanceof Consumption.None
                ? null
                : new CallRecord.Used(where.deployment(), where.model(), role, consumption);
    }

    /** Returns what the record of the call says; times count from {@code origin}. */
    CallRecord.Tried tried(long origin) {
        return new CallRecord.Tried(
                where.deployment().id(),
                begun - origin,
                firstByte < 0 ? -1 : firstByte - origin,
                (ended < 0 ? System.nanoTime() : ended) - origin,
                outcome == null ? "under way" : outcome);
    }

    private static String word(Failure failure) {
        return switch (failure) {
            case Failure.Refused(var error, var refusal, _) ->
                    refusal.name().toLowerCase(Locale.ROOT) + " " + error.status();
            case Failure.NotConnected _ -> "not connected";
            case Failure.Broken _ -> "broken";
            case Failure.Malformed _ -> "malformed";
            case Failure.Internal() -> "internal";
            case Failure.ShuttingDown() -> "shutting down";
            case Failure.TimedOut(var phase) -> "timed out " + phase.words();
        };
    }
}
