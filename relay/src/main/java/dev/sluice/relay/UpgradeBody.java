package dev.sluice.relay;

import dev.sluice.core.Surface;
import dev.sluice.wire.chat.ApiError;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The request that opens a WebSocket (RFC 6455, section 4.1). The client's own handshake travels to
 * the vendor, all but its credential, so that both ends agree on keys and extensions.
 */
final class UpgradeBody implements RequestBody {
    private static final List<String> HANDSHAKE =
            List.of("sec-websocket-key", "sec-websocket-version", "sec-websocket-extensions");

    private final Relay call;

    UpgradeBody(Relay call) {
        this.call = call;
    }

    @Override
    public void begin() {
        if (call.surface().kind() != Surface.Kind.REALTIME) {
            call.fail(
                    new ApiError(
                            426,
                            "invalid_request_error",
                            "This endpoint is not served over WebSocket; use plain HTTP.",
                            null,
                            "upgrade_not_supported"));
            return;
        }
        call.route(null); // the surface knows the model in the query
    }

    @Override
    public void content(ByteBuf piece) {
        // A handshake has no body; what comes before its answer is dropped with the connection.
        call.front().close();
    }

    @Override
    public void end() {
        // The request line and headers were all.
    }

    @Override
    public Sending prepare(Attempt attempt) {
        return new Sending() {
            @Override
            public void send(UpstreamConnection target, Lane lane) {
                handshake(attempt, target, lane);
            }

            @Override
            public void more() {
                // The handshake went out in one piece.
            }
        };
    }

    private void handshake(Attempt attempt, UpstreamConnection target, Lane lane) {
        HttpHeaders headers = call.request().headers();
        ByteBuf out = RequestBody.requestHead(attempt, lane, 0, Lane.BodyType.AS_SENT);
        Ascii.write(out, "connection: Upgrade\r\nupgrade: websocket\r\n");
        for (String name : HANDSHAKE) {
            @Nullable String value = headers.get(name);
            if (value != null) {
                ClientResponse.header(out, name, value);
            }
        }
        @Nullable String protocols = protocols(headers);
        if (protocols != null) {
            ClientResponse.header(out, "sec-websocket-protocol", protocols);
        }
        Ascii.write(out, "\r\n");
        target.channel().writeAndFlush(out, target.channel().voidPromise());
        attempt.sent();
    }

    private static @Nullable String protocols(HttpHeaders headers) {
        @Nullable String offered = headers.get("sec-websocket-protocol");
        if (offered == null) {
            return null;
        }
        List<String> kept = new ArrayList<>();
        for (String each : offered.split(",", -1)) {
            if (!Credentials.carriesKey(each)) {
                kept.add(each.strip());
            }
        }
        return kept.isEmpty() ? null : String.join(", ", kept);
    }

    @Override
    public boolean isShareable() {
        return false;
    }

    @Override
    public boolean replayable() {
        return true;
    }

    @Override
    public Facts facts() {
        return Facts.NONE;
    }

    @Override
    public void release() {
        // Nothing is held.
    }
}
