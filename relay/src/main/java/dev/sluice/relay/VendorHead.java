package dev.sluice.relay;

import dev.sluice.providers.VendorRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.util.Map;

/** Writes a request of the gateway's own making. */
final class VendorHead {
    /** Bodies up to this size go out in one write with the head. */
    private static final int ONE_WRITE = 64 << 10;

    private VendorHead() {}

    /**
     * Writes a request, head and body, and leaves it to the caller to flush it.
     *
     * @param configured headers of the configuration, which win over the request's own
     */
    static void write(
            UpstreamConnection connection, VendorRequest request, Map<String, String> configured) {
        Channel channel = connection.channel();
        byte[] body = request.body();
        boolean small = body.length <= ONE_WRITE;
        ByteBuf out = channel.alloc().directBuffer(1024 + (small ? body.length : 0));
        Ascii.write(out, request.method());
        out.writeByte(' ');
        Ascii.write(out, request.target());
        Ascii.write(out, " HTTP/1.1\r\n");
        line(out, "host", request.origin().authority());
        for (VendorRequest.Header header : request.headers()) {
            if (!configured.containsKey(header.name())) {
                line(out, header.name(), header.value());
            }
        }
        configured.forEach((name, value) -> line(out, name, value));
        if (body.length > 0 || request.method().equals("POST")) {
            Ascii.writeLength(out, body.length);
        }
        Ascii.write(out, "\r\n");
        if (small) {
            channel.write(out.writeBytes(body), channel.voidPromise());
        } else {
            channel.write(out, channel.voidPromise());
            channel.write(Unpooled.wrappedBuffer(body), channel.voidPromise());
        }
    }

    private static void line(ByteBuf out, String name, String value) {
        Ascii.write(out, name);
        out.writeByte(':').writeByte(' ');
        Ascii.write(out, value);
        Ascii.write(out, "\r\n");
    }
}
