package dev.sluice.relay;

import dev.sluice.core.Candidate;
import dev.sluice.core.Deployment;
import dev.sluice.core.Upstream;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.failure.Refusal;
import dev.sluice.providers.Manners;
import dev.sluice.wire.chat.ApiError;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request to one deployment on behalf of a call, from the connection to the end of its answer.
 *
 * <p>Several may be under way for one call. The first that has something for the client {@linkplain
 * #commit commits}; from then on the call is its own, and the others are called off. What fails
 * before that goes to {@link Dispatch}, which may ask somebody else.
 */
final class Attempt implements UpstreamPool.Waiter, UpstreamConnection.Listener {
    private final Relay call;
    private final Candidate where;
    private final AttemptAccount account;
    private final AttemptTimes times;
    private @Nullable Lane lane;
    private @Nullable Sending sending;
    private @Nullable UpstreamConnection connection;
    private @Nullable Answer answer;
    private List<String> dropped = List.of();
    private boolean committed;
    private boolean over;

    /**
     * Creates an attempt.
     *
     * @param gate the deployment's, which has let it in; or null when it has none
     */
    Attempt(Relay call, Candidate where, @Nullable Gate gate) {
        this.call = call;
        this.where = where;
        account = new AttemptAccount(call.loop(), where, gate);
        times = new AttemptTimes(call.loop().now());
    }

    Relay call() {
        return call;
    }

    Candidate where() {
        return where;
    }

    Deployment deployment() {
        return where.deployment();
    }

    String deploymentId() {
        return where.deployment().id();
    }

    ClientResponse response() {
        return call.response();
    }

    EventLoopState loop() {
        return call.loop();
    }

    AttemptTimes times() {
        return times;
    }

    @Nullable UpstreamConnection connection() {
        return connection;
    }

    /** Returns whether it neither goes on nor matters any more. */
    boolean over() {
        return over || call.over();
    }

    @Override
    public boolean gone() {
        return over();
    }

    /** Returns the translation that the call goes through; null where its bytes are relayed. */
    @Nullable Translation translated() {
        return sending instanceof Translation translation ? translation : null;
    }

    Translation translation() {
        return Objects.requireNonNull(translated(), "the call is not translated");
    }

    // ---- The request -----------------------------------------------------------------------

    /** Begins; may be over when this returns. */
    void begin() {
        switch (KeyManners.upstream(deployment(), call.key().wording())) {
            case Upstream.Remote remote -> relay(remote);
            case Upstream.Translated other -> Translation.route(this, other);
            case Upstream.Echo() -> echo();
            case Upstream.NotBuilt(var type) -> cannot(Failures.notBuilt(type));
            case Upstream.Retired gone -> cannot(Failures.retired(gone));
        }
    }

    private void echo() {
        answer = new Echo(this);
        answer.end();
    }

    /** Same language on both sides: the bytes pass. */
    void relay(Upstream.Remote remote) {
        lane = loop().lane(deployment(), remote);
        sending = call.requestBody().prepare(this);
        connect(UpstreamPool.Freshness.ANY);
    }

    /** Another language: what is sent is decided by the translation. */
    void translate(Translation translation, Upstream.Remote remote) {
        lane = loop().lane(deployment(), remote);
        sending = translation;
    }

    /** Asks for a connection; the request follows. */
    void connect(UpstreamPool.Freshness freshness) {
        call.nextAttempt();
        times.connecting(loop().now());
        account.asked();
        Translation other = translated();
        (other == null ? lane().pool() : other.pool()).acquire(freshness, this);
    }

    private Lane lane() {
        return Objects.requireNonNull(lane, "the attempt has no lane yet");
    }

    @Override
    public void connected(UpstreamConnection established) {
        connection = established;
        established.take(this, ResponseFraming.Method.of(call.request().method()));
        times.sending(loop().now());
        if (sending != null) {
            sending.send(established, lane());
        }
    }

    /** The last byte of the request is on its way: the first-byte timeout begins. */
    void sent() {
        times.sent(loop().now());
        account.sent();
        if (connection != null) {
            connection.sent();
        }
    }

    @Override
    public void writable() {
        times.moved(loop().now());
        if (answer instanceof UpgradeAnswer upgrade) {
            upgrade.upstreamWritable();
        } else if (sending != null) {
            sending.more();
        }
    }

    // ---- The answer ------------------------------------------------------------------------

    @Override
    public void head(ResponseHead head) {
        times.answered(loop().now());
        long now = System.nanoTime();
        call.times().answered(now);
        account.answered(now);
        sign();
        head.hideLimits(call.hasLimits());
        head.sentBy(deployment().upstream());
        answer = Answer.to(this, head);
        answer.begin(head);
    }

    @Override
    public void body(ByteBuf buf, int index, int length) {
        times.read(loop().now());
        call.heard(this, buf, index, length);
        if (answer != null && !over()) {
            answer.body(buf, index, length);
        }
    }

    @Override
    public void readComplete() {
        if (answer != null && !over()) {
            answer.readComplete();
            waitForSlowClient();
        }
    }

    @Override
    public void end() {
        // The connection is free from here on: it must not be closed for what the answer says.
        connection = null;
        if (answer != null && !over()) {
            answer.end();
        }
    }

    /** The client is slower than the vendor: nothing more is read until it has caught up. */
    private void waitForSlowClient() {
        if (committed && connection != null && !call.response().writable()) {
            connection.reading(false);
            times.paused();
        }
    }

    /** The client takes more. */
    void clientWritable() {
        if (connection != null && !over()) {
            connection.reading(true);
            times.read(loop().now());
        }
    }

    /**
     * Returns whether what the answer has so far may be sent. While several attempts are under way
     * only content wins: a vendor that merely says hello first has not answered first.
     */
    boolean mayPass(boolean content) {
        return committed || content || !call.isContested();
    }

    /** The answer goes to the client from here on. */
    void commit() {
        if (!committed) {
            committed = true;
            sign();
            account.succeeded();
            call.won(this);
        }
    }

    /** Returns whether the client has heard of it. */
    boolean committed() {
        return committed;
    }

    /** Returns whether somebody else may still be asked instead. */
    boolean isReplaceable() {
        return !committed && call.hasMore();
    }

    /** Names this deployment in the answer's head. */
    void sign() {
        Translation other = translated();
        var usual = KeyManners.of(Manners.DEFAULT, call.key().wording());
        call.response().ranOn(deploymentId(), call.attempts());
        call.response().dropped(dropped);
        call.response().envelope((other == null ? usual : other.manners()).envelope());
    }

    /** What the vendor's language has no word for. */
    void dropped(List<String> paths) {
        dropped = paths;
    }

    // ---- What can go wrong -----------------------------------------------------------------

    @Override
    public void failed(Failure failure) {
        if (over()) {
            return;
        }
        UpstreamConnection broken = connection;
        connection = null;
        if (answer != null) {
            answer.failed(failure);
        } else if (UpstreamConnection.wentStale(failure, broken)
                && call.requestBody().replayable()) {
            connect(UpstreamPool.Freshness.NEW);
        } else {
            lost(failure);
        }
    }

    /** The attempt came to nothing; the client has not heard of it. */
    void lost(Failure failure) {
        lost(Told.of(this, failure));
    }

    void lost(Failure failure, ApiError error) {
        lost(new Told(this, failure, error, List.of()));
    }

    /** The vendor refused; the client has not heard of it. */
    void refused(Failure.Refused refusal, List<String> hints) {
        lost(new Told(this, refusal, refusal.error(), hints));
    }

    /** The vendor answered with a redirect, which is never followed. */
    void redirected(int status) {
        lost(new Failure.Malformed("it is a redirect"), Failures.redirect(deploymentId(), status));
    }

    /** This deployment cannot serve such a call; another one might. */
    void cannot(ApiError error) {
        lost(new Told(this, new Failure.Refused(error, Refusal.MISSING, null), error, List.of()));
    }

    private void lost(Told told) {
        if (over()) {
            return;
        }
        cancelRequest();
        account.failed(told.failure());
        finish("failed");
        call.failed(told.discreet());
    }

    /** An answer that has begun breaks off: its deployment is to blame all the same. */
    void broke(Failure failure) {
        account.broke(failure);
    }

    /** Looks at the time limits, a few times a second. */
    void tick(long now) {
        if (over() || answer instanceof UpgradeAnswer) {
            return; // a WebSocket may be silent and long; it has pings of its own
        }
        if (lane != null) {
            Failure.Phase overdue =
                    times.overdue(now, call.times().age(now), lane.timeouts(), committed);
            if (overdue != null) {
                cancelRequest();
                failed(new Failure.TimedOut(overdue));
                return;
            }
        }
        if (answer != null) {
            answer.tick(now);
        }
    }

    // ---- The end ---------------------------------------------------------------------------

    /** The answer was none: the request is made once more. */
    void again() {
        if (answer != null) {
            answer.release();
            answer = null;
        }
        connection = null;
    }

    /** Breaks the upstream call off, so that the vendor stops working and counting. */
    void cancelRequest() {
        if (sending != null) {
            sending.cancel();
        }
        if (connection != null) {
            connection.cancel();
            connection = null;
        }
    }

    /** Calls it off; {@code outrun} if it had its time and who began later was faster. */
    void abandon(boolean outrun) {
        if (!over) {
            cancelRequest();
            if (!committed) {
                account.abandoned(outrun);
            }
            finish(committed ? "client left" : "cancelled");
        }
    }

    /** Gives back what it holds; called when it has failed, been called off or served the call. */
    void finish(String how) {
        if (!over) {
            over = true;
            account.close(how, committed, answer);
            if (answer != null) {
                answer.release();
            }
        }
    }

    void settle(CallRecord.Outcome how, @Nullable String error) {
        call.settle(how, error);
    }

    /** Returns what the records say of it. */
    AttemptAccount account() {
        return account;
    }
}
