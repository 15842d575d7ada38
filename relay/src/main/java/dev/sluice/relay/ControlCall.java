package dev.sluice.relay;

import dev.sluice.core.Surface;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A question of the administrator: collected on the event loop, answered by {@link Control} on a
 * virtual thread, and sent on the event loop again.
 */
final class ControlCall implements Front.Exchange {
    private static final int LARGEST = 1 << 20;

    private final Front front;
    private final HttpRequest request;
    private final ClientResponse response;
    private final Surface.Control surface;
    private byte[] body = new byte[0];
    private boolean over;

    ControlCall(
            Front front, HttpRequest request, ClientResponse response, Surface.Control surface) {
        this.front = front;
        this.request = request;
        this.response = response;
        this.surface = surface;
    }

    /** Takes charge of the request. */
    void begin() {
        front.exchange(this);
        if (HttpUtil.getContentLength(request, 0L) > LARGEST) {
            tooLarge();
        } else if (!HttpUtil.isTransferEncodingChunked(request)
                && HttpUtil.getContentLength(request, 0L) == 0) {
            contentEnd();
        }
    }

    @Override
    public void content(ByteBuf piece) {
        int size = piece.readableBytes();
        if (over) {
            return;
        }
        if (body.length + size > LARGEST) {
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
        Answers.error(response, Answers.tooLarge(LARGEST));
        front.answered(response);
    }

    @Override
    public void contentEnd() {
        if (over) {
            return;
        }
        Map<String, String> query = new HashMap<>();
        new QueryStringDecoder("?" + surface.query())
                .parameters()
                .forEach((name, values) -> query.put(name, values.getLast()));
        var ask = new Control.Ask(request.method().name(), surface.path(), query, body);
        Thread.ofVirtual().name("control").start(() -> ask(ask));
    }

    private void ask(Control.Ask ask) {
        Control.Reply reply;
        try {
            reply = front.control().answer(ask);
        } catch (RuntimeException e) {
            Faults.report(e);
            var error = Failures.explain(new dev.sluice.core.failure.Failure.Internal(), "none");
            reply = new Control.Reply(500, Answers.envelope(error, response.envelope()));
        }
        Control.Reply answer = reply;
        front.loop().executor().execute(() -> send(answer));
    }

    private void send(Control.Reply reply) {
        if (!over) {
            over = true;
            response.json(reply.status(), reply.json());
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
