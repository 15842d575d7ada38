package dev.sluice.relay;

import dev.sluice.core.Candidate;
import dev.sluice.core.Surface;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * The body of one request on its way from the client to the vendor.
 *
 * <p>JSON is collected: the model that it names, its parameters and the place where they stand are
 * needed before anything can be sent, and what is collected can be sent again. Everything else is
 * streamed: a recording or a film is never whole in memory.
 */
interface RequestBody {

    /**
     * What the answer's treatment depends on.
     *
     * @param streaming whether the client asked for a stream
     * @param usageAsked whether the client itself asked for a usage chunk
     */
    record Facts(boolean streaming, boolean usageAsked) {
        static final Facts NONE = new Facts(false, false);
    }

    /** Begins to receive; may already know everything and call {@link Relay#route}. */
    void begin();

    /** Takes a piece; the caller releases it. */
    void content(ByteBuf piece);

    /** The client has sent everything. */
    void end();

    /** Makes ready for an attempt. */
    Sending prepare(Attempt attempt);

    /** Returns whether several attempts may send it at the same time. */
    boolean isShareable();

    /** Returns whether the request can be sent once more. */
    boolean replayable();

    Facts facts();

    /** Returns the whole body, which must not be changed; null where it is never whole. */
    default byte @Nullable [] bytes() {
        return null;
    }

    /** Gives back what is held. */
    void release();

    /** Picks the way for a request. */
    static RequestBody of(Relay call) {
        RequestHead request = call.request();
        if (Tunnel.wanted(call)) {
            return new UpgradeBody(call);
        }
        String type = request.type();
        if (call.framing().isEmpty() && call.surface().kind() == Surface.Kind.OTHER) {
            return new StreamedBody(call, null);
        }
        if (type.startsWith("multipart/form-data")) {
            return new StreamedBody(call, boundary(request.headers()));
        }
        boolean json =
                type.isEmpty()
                        || type.contains("json")
                        || type.startsWith("text/")
                        || type.equals("application/x-www-form-urlencoded") // curl -d
                        || call.surface().kind() != Surface.Kind.OTHER;
        return json ? new CollectedBody(call) : new StreamedBody(call, null);
    }

    private static @Nullable String boundary(HttpHeaders headers) {
        String type = headers.get(HttpHeaderNames.CONTENT_TYPE, "");
        for (String parameter : type.split(";", -1)) {
            String each = parameter.strip();
            if (each.regionMatches(true, 0, "boundary=", 0, 9)) {
                String value = each.substring(9);
                return value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")
                        ? value.substring(1, value.length() - 1)
                        : value;
            }
        }
        return null;
    }

    /** Writes the head of the upstream's request, all but how long the body is. */
    static ByteBuf requestHead(Attempt attempt, Lane lane, int room, Lane.BodyType type) {
        Relay call = attempt.call();
        ByteBuf out = call.response().buffer(512 + room);
        Surface.Relayed surface = call.surface();
        Candidate where = attempt.where();
        lane.writeHead(
                out, call.request().method(), surface.path(), query(surface, where), where.model());
        call.request().pass(out, lane, call.snapshot().settings().forwardHeaders(), type);
        return out;
    }

    /** The caller's query, the upstream's model in the place of an alias. */
    private static String query(Surface.Relayed surface, Candidate where) {
        String query = withoutKey(surface.query());
        @Nullable String name = where.setModel();
        if (name == null || name.equals(surface.model()) || !query.contains("model=")) {
            return query;
        }
        if (!surface.path().startsWith("/realtime")) {
            return query; // elsewhere a model in the query is a filter, and none of ours
        }
        String model =
                "model=" + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        return query.replaceFirst("(^|&)model=[^&]*", "$1" + Matcher.quoteReplacement(model));
    }

    /** A key in the query is ours and must not reach a vendor. */
    private static String withoutKey(String query) {
        if (!query.contains("key=")) {
            return query;
        }
        var kept = new StringBuilder();
        for (String pair : query.split("&", -1)) {
            if (!pair.startsWith("key=")) {
                kept.append(kept.isEmpty() ? "" : "&").append(pair);
            }
        }
        return kept.toString();
    }

    /** Refuses a body that is declared too large, before a byte of it is read. */
    static boolean tooLarge(Relay call) {
        long limit = call.snapshot().settings().maxBodyBytes();
        if (call.framing().length() <= limit) {
            return false;
        }
        call.fail(Answers.tooLarge(limit));
        return true;
    }

    /** Tells a client that waits for permission to go on ({@code Expect: 100-continue}). */
    static void welcome(Relay call) {
        if (call.request().expectsWelcome()) {
            ByteBuf out = call.response().buffer(32);
            Ascii.write(out, "HTTP/1.1 100 Continue\r\n\r\n");
            call.response().write(out);
            call.response().flush();
        }
    }
}
