package dev.sluice.relay;

import dev.sluice.core.Candidate;
import dev.sluice.core.Deployment;
import dev.sluice.core.Plan;
import dev.sluice.core.VirtualKey;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.failure.Verdict;
import dev.sluice.core.health.Health;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Carries out the plan of one call: asks the deployments of a step, judges what failed, calls off
 * who lost. Decides nothing itself: the order is the {@link Plan}'s, what follows from a failure
 * the {@link Verdict}'s.
 */
final class Dispatch implements Gate.Waiter {
    private final Relay call;
    private final Plan plan;
    private final @Nullable String pathModel;
    private final List<Attempt> live = new ArrayList<>(2);
    private final List<Attempt> all = new ArrayList<>(2);
    private List<Plan.Step> steps;
    private int next;
    private int retries;
    private boolean larger;
    private boolean starting;
    private boolean outrun;
    private @Nullable Candidate last;
    private @Nullable Candidate full;
    private @Nullable Gate waitingAt;
    private long waitingSince;
    private @Nullable Told told;
    private @Nullable Told ofStep;
    private @Nullable Attempt winner;
    private @Nullable ScheduledFuture<?> later;

    /**
     * Creates the dispatch of a call.
     *
     * @param pathModel the model that only the path names, to be written into the body; or null
     */
    Dispatch(Relay call, Plan plan, @Nullable String pathModel) {
        this.call = call;
        this.plan = plan;
        this.pathModel = pathModel;
        steps = inTurn(plan.steps());
    }

    /** What streams past can only go to one place at a time: who would race is asked in turn. */
    private List<Plan.Step> inTurn(List<Plan.Step> planned) {
        return call.requestBody().isShareable() ? planned : Plan.inTurn(planned);
    }

    // ---- Asking ----------------------------------------------------------------------------

    /** Begins with the first step. */
    void begin() {
        if (isBudgeted()) {
            call.loop().budget().earn();
        }
        if (plan.policy().hedge() != null) {
            call.loop().hedges().earn(plan.policy().hedge());
        }
        if (!advance()) {
            nobody();
        }
    }

    private boolean isBudgeted() {
        return steps.size() > 1 || plan.policy().retries() > 0;
    }

    /** Asks whom the next steps name; false when nobody is left. */
    private boolean advance() {
        while (next < steps.size()) {
            starting = true;
            boolean any = false;
            for (Candidate each : steps.get(next++).candidates()) {
                any |= !call.over() && start(each);
            }
            starting = false;
            if (any) {
                if (live.isEmpty() && !call.over()) {
                    reconsider(); // failed before anything was sent
                } else {
                    hedgeLater();
                }
                return true;
            }
        }
        return false;
    }

    private boolean start(Candidate each) {
        Deployment deployment = each.deployment();
        Health health = call.loop().health(deployment);
        if (each.probe()
                && (deployment.operation().check() != null
                        || !health.claimProbe(System.nanoTime()))) {
            return false; // a check finds out, or another call does
        }
        Gate gate = call.loop().gates().of(deployment);
        if (gate != null && !gate.tryEnter()) {
            if (each.probe()) {
                health.abandoned(System.nanoTime());
            }
            full = full == null ? each : full;
            return false;
        }
        launch(each, gate);
        return true;
    }

    private void launch(Candidate each, @Nullable Gate gate) {
        Candidate where = each;
        if (pathModel != null && each.setModel() == null) {
            where = new Candidate(each.deployment(), pathModel, pathModel, each.probe());
        }
        last = each;
        var attempt = new Attempt(call, where, gate);
        live.add(attempt);
        all.add(attempt);
        attempt.begin();
    }

    // ---- Nobody to ask ---------------------------------------------------------------------

    private void nobody() {
        if (told != null) {
            giveUp();
            return;
        }
        Candidate busy = full;
        if (busy == null) {
            call.outOfService(plan);
            return;
        }
        Gate gate = call.loop().gates().of(busy.deployment());
        if (gate == null) { // its limit was lifted a moment ago
            launch(busy, null);
            return;
        }
        switch (gate.enter(this)) {
            case ENTERED -> launch(busy, gate);
            case WAITING -> {
                waitingAt = gate;
                waitingSince = call.loop().now();
            }
            case FULL -> call.fail(Failures.overloaded("'" + busy.deployment().id() + "'"));
        }
    }

    @Override
    public VirtualKey key() {
        return call.key();
    }

    @Override
    public Executor executor() {
        return call.loop().executor();
    }

    @Override
    public void letIn(Gate gate) {
        Candidate busy = full;
        waitingAt = null;
        if (call.over() || busy == null) {
            gate.leave();
        } else {
            launch(busy, gate);
        }
    }

    // ---- What becomes of attempts ----------------------------------------------------------

    /** Returns whether another attempt is under way that might win. */
    boolean isContested() {
        return winner == null && live.size() > 1;
    }

    /** Returns whether somebody else may be asked. */
    boolean hasMore() {
        return isContested() || (next < steps.size() && call.requestBody().replayable());
    }

