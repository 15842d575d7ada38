package dev.sluice.relay;

import dev.sluice.core.ModelTable;
import dev.sluice.core.Plan;
import dev.sluice.core.Planner;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.limit.Admission;
import dev.sluice.core.limit.Permit;
import dev.sluice.providers.Manners;
import dev.sluice.wire.chat.ApiError;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One call, from socket to socket. Read this page first: the methods stand in the order in which a
 * call goes through them.
 *
 * <pre>
 * begin ── body collected ──► route ── plan ──► admitted ── dispatch ──► attempt ... answer ──► settle
 *   │        (or streamed)                       (queue)       ▲            │                    ▲
 *   └ too large, malformed                                     └── failed ◄─┴────────────────────┘
 * </pre>
 *
 * Everything happens on the event loop of the client's connection, the upstream connections
 * included. {@link Front} has read the request's head and {@link Reception} has found out who
 * calls. Whom to ask is the {@link Planner}'s decision, {@link Dispatch} carries it out, and an
 * {@link Attempt} is one request to one deployment.
 */
final class Relay extends Call implements Front.Exchange, Gate.Waiter {
    private @Nullable Plan plan;
    private Permit permit = Permit.FREE;
    private @Nullable String named;
    private @Nullable BodyLog bodyLog;
    private @Nullable Gate admittedBy;
    private @Nullable Gate waitingAt;

    Relay(Asked asked) {
        super(asked);
    }

    // ---- 1. The request ----------------------------------------------------------------------

    /** Takes charge of the call; the rest of its request comes to {@link #content}. */
    void begin() {
        loop.add(this);
        front.exchange(this);
        response.envelope(KeyManners.of(Manners.DEFAULT, key.wording()).envelope());
        body = RequestBody.of(this);
        response.await(); // its end follows the record
        if (recorder().keepsBodies()) {
            bodyLog = new BodyLog();
        }
        @Nullable String trouble = recorder().trouble();
        if (trouble == null) {
            body.begin();
        } else {
            fail(Failures.unrecorded(trouble));
        }
    }

    private CallRecorder recorder() {
        return front.services().recorder();
    }

    @Override
    public void content(ByteBuf piece) {
        times.moved(loop.now());
        if (dispatch != null) {
            dispatch.moved(loop.now());
        }
        requestBody().content(piece);
    }

    @Override
    public void contentEnd() {
        requestBody().end();
    }

    // ---- 2. Where it goes --------------------------------------------------------------------

    /** Plans the way; {@code model} is what the request names, or null. */
    void route(@Nullable String model) {
        times.routed();
        named = model == null ? surface.model() : model;
        switch (key.models().resolve(named)) {
            case ModelTable.Resolution.Found found -> {
                long affinity = CallAffinity.of(this, found.route());
                var question =
                        new Planner.Question(named, found.name(), use(), found.naming(), affinity);
                Plan made = Planner.plan(found.route(), question, loop.outlook());
                if (made.leadsNowhere()) {
                    fail(ModelTable.Resolution.nowhere(named));
                } else {
                    // What the path names the body has to name, too.
                    dispatch = new Dispatch(this, made, model == null ? named : null);
                    plan = made;
                    permit(made);
                }
            }
            case ModelTable.Resolution.Unknown unknown -> fail(unknown.error());
            case ModelTable.Resolution.Unnamed unnamed -> fail(unnamed.error());
        }
    }

    // ---- 3. Is there room? -------------------------------------------------------------------

    /** Asks whether the key may make one more call, and reserves what it may cost. */
    private void permit(Plan made) {
        Admission.Allowance allowance = key.rights().allowance();
        if (allowance.isUnlimited()) {
            admit();
            return;
        }
        Admission.Demand demand = Demands.of(this, made, named);
        switch (front.services().admission().admit(allowance, demand)) {
            case Admission.Decision.Admitted(var granted) -> {
                permit = granted;
                response.allowance(granted.headers());
                if (!granted.holds().isEmpty()) {
                    recorder().reserved(response.requestId(), granted.holds());
                }
                admit();
            }
            case Admission.Decision.Denied(var error, var headers) -> {
                dispatch = null; // nobody was asked, and nobody is going to be
                closeIfAbandoned();
                Answers.error(response, error, headers);
                settle(CallRecord.Outcome.COMPLETE, error.message());
            }
        }
    }

    /** Returns whether the answer says what is left of the key's own limits. */
    boolean hasLimits() {
        return response.hasAllowance();
    }

    private void admit() {
        @Nullable Gate gate = loop.intake();
        if (gate == null) {
            admitted();
            return;
        }
        switch (gate.enter(this)) {
            case ENTERED -> {
                admittedBy = gate;
                admitted();
            }
            case WAITING -> {
                waitingAt = gate;
                times.queued(loop.now());
            }
            case FULL -> fail(Failures.overloaded("Sluice (server.max_calls)"));
        }
    }

    @Override
    public Executor executor() {
        return loop.executor();
    }

