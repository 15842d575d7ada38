package dev.sluice.relay;

import dev.sluice.core.Upstream;
import dev.sluice.core.failure.Failure;
import dev.sluice.providers.Auth;
import dev.sluice.providers.Grant;
import dev.sluice.providers.Moment;
import dev.sluice.providers.Received;
import dev.sluice.providers.Session;
import dev.sluice.providers.Signer;
import dev.sluice.providers.Step;
import dev.sluice.providers.VendorRequest;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.VendorDialect;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one translated call: does what the vendor's {@link Session} wants, with the
 * credential on each of them.
 */
final class Steps {
    /** The most that a vendor may answer to a request before the last. */
    private static final int LARGEST_STEP = 16 << 20;

    private final Attempt attempt;
    private final Upstream.Translated upstream;
    private final Session session;
    private @Nullable SocketHandshake handshake;
    private Grant.@Nullable Token token;
    private @Nullable Exchange exchange;

    Steps(Attempt attempt, Upstream.Translated upstream, Session session) {
        this.attempt = attempt;
        this.upstream = upstream;
        this.session = session;
    }

    /** Returns what a session or a signature is told of the world. */
    static Moment moment(Attempt attempt) {
        return new Moment(Instant.now(), attempt.response().requestId());
    }

    /** Returns the handshake of the WebSocket that has been asked for, or null. */
    @Nullable SocketHandshake handshake() {
        return handshake;
    }

    /** Returns the language of the answer where it is not the protocol's, else null. */
    @Nullable VendorDialect dialect() {
        return session.dialect();
    }

    private Translation translation() {
        return attempt.translation();
    }

    /** Does what the session wants. */
    void take(Step step) {
        if (attempt.over()) {
            return;
        }
        switch (step) {
            case Step.Ask(var ask) -> authorized(ask, this::ask);
            case Step.Send(var send) -> authorized(send, translation()::attempt);
            case Step.Open(var upgrade, var messages) ->
                    authorized(
                            upgrade,
                            signed -> {
                                var opening = new SocketHandshake(attempt.loop().newRequestId());
                                handshake = opening;
                                translation().attempt(opening.asked(signed, messages));
                            });
            case Step.Answer(var reply) ->
                    TranslatedReply.deliver(attempt, translation().courtesy().of(reply), List.of());
            case Step.Refuse(var error) ->
                    attempt.refused(Failure.Refused.of(error, null), List.of());
        }
    }

    /** Puts the credential on a request; fetches the token that it needs first. */
    private void authorized(VendorRequest plain, Consumer<VendorRequest> then) {
        Auth auth = upstream.remote().auth();
        if (!(auth instanceof Auth.OAuth(var grant))) {
            then.accept(Signer.sign(plain, auth, moment(attempt)));
            return;
        }
        attempt.times().preparing(attempt.loop().now());
        attempt.loop()
                .tokens()
                .get(
                        grant,
                        attempt.loop(),
                        upstream.remote(),
                        new Tokens.Waiter() {
                            @Override
                            public void token(Grant.Token fetched) {
                                if (!attempt.over()) {
                                    token = fetched;
                                    then.accept(grant.authorize(plain, fetched));
                                }
                            }

                            @Override
                            public void failed(ApiError error) {
                                if (!attempt.over()) {
                                    attempt.refused(Failure.Refused.of(error, null), List.of());
                                }
                            }
                        });
    }

    private void ask(VendorRequest signed) {
        attempt.times().preparing(attempt.loop().now());
        var errand =
                new Exchange.Errand(
                        attempt.loop().pool(signed.origin(), upstream.remote()),
                        signed,
                        upstream.remote().headers(),
                        LARGEST_STEP);
        exchange = new Exchange(errand, new Asked());
        exchange.begin();
    }

    /** What a vendor answers to a request before the last. */
    private final class Asked implements Exchange.Outcome {
        @Override
        public void received(Received answer) {
            exchange = null;
            if (attempt.over()) {
                return;
            }
            Step next;
            try {
                next = session.next(answer);
            } catch (ApiException e) {
                attempt.refused(Failure.Refused.of(e.error(), null), List.of());
                return;
            }
            take(next);
        }

        @Override
        public void failed(Failure failure) {
            exchange = null;
            if (!attempt.over()) {
                attempt.lost(failure);
            }
        }
    }

    /** Forgets the token that was put on the last request; false when there was none. */
    boolean forgetToken() {
        if (upstream.remote().auth() instanceof Auth.OAuth(var grant) && token != null) {
            attempt.loop().tokens().forget(grant, token);
            return true;
        }
        return false;
    }

    /** Breaks off what is asked. */
    void cancel() {
        if (exchange != null) {
            exchange.cancel();
            exchange = null;
        }
    }
}
