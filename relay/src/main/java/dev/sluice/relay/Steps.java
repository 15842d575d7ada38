package dev.sluice.relay;

import dev.sluice.core.Upstream;
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

    private final Relay call;
    private final Upstream.Translated upstream;
    private final Session session;
    private @Nullable SocketHandshake handshake;
    private Grant.@Nullable Token token;
    private @Nullable Exchange exchange;

    Steps(Relay call, Upstream.Translated upstream, Session session) {
        this.call = call;
        this.upstream = upstream;
        this.session = session;
    }

    /** Returns what a session or a signature is told of the world. */
    static Moment moment(Relay call) {
        return new Moment(Instant.now(), call.response().requestId());
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
        return call.translation();
    }

    /** Does what the session wants. */
    void take(Step step) {
        if (call.over()) {
            return;
        }
        switch (step) {
            case Step.Ask(var ask) -> authorized(ask, this::ask);
            case Step.Send(var send) -> authorized(send, translation()::attempt);
            case Step.Open(var upgrade, var messages) ->
                    authorized(
                            upgrade,
                            signed -> {
                                var opening = new SocketHandshake(call.loop().newRequestId());
                                handshake = opening;
                                translation().attempt(opening.asked(signed, messages));
                            });
            case Step.Answer(var reply) ->
                    TranslatedReply.deliver(call, translation().courtesy().of(reply), List.of());
            case Step.Refuse(var error) -> call.fail(error);
        }
    }

    /** Puts the credential on a request; fetches the token that it needs first. */
    private void authorized(VendorRequest plain, Consumer<VendorRequest> then) {
        Auth auth = upstream.remote().auth();
        if (!(auth instanceof Auth.OAuth(var grant))) {
            then.accept(Signer.sign(plain, auth, moment(call)));
            return;
        }
        call.times().preparing(call.loop().now());
        call.loop()
                .tokens()
                .get(
                        grant,
                        call.loop(),
                        upstream.remote(),
                        new Tokens.Waiter() {
                            @Override
                            public void token(Grant.Token fetched) {
                                if (!call.over()) {
                                    token = fetched;
                                    then.accept(grant.authorize(plain, fetched));
                                }
                            }

                            @Override
                            public void failed(ApiError error) {
                                if (!call.over()) {
                                    call.fail(error);
                                }
                            }
                        });
    }

    private void ask(VendorRequest signed) {
        call.times().preparing(call.loop().now());
        var errand =
                new Exchange.Errand(
                        call.loop().pool(signed.origin(), upstream.remote()),
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
            if (call.over()) {
                return;
            }
            Step next;
            try {
                next = session.next(answer);
            } catch (ApiException e) {
                call.fail(e.error());
                return;
            }
            take(next);
        }

        @Override
        public void failed(Failure failure) {
            exchange = null;
            if (!call.over()) {
                call.failed(failure);
            }
        }
    }

    /** Forgets the token that was put on the last request; false when there was none. */
    boolean forgetToken() {
        if (upstream.remote().auth() instanceof Auth.OAuth(var grant) && token != null) {
            call.loop().tokens().forget(grant, token);
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