    @Override
    public void letIn(Gate gate) {
        if (over) {
            gate.leave();
            return;
        }
        waitingAt = null;
        admittedBy = gate;
        admitted();
    }

    private void admitted() {
        if (dispatch != null) {
            dispatch.begin();
        }
    }

    // ---- 4. What can happen ------------------------------------------------------------------

    /** Returns whether several attempts are under way, any of which may win. */
    boolean isContested() {
        return dispatch != null && dispatch.isContested();
    }

    /** Returns whether somebody else may be asked when the attempt under way comes to nothing. */
    boolean hasMore() {
        return dispatch != null && dispatch.hasMore();
    }

    /** An attempt has something for the client. */
    void won(Attempt attempt) {
        if (dispatch != null) {
            dispatch.won(attempt);
        }
    }

    /** An attempt has read a piece of its answer's body. */
    void heard(Attempt attempt, ByteBuf buf, int index, int size) {
        if (bodyLog != null) {
            bodyLog.add(attempt, buf, index, size);
        }
    }

    /** An attempt failed before the client heard of it. */
    void failed(Told told) {
        if (dispatch != null) {
            dispatch.failed(told);
        }
    }

    /** Looks at the time limits, a few times a second. */
    void tick(long now) {
        if (waitingAt != null) {
            if (times.waited(now) > snapshot.settings().intake().queueTimeout().toNanos()) {
                fail(Failures.overloaded("Sluice (server.max_calls)"));
            }
        } else if (dispatch == null) {
            if (times.receivesTooSlowly(now)) {
                fail(Failures.slowRequest());
            }
        } else {
            dispatch.tick(now);
        }
    }

    /** The client takes more. */
    @Override
    public void clientWritable() {
        if (dispatch != null && !over) {
            dispatch.clientWritable();
        }
    }

    @Override
    public void clientGone() {
        if (!over) {
            cancel();
            settle(whenLeft(), null);
        }
    }

    /** The gateway closes: what is under way is told why. */
    void shutDown() {
        if (over) {
            return;
        }
        if (dispatch == null) {
            fail(Failures.shuttingDown());
        } else {
            dispatch.breakOff(new Failure.ShuttingDown());
        }
    }

    private void cancel() {
        if (dispatch != null) {
            dispatch.cancel();
        }
    }

    // ---- 5. The end --------------------------------------------------------------------------

    /** Answers with an error; nothing of an answer must have been sent yet. */
    void fail(ApiError error) {
        cancel();
        closeIfAbandoned();
        Answers.error(response, error);
        settle(CallRecord.Outcome.COMPLETE, error.message());
    }

    /** Passes on what the best of the failed attempts has to say. */
    void tell(Told told) {
        closeIfAbandoned();
        Answers.error(response, told.error(), told.hints());
        settle(CallRecord.Outcome.COMPLETE, told.error().message());
    }

    /** Nobody may be asked now: the client hears so at once. */
    void outOfService(Plan nobody) {
        ApiError error = Failures.outOfService(nobody);
        closeIfAbandoned();
        Answers.error(response, error, List.of("retry-after: " + Failures.secondsLeft(nobody)));
        settle(CallRecord.Outcome.COMPLETE, error.message());
    }

    /**
     * Ends the call: it is recorded exactly once, and the client may ask the next. What has not
     * been flushed by now, the last byte of the answer with it, is sent when that is done.
     */
    void settle(CallRecord.Outcome outcome, @Nullable String error) {
        if (over) {
            return;
        }
        over = true;
        loop.remove(this);
        CallRecorder recorder = recorder();
        if (dispatch != null) {
            dispatch.release();
        }
        CallRecord record = Records.of(this, plan, outcome, error);
        letGo();
        if (outcome == CallRecord.Outcome.ABORTED) {
            recorder.finished(record);
        } else if (recorder.isDurable()) {
            recorder.finished(record, () -> loop.tell(this::answered));
        } else {
            recorder.finished(record);
            answered();
        }
    }

    private void answered() {
        response.proceed();
        front.answered(response);
    }

    /** Returns what the ledger has to know. */
    CallRecord.Bill bill(List<CallRecord.Used> used, byte @Nullable [] request, long elapsed) {
        long begun = System.currentTimeMillis() - elapsed / 1_000_000;
        byte[] asked = bodyLog == null ? request : requestBody().bytes();
        byte[] answer = bodyLog == null ? null : bodyLog.bytes();
        String trace = request().trace();
        boolean streamed = requestBody().facts().streaming();
        var notes =
                trace == null && answer == null && !streamed
                        ? CallRecord.Notes.NONE
                        : new CallRecord.Notes(trace, answer, streamed);
        return new CallRecord.Bill(
                key, begun, named, permit, snapshot.tariff(), used, asked, notes);
    }

    /** Gives back what the call held. */
    private void letGo() {
        if (waitingAt != null) {
            waitingAt.giveUp(this);
        }
        if (admittedBy != null) {
            admittedBy.leave();
        }
        permit.leave();
        requestBody().release();
    }
}
