package dev.sluice.relay;

import dev.sluice.core.Paths;
import dev.sluice.core.Surface;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The head of a client's request as Netty's decoder has read it, and what follows from it alone.
 *
 * <p>Heads of one connection repeat, see {@link RequestReader}; so what follows from one is found
 * out when it is first asked for and kept. Confined to its event loop.
 */
final class RequestHead {
    private final Said said;
    private final RequestFraming framing;

    /** What heads have in common that differ in the length of their bodies alone. */
    private static final class Said {
        final HttpRequest request;
        final boolean keepAlive;
        final boolean old;
        final @Nullable String origin;
        @Nullable Surface surface;
        boolean digested;
        byte @Nullable [] digest;
        @Nullable Passed passed;

        Said(HttpRequest request) {
            this.request = request;
            keepAlive = HttpUtil.isKeepAlive(request);
            old = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
            origin = request.headers().get(HttpHeaderNames.ORIGIN);
        }
    }

    /** The lines of a head that go on, for one lane. */
    private static final class Passed {
        final Lane lane;
        final Set<String> further;
        final Lane.BodyType type;
        final byte[] lines;

        Passed(Lane lane, Set<String> further, Lane.BodyType type, byte[] lines) {
            this.lane = lane;
            this.further = further;
            this.type = type;
            this.lines = lines;
        }
    }

    private RequestHead(Said said, RequestFraming framing) {
        this.said = said;
        this.framing = framing;
    }

    /** Takes a head that is well formed. */
    static RequestHead of(HttpRequest request) {
        return new RequestHead(new Said(request), RequestFraming.of(request));
    }

    /** Takes what could be read of a head that is not well formed: it says nothing of a body. */
    static RequestHead malformed(HttpRequest request) {
        return new RequestHead(new Said(request), RequestFraming.NONE);
    }

    /** Returns the same head before a body of this many bytes. */
    RequestHead withLength(long bytes) {
        return bytes == framing.declared()
                ? this
                : new RequestHead(said, new RequestFraming(bytes, framing.chunked()));
    }

    /** Returns the method, in capitals. */
    String method() {
        return said.request.method().name();
    }

    /** Returns the request target as sent. */
    String target() {
        return said.request.uri();
    }

    /** Returns the header fields. How long the body is says {@link #framing} alone. */
    HttpHeaders headers() {
        return said.request.headers();
    }

    RequestFraming framing() {
        return framing;
    }

    /** Returns whether the client means to send more on its connection. */
    boolean keepAlive() {
        return said.keepAlive;
    }

    /** Returns whether the client speaks HTTP/1.0. */
    boolean isOld() {
        return said.old;
    }

    /** Returns where the page is from that sends it; null where no page does. */
    @Nullable String origin() {
        return said.origin;
    }

    /** Returns whether the client waits for permission to go on ({@code Expect: 100-continue}). */
    boolean expectsWelcome() {
        return HttpUtil.is100ContinueExpected(said.request);
    }

    /** Returns what it asks for. */
    Surface surface() {
        @Nullable Surface known = said.surface;
        if (known == null) {
            known = Paths.read(method(), target());
            said.surface = known;
        }
        return known;
    }

    /** Returns the key that the caller presents, or null. */
    @Nullable String presented() {
        return Credentials.of(headers(), target());
    }

    /** Returns that key's SHA-256; null where there is none or what there is stands for none. */
    byte @Nullable [] digest(MessageDigest sha256) {
        if (!said.digested) {
            @Nullable String key = presented();
            said.digested = true;
            said.digest =
                    key == null || Credentials.placeholder(key)
                            ? null
                            : sha256.digest(key.getBytes(StandardCharsets.UTF_8));
        }
        return said.digest;
    }

    /** Writes the lines that a vendor may see. */
    @SuppressWarnings("ReferenceEquality") // lanes and settings are of one snapshot
    void pass(ByteBuf out, Lane lane, Set<String> further, Lane.BodyType type) {
        @Nullable Passed known = said.passed;
        if (known == null || known.lane != lane || known.further != further || known.type != type) {
            int before = out.writerIndex();
            lane.writeCallerHeaders(out, headers(), further, type);
            byte[] lines = new byte[out.writerIndex() - before];
            out.getBytes(before, lines);
            said.passed = new Passed(lane, further, type, lines);
            return;
        }
        out.writeBytes(known.lines);
    }
}
