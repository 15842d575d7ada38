package dev.sluice.relay;

import dev.sluice.core.Surface;
import dev.sluice.core.Upstream;
import dev.sluice.core.failure.Failure;
import dev.sluice.core.failure.Refusal;
import dev.sluice.providers.Manners;
import dev.sluice.providers.Protocol;
import dev.sluice.providers.Relayable;
import dev.sluice.providers.Session;
import dev.sluice.providers.VendorRequest;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.LegacyFunctions;
import dev.sluice.wire.chat.Output;
import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.chat.WebSearch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call to a vendor whose language is not the caller's, from the collected body to the request
 * that is answered.
 *
 * <pre>
 *   read ──► pictures fetched ──► session opened ──► step ──► credential put on ──► sent
 *            (where the vendor                         ▲  │    (token fetched)      │
 *             takes them inline)                       └──┴── asked ◄───────────────┤
 *                                                                          attempt ◄┘
 * </pre>
 *
 * What a vendor needs is decided by its {@link Protocol}, which is pure; here it is done.
 */
final class Translation implements Sending {
    private final Attempt attempt;
    private final Upstream.Translated upstream;
    private final CollectedBody collected;
    private final Manners manners;
    private @Nullable Courtesy courtesy;
    private @Nullable ChatCall asked;
    private @Nullable Steps steps;
    private @Nullable VendorRequest request;
    private @Nullable PictureFetch pictures;
    private boolean renewed;

    Translation(Attempt attempt, Upstream.Translated upstream, CollectedBody collected) {
        this.attempt = attempt;
        this.upstream = upstream;
        this.collected = collected;
        manners = KeyManners.of(upstream.manners(), attempt.call().key().wording());
    }

    /** Takes an attempt over, unless the vendor takes the call's bytes as they are. */
    static void route(Attempt attempt, Upstream.Translated upstream) {
        Relay call = attempt.call();
        Relayable relayable = upstream.relayed();
        boolean chat = call.surface().kind() == Surface.Kind.CHAT;
        if (chat && call.requestBody() instanceof CollectedBody collected) {
            boolean asIs = !KeyManners.rewords(call.key().wording());
            if (asIs && relayable != null && collected.relayable(attempt.where(), relayable)) {
                attempt.relay(upstream.remote());
                return;
            }
            var translation = new Translation(attempt, upstream, collected);
            attempt.translate(translation, upstream.remote());
            translation.start();
        } else if (relayable != null) {
            attempt.relay(upstream.remote());
        } else {
            attempt.cannot(Failures.chatOnly(call.surface().path()));
        }
    }

    VendorDialect dialect() {
        VendorDialect answered = steps == null ? null : steps.dialect();
        return answered == null ? upstream.protocol().dialect() : answered;
    }

    Protocol protocol() {
        return upstream.protocol();
    }

    Manners manners() {
        return manners;
    }

    Courtesy courtesy() {
        if (courtesy == null) {
            throw new IllegalStateException("the call has not been read");
        }
        return courtesy;
    }

    /** Returns the connections to where the request goes. */
    UpstreamPool pool() {
        return attempt.loop().pool(request().origin(), upstream.remote());
    }

    private VendorRequest request() {
        if (request == null) {
            throw new IllegalStateException("no request yet");
        }
        return request;
    }

    // ---- From the body to the session ------------------------------------------------------

    /** Reads the call and goes on as far as it can. */
    private void start() {
        ChatCall read;
        try {
            read = Dialects.OPENAI.readCall(collected.spliced(attempt.where()));
        } catch (ApiException e) {
            attempt.refused(Failure.Refused.of(e.error(), null), List.of());
            return;
        }
        courtesy = new Courtesy(attempt.call(), read, manners);
        ChatCall sent = delivered(LegacyFunctions.asTools(read));
        asked = sent;
        switch (dialect().pictures()) {
            case ANY -> open(sent);
            case INLINE -> {
                pictures = new PictureFetch(attempt, dialect(), sent, this::open);
                pictures.next();
            }
        }
    }

    private ChatCall delivered(ChatCall read) {
        Output output = read.output();
        boolean stream =
                switch (upstream.protocol().delivery()) {
                    case AS_ASKED -> output.delivery().streams();
                    case STREAM -> true;
                    case WHOLE -> false;
                };
        var delivery =
                new Output.Delivery(
                        stream, output.delivery().includeUsage(), output.delivery().extras());
        return read.withOutput(
                new Output(
                        delivery,
                        output.format(),
                        output.choices(),
                        output.reasoningEffort(),
                        output.user()));
    }