    /** The first with something for the client: the others are called off. */
    void won(Attempt attempt) {
        winner = attempt;
        stopTimer();
        if (live.size() > 1) {
            List<Attempt> raced = List.copyOf(live);
            live.clear();
            live.add(attempt);
            for (Attempt each : raced) {
                if (!each.equals(attempt)) {
                    each.abandon(outrun);
                }
            }
        }
    }

    @Nullable Attempt winner() {
        return winner;
    }

    /** An attempt failed before the client heard of it. */
    void failed(Told how) {
        live.remove(how.by());
        told = told == null || told.isTooLong() ? how : Told.better(told, how);
        ofStep = ofStep == null ? how : Told.better(ofStep, how);
        if (live.isEmpty() && !starting && !call.over()) {
            reconsider();
        }
    }

    private void reconsider() {
        stopTimer();
        Told decisive = ofStep;
        ofStep = null;
        if (decisive == null) {
            nobody();
            return;
        }
        var now =
                new Verdict.Situation(
                        next < steps.size(),
                        !larger && !plan.larger().isEmpty(),
                        plan.policy().retries() - retries,
                        retries,
                        false,
                        call.requestBody().replayable(),
                        call.loop().chance());
        switch (Verdict.judge(decisive.failure(), now)) {
            case Verdict.GiveUp() -> giveUp();
            case Verdict.TryNext() -> goOn();
            case Verdict.TryLarger() -> {
                larger = true;
                steps = inTurn(plan.larger());
                next = 0;
                goOn();
            }
            case Verdict.RetrySame(var pause) -> {
                retries++;
                after(pause.toNanos(), this::retry);
            }
        }
    }

    private void goOn() {
        if (!call.loop().budget().spend(System.nanoTime()) || !advance()) {
            giveUp();
        }
    }

    private void retry() {
        Candidate same = last;
        if (same == null || !call.loop().budget().spend(System.nanoTime()) || !start(same)) {
            giveUp();
        }
    }

    private void giveUp() {
        Told last = told;
        if (last == null) {
            nobody();
            return;
        }
        Attempt by = last.by();
        by.sign();
        Translation translation = by.translated();
        if (translation == null || !translation.tell(last)) {
            call.tell(last);
        }
    }

    // ---- Hedging ---------------------------------------------------------------------------

    private void hedgeLater() {
        if (winner != null || next >= steps.size() || call.over() || live.size() != 1) {
            return;
        }
        long delay = Patience.nanos(call.loop(), live.getFirst().where(), plan.policy());
        if (delay > 0 && call.requestBody().isShareable()) {
            after(delay, this::hedge);
        }
    }

    private void hedge() {
        if (call.over() || winner != null || live.isEmpty() || next >= steps.size()) {
            return;
        }
        var policy = plan.policy().hedge();
        boolean probing = live.getFirst().where().probe();
        if (probing || (policy != null && call.loop().hedges().spend(policy))) {
            outrun = probing;
            if (!advance()) {
                full = null; // the first one is still at it
            }
        }
    }

    private void after(long nanos, Runnable step) {
        later =
                call.loop()
                        .executor()
                        .schedule(
                                () -> {
                                    later = null;
                                    if (!call.over()) {
                                        step.run();
                                    }
                                },
                                nanos,
                                TimeUnit.NANOSECONDS);
    }

    private void stopTimer() {
        if (later != null) {
            later.cancel(false);
            later = null;
        }
    }

    // ---- Time, and the end -----------------------------------------------------------------

    void tick(long now) {
        if (waitingAt != null && full != null) {
            long limit = full.deployment().operation().queueTimeout().toNanos();
            if (now - waitingSince > limit) {
                call.fail(Failures.overloaded("'" + full.deployment().id() + "'"));
            }
            return;
        }
        for (int i = live.size() - 1; i >= 0; i--) {
            if (i < live.size()) {
                live.get(i).tick(now);
            }
        }
    }

    void clientWritable() {
        if (winner != null) {
            winner.clientWritable();
        }
    }

    /** Bytes of the request go through: whoever sends them is not silent. */
    void moved(long now) {
        for (int i = 0; i < live.size(); i++) {
            live.get(i).times().moved(now);
        }
    }

    /** Ends every attempt with a failure of the gateway's own. */
    void breakOff(Failure failure) {
        for (Attempt each : List.copyOf(live)) {
            each.cancelRequest();
            each.failed(failure);
        }
        if (!call.over()) {
            call.fail(Failures.explain(failure, "none"));
        }
    }

    /** Calls everything off. */
    void cancel() {
        stopTimer();
        for (Attempt each : List.copyOf(live)) {
            each.abandon(false);
        }
    }

    /** The call is over: gives back what is held. */
    void release() {
        stopTimer();
        if (waitingAt != null) {
            waitingAt.giveUp(this);
            waitingAt = null;
        }
        for (Attempt each : live) {
            each.finish("served");
        }
        live.clear();
    }

    /** Returns the attempts in the order in which they began. */
    List<Attempt> attempts() {
        return all;
    }
}
