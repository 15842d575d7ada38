package dev.sluice.relay;

import dev.sluice.core.Surface;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;

/** Two connections joined: after a WebSocket's handshake the bytes pass both ways unread. */
final class Tunnel {
    private final Attempt attempt;
    private final Channel upstream;

    Tunnel(Attempt attempt, UpstreamConnection connection) {
        this.attempt = attempt;
        upstream = connection.channel();
    }

    /** Returns whether a call asks for a WebSocket where there is one. */
    static boolean wanted(Relay call) {
        return call.request().upgrades()
                && (call.surface().kind() == Surface.Kind.REALTIME
                        || call.surface().path().equals("/responses"));
    }

    /** Takes bytes from the client and owns them. */
    void fromClient(ByteBuf bytes) {
        if (attempt.over()) {
            bytes.release();
            return;
        }
        attempt.times().read(attempt.loop().now());
        upstream.writeAndFlush(bytes, upstream.voidPromise());
        if (!upstream.isWritable()) {
            attempt.call().front().reading(false);
        }
    }

    /** The upstream takes more. */
    void upstreamWritable() {
        attempt.call().front().reading(true);
    }

    /** The client takes more. */
    void clientWritable() {
        attempt.call().clientWritable();
    }

    /** The client has left. */
    void clientGone() {
        attempt.call().clientGone();
    }
}
