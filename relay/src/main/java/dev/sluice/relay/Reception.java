package dev.sluice.relay;

import dev.sluice.core.Snapshot;
import dev.sluice.core.Surface;
import dev.sluice.core.VirtualKey;
import dev.sluice.providers.Secret;
import dev.sluice.wire.chat.ApiError;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first stop of a request: what does it ask for, and who asks? Answers what the gateway answers
 * itself; everything else goes on to a {@link Relay}.
 *
 * <p>Secure by position: every surface needs a key except the few that {@link #isOpen} lists.
 */
final class Reception {
    private static final Surface.Control METRICS = new Surface.Control("/metrics", "");

    private final Front front;
    private final Snapshot snapshot;
    private final RequestHead request;
    private final ClientResponse response;

    Reception(Front front, Snapshot snapshot, RequestHead request, ClientResponse response) {
        this.front = front;
        this.snapshot = snapshot;
        this.request = request;
        this.response = response;
    }

    /** Answers or passes on. */
    void receive() {
        String method = request.method();
        if (method.equals("OPTIONS")) {
            // Before authentication: a browser sends no key with a preflight.
            response.empty(204, Cors.preflight(request.headers()));
            front.answered(response);
            return;
        }
        Surface surface = request.surface();
        if (surface instanceof Surface.Relayed relayed) {
            @Nullable VirtualKey key = authenticated();
            if (key != null && mayCall(key, relayed.path())) {
                new Relay(new Call.Asked(front, snapshot, request, relayed, key, response)).begin();
            }
            return;
        }
        if (surface instanceof Surface.Control control) {
            ControlCall.of(asked(), control).begin();
            return;
        }
        if (surface instanceof Surface.Console console) {
            ControlCall.of(asked(), console).begin();
            return;
        }
        if (surface instanceof Surface.Home && isBrowser()) {
            ControlCall.of(asked(), new Surface.Console("")).begin();
            return;
        }
        if (surface instanceof Surface.Account account) {
            @Nullable VirtualKey key = authenticated();
            if (key != null) {
                ControlCall.of(asked(), account, key).begin();
            }
            return;
        }
        if (surface instanceof Surface.Metrics) {
            if (isLocal()) {
                ControlCall.metrics(asked()).begin();
            } else {
                ControlCall.of(asked(), METRICS).begin();
            }
            return;
        }
        if (isOpen(surface)) {
            answer(surface, null);
        } else {
            @Nullable VirtualKey key = authenticated();
            if (key == null || !mayCall(key, "/models")) {
                return;
            }
            answer(surface, key);
        }
        front.answered(response);
    }

    /** A program that asks for the address itself gets JSON, as ever. */
    private boolean isBrowser() {
        @Nullable String accept = request.headers().get(HttpHeaderNames.ACCEPT);
        return accept != null && accept.contains("text/html");
    }

    private ControlCall.Asked asked() {
        var origin =
                new Control.Origin(
                        clientAddress(),
                        front.tls() || (byTrustedProxy() && said("x-forwarded-proto", "https")),
                        host(),
                        token());
        return new ControlCall.Asked(front, request, response, origin);
    }

    private @Nullable Secret token() {
        @Nullable String presented = Credentials.of(request.headers(), "");
        return presented == null ? null : Secret.of(presented);
    }

    private String host() {
        HttpHeaders headers = request.headers();
        @Nullable String forwarded = byTrustedProxy() ? headers.get("x-forwarded-host") : null;
        @Nullable String host = forwarded == null ? headers.get(HttpHeaderNames.HOST) : forwarded;
        return host == null ? "" : host.strip();
    }

    private boolean said(String header, String value) {
        return value.equalsIgnoreCase(request.headers().get(header, "").strip());
    }

    private boolean byTrustedProxy() {
        return snapshot.settings().trustedProxies().stream()
                .anyMatch(each -> each.contains(front.address()));
    }

    /** The short list of what strangers may ask. An unknown path tells them nothing either. */
    private static boolean isOpen(Surface surface) {
        return switch (surface) {
            case Surface.Live(), Surface.Ready(), Surface.Home(), Surface.Console(var _) -> true;
            case Surface.NotFound(var _, var _) -> true;
            case Surface.WrongMethod(var _, var _) -> true;
            case Surface.Relayed _ -> false;
            case Surface.Control _ -> false;
            case Surface.Account _ -> false;
            case Surface.Metrics() -> false;
            case Surface.ModelList _ -> false;
            case Surface.OneModel _ -> false;
        };
    }

    private @Nullable VirtualKey authenticated() {
        @Nullable VirtualKey key = front.key(snapshot, request.digest(front.loop().sha256()));
        if (key == null) {
            refuse(Answers.unauthorized(request.presented()));
            return null;
        }
        @Nullable ApiError refusal =
                Rightful.refusal(key, clientAddress(), System::currentTimeMillis);
        if (refusal != null) {
            refuse(refusal);
            return null;
        }
        return key;
    }

    private boolean mayCall(VirtualKey key, String path) {
        @Nullable ApiError refusal = Rightful.refusal(key, path);
        if (refusal != null) {
            refuse(refusal);
        }
        return refusal == null;
    }

    private void refuse(ApiError error) {
        if (front.abandoned()) {
            response.lastOfConnection();
        }
        Answers.error(response, error);
        front.answered(response);
    }

    /** A proxy on this machine is local, too; whom it speaks for is not known to be. */
    private boolean isLocal() {
        boolean forwarded =
                request.forwardedFor() != null || request.headers().contains("forwarded");
        boolean believed = !snapshot.settings().trustedProxies().isEmpty();
        return clientAddress().isLoopbackAddress() && (believed || !forwarded);
    }

    private InetAddress clientAddress() {
        return ClientAddress.of(
                front.address(), request.forwardedFor(), snapshot.settings().trustedProxies());
    }

    private void answer(Surface surface, @Nullable VirtualKey key) {
        switch (surface) {
            case Surface.Live() -> response.json(200, Answers.LIVE);
            case Surface.Ready() -> Answers.ready(response, front.loop().draining());
            case Surface.Home() -> response.json(200, Answers.HOME, List.of("vary: accept"));
            case Surface.ModelList(var query) -> {
                if (key != null) {
                    Models.list(
                            response,
                            key,
                            anthropic(query),
                            query,
                            request.headers().get(HttpHeaderNames.IF_NONE_MATCH));
                }
            }
            case Surface.OneModel(var model) -> {
                if (key != null) {
                    Models.one(response, key, model, anthropic(""));
                }
            }
            case Surface.WrongMethod(var path, var allowed) -> wrongMethod(path, allowed);
            case Surface.NotFound(var path, var nearest) ->
                    Answers.error(response, Answers.notFound(request.method(), path, nearest));
            case Surface.Relayed _,
                    Surface.Control _,
                    Surface.Console _,
                    Surface.Account _,
                    Surface.Metrics _ ->
                    throw new IllegalStateException("such a call is not answered here");
        }
    }

    private void wrongMethod(String path, String allowed) {
        String method = request.method();
        if (method.equals("HEAD")) {
            response.empty(200, List.of("allow: " + allowed)); // only asks whether we are here
            return;
        }
        Answers.error(
                response,
                new ApiError(
                        405,
                        "invalid_request_error",
                        "Not allowed to " + method + " on " + path + "; allowed: " + allowed + ".",
                        null,
                        "method_not_supported"),
                List.of("allow: " + allowed));
    }

    /** Anthropic's clients say so in a header, or send their kind of key and no Bearer. */
    private Models.Shape anthropic(String query) {
        HttpHeaders headers = request.headers();
        boolean theirs =
                headers.contains("anthropic-version")
                        || (headers.contains("x-api-key")
                                && !headers.contains(HttpHeaderNames.AUTHORIZATION))
                        || query.startsWith("limit=")
                        || query.contains("&limit=");
        return theirs ? Models.Shape.ANTHROPIC : Models.Shape.OPENAI;
    }
}
