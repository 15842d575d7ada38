package dev.sluice.relay;

import dev.sluice.core.Paths;
import dev.sluice.core.Surface;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
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
        final boolean expectsWelcome;
        final boolean upgrades;
        final @Nullable String origin;
        final @Nullable String encoding;
        final @Nullable String forwardedFor;
        final @Nullable String trace;
        final String type;
        @Nullable Surface surface;
        boolean digested;
        byte @Nullable [] digest;
        @Nullable Passed passed;

        Said(HttpRequest request) {
            this.request = request;
            keepAlive = HttpUtil.isKeepAlive(request);
            old = request.protocolVersion().equals(HttpVersion.HTTP_1_0);
            expectsWelcome = HttpUtil.is100ContinueExpected(request);
            HttpHeaders headers = request.headers();
            upgrades = headers.contains(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
            origin = headers.get(HttpHeaderNames.ORIGIN);
            encoding = headers.get(HttpHeaderNames.CONTENT_ENCODING);
            forwardedFor = headers.get("x-forwarded-for");
            trace = headers.get("traceparent");
            @Nullable String typed = headers.get(HttpHeaderNames.CONTENT_TYPE);
            type = typed == null ? "" : typed.strip().toLowerCase(Locale.ROOT);
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
        return said.expectsWelcome;
    }

    /** Returns whether the client asks for a WebSocket. */
    boolean upgrades() {
        return said.upgrades;
    }

    /** Returns how the body is compressed, or null. */
    @Nullable String encoding() {
        return said.encoding;
    }

    /** Returns whom proxies say they speak for, or null. */
    @Nullable String forwardedFor() {
        return said.forwardedFor;
    }

    /** Returns the trace that the call is part of, or null. */
    @Nullable String trace() {
        return said.trace;
    }

    /** Returns the body's content type in lower case, "" where none is stated. */
    String type() {
        return said.type;
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
            lane.writeCallerHeaders(out, this, further, type);
            byte[] lines = new byte[out.writerIndex() - before];
            out.getBytes(before, lines);
            said.passed = new Passed(lane, further, type, lines);
            return;
        }
        out.writeBytes(known.lines);
    }
}