    private void open(ChatCall sent) {
        pictures = null;
        asked = sent;
        Session opened;
        try {
            opened = upstream.protocol().open(sent, Steps.moment(attempt));
        } catch (ApiException e) {
            // Another vendor may have words for it.
            attempt.cannot(e.error());
            return;
        }
        var going = new Steps(attempt, upstream, opened);
        steps = going;
        ApiError refused = refusal(sent, opened.dropped());
        if (refused != null) {
            attempt.cannot(refused);
            return;
        }
        attempt.dropped(opened.dropped());
        going.take(opened.first());
    }

    private @Nullable ApiError refusal(ChatCall sent, List<String> dropped) {
        boolean searches = WebSearch.of(sent).isWanted();
        boolean lost = dropped.stream().anyMatch(WebSearch.MEMBERS::contains);
        if (searches && lost && manners.search() == Manners.Search.REFUSED) {
            return ApiError.badRequest(
                    "The provider of this model cannot search the web (internet_unsupported:"
                            + " error); leave 'internet' out or choose another model.",
                    "internet",
                    "internet_unsupported");
        }
        boolean strict =
                manners.losses() == Manners.Losses.REFUSED
                        || "true"
                                .equalsIgnoreCase(
                                        attempt.call().request().headers().get("x-sluice-strict"));
        if (!strict || dropped.isEmpty()) {
            return null;
        }
        return ApiError.badRequest(
                "The provider of this model has no word for: "
                        + String.join(", ", dropped)
                        + ". Leave it out, or call without strict mode to have it dropped.",
                dropped.getFirst(),
                "not_translatable");
    }

    /** Everything that comes before the last request has been done. */
    void attempt(VendorRequest signed) {
        request = signed;
        attempt.connect(UpstreamPool.Freshness.ANY);
    }

    // ---- The answer ------------------------------------------------------------------------

    /** Picks the treatment that the vendor's answer needs. */
    Answer answer(ResponseHead head) {
        int status = head.status();
        SocketHandshake socket = steps == null ? null : steps.handshake();
        if (status == 101 && socket != null) {
            return new SocketAnswer(attempt, this, socket);
        }
        if (status >= 400) {
            return new ErrorAnswer(attempt);
        }
        int type = head.find("content-type");
        boolean stream =
                type >= 0
                        && (head.valueStarts(type, "text/event-stream")
                                || head.valueStarts(type, "application/vnd.amazon.eventstream")
                                || head.valueStarts(type, "application/x-ndjson"));
        boolean document =
                type >= 0
                        && (head.valueStarts(type, "application/json")
                                || head.valueStarts(type, "text/html"));
        boolean wanted = asked != null && asked.output().delivery().streams();
        return status < 300 && (stream || (wanted && !document))
                ? new TranslatedStream(attempt, this)
                : new TranslatedReply(attempt, this);
    }

    /** Decides what the vendor's refusal means: perhaps only a token that must be renewed. */
    void refused(Failure.Refused refusal, List<String> hints) {
        ChatCall sent = asked;
        boolean mayRenew = refusal.refusal() == Refusal.CREDENTIAL && !renewed;
        if (mayRenew && sent != null && !attempt.committed() && forgotToken()) {
            renewed = true;
            attempt.again();
            open(sent);
        } else {
            attempt.refused(refusal, hints);
        }
    }

    /**
     * Tells the caller of a failure where that takes more than an error.
     *
     * @return false when it does not
     */
    boolean tell(Told told) {
        Courtesy known = courtesy;
        var withheld = known == null ? null : known.withheld(told.error());
        if (withheld != null) {
            TranslatedReply.deliver(attempt, withheld, told.hints());
        }
        return withheld != null;
    }

    private boolean forgotToken() {
        return steps != null && steps.forgetToken();
    }

    // ---- The body --------------------------------------------------------------------------

    @Override
    public void send(UpstreamConnection connection, Lane lane) {
        VendorHead.write(connection, request(), upstream.remote().headers());
        attempt.loop().flushes().soon(connection.channel());
        attempt.sent();
    }

    @Override
    public void more() {
        // The request went out in one piece.
    }

    @Override
    public void cancel() {
        if (steps != null) {
            steps.cancel();
        }
        if (pictures != null) {
            pictures.cancel();
            pictures = null;
        }
    }
}
