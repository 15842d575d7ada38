package dev.sluice.relay;

import dev.sluice.core.Surface;
import dev.sluice.core.VirtualKey;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A question that the program around the gateway answers: collected on the event loop, answered on
 * a virtual thread, and sent on the event loop again.
 */
final class ControlCall implements Front.Exchange {
    private static final int LARGEST = 1 << 20;

    /** Whoever does not even say who it is needs no room. */
    private static final int LARGEST_OF_STRANGERS = 1 << 16;

    private final Front front;
    private final RequestHead request;
    private final ClientResponse response;
    private final Control.Origin origin;
    private final String path;
    private final String query;
    private final Function<Control.Ask, Control.Reply> answer;
    private final int largest;
    private byte[] body = new byte[0];
    private boolean over;

    private ControlCall(
            Asked asked, String path, String query, Function<Control.Ask, Control.Reply> answer) {
        front = asked.front();
        request = asked.request();
        response = asked.response();
        origin = asked.origin();
        this.path = path;
        this.query = query;
        this.answer = answer;
        boolean stranger = origin.token() == null && !request.headers().contains("cookie");
        largest = stranger ? LARGEST_OF_STRANGERS : LARGEST;
    }

    /** Who asks, and where the answer goes. */
    record Asked(
            Front front, RequestHead request, ClientResponse response, Control.Origin origin) {}

    /** Somebody asks who has to say who it is. */
    static ControlCall of(Asked asked, Surface.Control surface) {
        return new ControlCall(
                asked,
                surface.path(),
                surface.query(),
                ask -> asked.front().services().control().answer(ask));
    }

    /** The holder of a key asks. */
    static ControlCall of(Asked asked, Surface.Account surface, VirtualKey key) {
        return new ControlCall(
                asked,
                surface.path(),
                surface.query(),
                ask -> asked.front().services().account().answer(key, ask.path(), ask.query()));
    }

    /** A browser asks for a file of the console. */
    static ControlCall of(Asked asked, Surface.Console surface) {
        return new ControlCall(asked, surface.path(), "", ask -> page(asked, ask));
    }

    private static Control.Reply page(Asked asked, Control.Ask ask) {
        Control.@Nullable Reply page = asked.front().services().pages().answer(ask);
        if (page != null) {
            return page;
        }
        String path = "/console" + ask.path();
        return new Control.Reply(
                404,
                Answers.envelope(
                        Answers.notFound(ask.method(), path, null), asked.response().envelope()));
    }

    /** Prometheus asks. */
    static ControlCall metrics(Asked asked) {
        return new ControlCall(
                asked,
                "/metrics",
                "",
                _ ->
                        new Control.Reply(
                                200,
                                "text/plain; version=0.0.4; charset=utf-8",
                                asked.front().services().metrics().get(),
                                List.of()));
    }

    /** Takes charge of the request. */
    void begin() {
        front.exchange(this);
        if (request.framing().length() > largest) {
            tooLarge();
        } else if (request.framing().isEmpty()) {
            contentEnd();
        }
    }

    @Override
    public void content(ByteBuf piece) {
        int size = piece.readableBytes();
        if (over) {
            return;
        }
        if (body.length + size > largest) {
            tooLarge();
            return;
        }
        int before = body.length;
        body = Arrays.copyOf(body, before + size);
        piece.getBytes(piece.readerIndex(), body, before, size);
    }

    private void tooLarge() {
        over = true;
        if (front.abandoned()) {
            response.lastOfConnection();
        }
        Answers.error(response, Answers.tooLarge(largest));
        front.answered(response);
    }

    @Override
    public void contentEnd() {
        if (over) {
            return;
        }
        Map<String, String> parameters = new HashMap<>();
        new QueryStringDecoder("?" + query)
                .parameters()
                .forEach((name, values) -> parameters.put(name, values.getLast()));
        Map<String, String> headers = new HashMap<>();
        request.headers()
                .forEach(each ->
                        headers.put(each.getKey().toLowerCase(Locale.ROOT), each.getValue()));
        var ask = new Control.Ask(request.method(), path, parameters, body, headers, origin);
        Thread.ofVirtual().name("control").start(() -> ask(ask));
    }

    private void ask(Control.Ask ask) {
        Control.Reply reply;
        try {
            reply = answer.apply(ask);
        } catch (RuntimeException e) {
            Faults.report(e);
            var error = Failures.explain(new dev.sluice.core.failure.Failure.Internal(), "none");
            reply = new Control.Reply(500, Answers.envelope(error, response.envelope()));
        }
        Control.Reply made = reply;
        front.loop().tell(() -> send(made));
    }

    private void send(Control.Reply reply) {
        if (!over) {
            over = true;
            if (reply.status() == 304 || reply.status() == 204) {
                response.empty(reply.status(), reply.headers());
            } else {
                response.whole(reply.status(), reply.type(), reply.body(), reply.headers());
            }
            front.answered(response);
        }
    }

    @Override
    public void clientWritable() {
        // The answer goes out in one piece.
    }

    @Override
    public void clientGone() {
        over = true;
    }
}
