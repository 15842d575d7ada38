package dev.sluice.relay;

import dev.sluice.core.Deployment;
import dev.sluice.core.ModelTable;
import dev.sluice.core.Upstream;
import dev.sluice.wire.chat.ApiError;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One call, from socket to socket. Read this page first: the methods stand in the order in which a
 * call goes through them.
 *
 * <pre>
 * begin ── body collected ──► received ── plan ──► attempt ── connected ──► head ──► body ... end ──► settle
 *   │        (or streamed)                            ▲ stale connection        │                      ▲
 *   └ too large, malformed                            └─────────── failed ◄─────┴── broken, timed out ─┘
 * </pre>
 *
 * Everything happens on the event loop of the client's connection, the upstream connection
 * included. {@link Front} has read the request's head and {@link Reception} has found out who
 * calls; what is done with the answer depends on what it is, see {@link Answer}.
 */
final class Relay extends Call
        implements Front.Exchange, UpstreamPool.Waiter, UpstreamConnection.Listener {

    Relay(Asked asked) {
        super(asked);
    }

    // ---- 1. The request ----------------------------------------------------------------------

    /** Takes charge of the call; the rest of its request comes to {@link #content}. */
    void begin() {
        loop.add(this);
        front.exchange(this);
        body = RequestBody.of(this);
        body.begin();
    }

    @Override
    public void content(ByteBuf piece) {
        times.moved(loop.now());
        requestBody().content(piece);
    }

    @Override
    public void contentEnd() {
        requestBody().end();
    }

    // ---- 2. Where it goes --------------------------------------------------------------------

    /** Chooses the deployment; {@code model} is what the request names, or null. */
    void route(@Nullable String model) {
        switch (key.models().resolve(model == null ? surface.model() : model, use())) {
            case ModelTable.Resolution.Found(var deployment, var setModel) ->
                    routed(
                            deployment,
                            // The body must name what the path named.
                            setModel == null && model == null ? surface.model() : setModel,
                            model);
            case ModelTable.Resolution.Unknown(var name) -> fail(Models.unknown(name));
            case ModelTable.Resolution.Unnamed() -> fail(Failures.noModel());
        }
    }

    private void routed(Deployment deployment, @Nullable String setModel, @Nullable String model) {
        var where = new Plan(deployment, setModel, setModel == null ? model : setModel);
        plan = where;
        response.ranOn(deployment.id(), 0);
        switch (deployment.upstream()) {
            case Upstream.Remote remote -> relay(where, remote);
            case Upstream.Translated other -> Translation.route(this, where, other);
            case Upstream.Echo() -> Echo.answer(this, requestBody());
            case Upstream.NotBuilt(var type) -> fail(Failures.notBuilt(type));
            case Upstream.Retired gone -> fail(Failures.retired(gone));
        }
    }

    /** Same language on both sides: the bytes pass. */
    void relay(Plan where, Upstream.Remote remote) {
        lane = loop.lane(where.deployment(), remote);
        if (requestBody().prepare(where)) {
            attempt(UpstreamPool.Freshness.ANY);
        }
    }

    // ---- 3. The attempt ----------------------------------------------------------------------

    void attempt(UpstreamPool.Freshness freshness) {
        attempts++;
        response.ranOn(deploymentId(), attempts);
        times.connecting(loop.now());
        pool().acquire(freshness, this);
    }

    @Override
    public void connected(UpstreamConnection established) {
        connection = established;
        established.take(this, ResponseFraming.Method.of(request.method().name()));
        times.sending(loop.now());
        requestBody().send(established, lane());
    }

    // ---- 4. The answer -----------------------------------------------------------------------

    @Override
    public void head(ResponseHead head) {
        times.answered(loop.now());
        answer = Answer.to(this, head);
        answer.begin(head);
    }

    @Override
    public void body(ByteBuf buf, int index, int length) {
        times.read(loop.now());
        if (answer != null && !over) {
            answer.body(buf, index, length);
        }
    }

    @Override
    public void readComplete() {
        if (answer != null && !over) {
            answer.readComplete();
            waitForSlowClient();
        }
    }

    @Override
    public void end() {
        if (answer != null && !over) {
            answer.end();
        }
    }

    // ---- 5. What can go wrong ----------------------------------------------------------------

    @Override
    public void failed(Failure failure) {
        if (over) {
            return;
        }
        UpstreamConnection broken = connection;
        connection = null;
        if (answer != null) {
            answer.failed(failure);
        } else if (wentStale(failure, broken)) {
            attempt(UpstreamPool.Freshness.NEW);
        } else {
            fail(Failures.explain(failure, deploymentId()));
        }
    }

    /** Looks at the time limits, a few times a second. */
    void tick(long now) {
        Failure.Phase overdue = overdue(now);
        if (overdue != null && lane == null) {
            fail(Failures.slowRequest());
        } else if (overdue != null) {
            cancelUpstream();
            failed(new Failure.TimedOut(overdue));
        } else if (answer != null) {
            answer.tick(now);
        }
    }

    @Override
    public void clientGone() {
        if (!over) {
            cancelUpstream();
            settle(whenLeft(), null);
        }
    }

    // ---- 6. The end --------------------------------------------------------------------------

    /** Answers with an error; nothing of an answer must have been sent yet. */
    void fail(ApiError error) {
        cancelUpstream();
        closeIfAbandoned();
        Answers.error(response, error);
        settle(CallRecord.Outcome.COMPLETE, error.message());
    }

    /** Ends the call: it is recorded exactly once, and the client may ask the next. */
    void settle(CallRecord.Outcome outcome, @Nullable String error) {
        if (over) {
            return;
        }
        over = true;
        loop.remove(this);
        front.recorder().finished(Records.of(this, outcome, error));
        letGo();
        if (outcome != CallRecord.Outcome.ABORTED) {
            front.answered(response);
        }
    }
}
