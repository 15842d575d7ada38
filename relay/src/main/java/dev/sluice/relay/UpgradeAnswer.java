package dev.sluice.relay;

import dev.sluice.core.failure.Failure;
import dev.sluice.core.meter.Consumption;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A vendor that agreed to a WebSocket: the client hears so, and from there on bytes pass. */
final class UpgradeAnswer implements Answer {
    private final Attempt attempt;
    private @Nullable Tunnel tunnel;

    UpgradeAnswer(Attempt attempt) {
        this.attempt = attempt;
    }

    @Override
    public void begin(ResponseHead head) {
        UpstreamConnection connection = attempt.connection();
        if (connection == null) {
            return;
        }
        attempt.commit();
        ClientResponse response = attempt.response();
        ByteBuf out = response.head(101);
        Ascii.write(out, "connection: Upgrade\r\n");
        for (int i = 0; i < head.count(); i++) {
            if (head.named(i, "upgrade") || head.prefixed(i, "sec-websocket-")) {
                out.writeBytes(head.bytes(), head.nameFrom(i), head.valueTo(i) - head.nameFrom(i));
                Ascii.write(out, "\r\n");
            }
        }
        Ascii.write(out, "\r\n");
        response.write(out);
        response.flush();
        response.lastOfConnection();
        var joined = new Tunnel(attempt, connection);
        tunnel = joined;
        attempt.call().front().tunnel(joined);
    }

    @Override
    public void body(ByteBuf buf, int index, int length) {
        attempt.response().write(buf.retainedSlice(index, length));
    }

    @Override
    public void readComplete() {
        attempt.response().flush();
    }

    @Override
    public void end() {
        finish();
    }

    /** Either side may end a WebSocket by closing; that is no failure. */
    @Override
    public void failed(Failure failure) {
        finish();
    }

    private void finish() {
        attempt.response().flush();
        attempt.call().front().close();
        attempt.settle(CallRecord.Outcome.COMPLETE, null);
    }

    void upstreamWritable() {
        if (tunnel != null) {
            tunnel.upstreamWritable();
        }
    }

    @Override
    public void tick(long now) {
        // WebSockets have pings of their own.
    }

    @Override
    public @Nullable String usage() {
        return null;
    }

    /** What passes is not read. */
    @Override
    public Consumption consumption() {
        return new Consumption.Unstated(0, "");
    }

    @Override
    public void release() {
        // Nothing is held.
    }
}
