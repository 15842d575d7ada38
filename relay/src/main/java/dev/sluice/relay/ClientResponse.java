package dev.sluice.relay;

import dev.sluice.core.Settings;
import dev.sluice.providers.Manners;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way back to one client: writes the head once, then a body of known length or in chunks.
 *
 * <p>Heads are written straight into a buffer. There is no header map, and nothing that comes from
 * outside gets into a head unless it has passed {@link ResponseHead}'s or Netty's check for control
 * characters.
 */
final class ClientResponse {
    /** Room in front of a chunk for its size line: eight digits and CRLF. */
    static final int CHUNK_ROOM = 10;

    /** Bodies up to this size go out in one write with their head. */
    static final int ONE_WRITE = 4 << 10;

    /** Enough for most heads, and for a short body behind them. */
    private static final int HEAD_ROOM = 2 << 10;

    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = Ascii.bytes("0\r\n\r\n");
    private static final byte[] REQUEST_ID = Ascii.bytes("x-request-id: ");
    private static final byte[] DEPLOYMENT = Ascii.bytes("x-sluice-deployment: ");
    private static final byte[] ATTEMPTS = Ascii.bytes("\r\nx-sluice-attempts: ");
    private static final byte[][] STATUS_LINES = new byte[600][];
    private static final byte[] EVENT_STREAM =
            Ascii.bytes(
                    String.join(
                            "\r\n",
                            "content-type: text/event-stream; charset=utf-8",
                            "cache-control: no-cache",
                            "x-accel-buffering: no",
                            ""));

    private static final int LONGEST_LIST = 1000;

    static {
        for (int status = 100; status < 600; status++) {
            STATUS_LINES[status] =
                    Ascii.bytes("HTTP/1.1 " + HttpResponseStatus.valueOf(status) + "\r\n");
        }
    }

    private final ChannelHandlerContext ctx;
    private final EventLoopState loop;
    private final RequestHead request;
    private final Settings settings;
    private final String requestId;
    private final boolean head;
    private boolean keepAlive;
    private boolean chunked;
    private boolean headSent;
    private boolean finished;
    private boolean awaiting;
    private int status;
    private @Nullable String deployment;
    private int attempts;
    private List<String> dropped = List.of();
    private String allowance = "";
    private Manners.Envelope envelope = Manners.Envelope.OPENAI;

    ClientResponse(
            ChannelHandlerContext ctx,
            EventLoopState loop,
            RequestHead request,
            Settings settings,
            String requestId) {
        this.ctx = ctx;
        this.loop = loop;
        this.request = request;
        this.settings = settings;
        this.requestId = requestId;
        head = request.method().equals("HEAD");
        keepAlive = request.keepAlive();
    }

    String requestId() {
        return requestId;
    }

    boolean headSent() {
        return headSent;
    }

    boolean finished() {
        return finished;
    }

    int status() {
        return status;
    }

    boolean keepAlive() {
        return keepAlive;
    }

    /** Closes the connection after this answer. */
    void lastOfConnection() {
        keepAlive = false;
    }

    /** Names the deployment in the head. */
    void ranOn(String deploymentId, int attemptCount) {
        deployment = deploymentId;
        attempts = attemptCount;
    }

    /** Names in the head what the vendor's language had no word for. */
    void dropped(List<String> paths) {
        dropped = paths;
    }

    /**
     * Says in the head what is left of the key's limits.
     *
     * @param lines whole lines, each with its CRLF
     */
    void allowance(String lines) {
        allowance = lines;
    }

    /** Returns whether the answer says what is left of the key's own limits. */
    boolean hasAllowance() {
        return !allowance.isEmpty();
    }

    /** Says what stands around an error. */
    void envelope(Manners.Envelope around) {
        envelope = around;
    }

    Manners.Envelope envelope() {
        return envelope;
    }

    ByteBuf buffer(int size) {
        return ctx.alloc().directBuffer(size);
    }

    /** Begins a head; the caller adds its lines and hands it to one of the {@code body} methods. */
    ByteBuf head(int answerStatus) {
        if (loop.draining()) {
            keepAlive = false;
        }
        status = answerStatus;
        ByteBuf out = buffer(HEAD_ROOM);
        out.writeBytes(STATUS_LINES[answerStatus]);
        out.writeBytes(loop.date());
        out.writeBytes(REQUEST_ID);
        Ascii.write(out, requestId);
        out.writeBytes(CRLF);
        if (deployment != null) {
            out.writeBytes(DEPLOYMENT);
            Ascii.write(out, deployment);
            out.writeBytes(ATTEMPTS);
            Ascii.writeDecimal(out, attempts);
            out.writeBytes(CRLF);
        }
        if (!dropped.isEmpty()) {
            header(out, "x-sluice-dropped", listed(dropped));
        }
        Ascii.write(out, allowance);
        @Nullable String origin = request.origin();
        if (origin != null) {
            Cors.writeHeaders(out, origin, settings.corsOrigins());
        }
        return out;
    }

    /** Names of members are the caller's own: nothing of them may end a header line. */
    private static String listed(List<String> paths) {
        var all = new StringBuilder();
        for (String path : paths) {
            all.append(all.isEmpty() ? "" : ", ");
            for (int i = 0; i < path.length() && all.length() <= LONGEST_LIST; i++) {
                char c = path.charAt(i);
                all.append(c >= ' ' && c <= '~' ? c : '?');
            }
        }
        return all.length() <= LONGEST_LIST
                ? all.toString()
                : all.substring(0, LONGEST_LIST) + "...";
    }

    /** Begins the head of an event stream. */
    ByteBuf eventStreamHead(int answerStatus) {
        ByteBuf out = head(answerStatus);
        out.writeBytes(EVENT_STREAM);
        return out;
    }

    /** Adds one line to a head. */
    static void header(ByteBuf out, String name, CharSequence value) {
        Ascii.write(out, name);
        out.writeByte(':').writeByte(' ');
        Ascii.write(out, value);
        out.writeBytes(CRLF);
    }

    /** Ends a head whose body has a known length, and returns it for the body to be added. */
    ByteBuf sized(ByteBuf out, long length) {
        if (status != 204) { // which must not have one: RFC 9110, section 8.6
            Ascii.writeLength(out, length);
        }
        endHead(out);
        return out;
    }

    /** Ends and sends a head whose body comes in pieces. */
    void sendChunkedHead(ByteBuf out) {
        if (request.isOld()) {
            keepAlive = false; // an HTTP/1.0 client reads until the connection closes
        } else {
            chunked = true;
            Ascii.write(out, "transfer-encoding: chunked\r\n");
        }
        endHead(out);
        write(out);
    }

    /** Ends and sends the head of an answer that cannot have a body (RFC 9110, section 8.6). */
    void sendBodilessHead(ByteBuf out) {
        endHead(out);
        write(out);
    }

    private void endHead(ByteBuf out) {
        if (!keepAlive) {
            Ascii.write(out, "connection: close\r\n");
        } else if (request.isOld()) {
            Ascii.write(out, "connection: keep-alive\r\n");
        }
        out.writeBytes(CRLF);
        headSent = true;
    }

    /** Writes bytes of a head or of a body with a known length. */
    void write(ByteBuf out) {
        ctx.write(out, ctx.voidPromise());
    }

    /** Allocates a chunk: the data is appended to what is returned, after {@link #CHUNK_ROOM}. */
    ByteBuf newChunk(int size) {
        ByteBuf out = buffer(CHUNK_ROOM + size + 2);
        out.writeZero(CHUNK_ROOM);
        return out;
    }

    /** Frames and writes a chunk that {@link #newChunk} began. */
    void writeChunk(ByteBuf chunk) {
        int length = chunk.writerIndex() - CHUNK_ROOM;
        if (length == 0 || head) {
            chunk.release();
            return;
        }
        if (chunked) {
            chunk.setByte(CHUNK_ROOM - 2, '\r').setByte(CHUNK_ROOM - 1, '\n');
            chunk.readerIndex(Ascii.setHexBackwards(chunk, CHUNK_ROOM - 2, length));
            chunk.writeBytes(CRLF);
        } else {
            chunk.readerIndex(CHUNK_ROOM);
        }
        write(chunk);
    }

    /** Ends a body that came in pieces. */
    void endChunks() {
        if (chunked && !head) {
            ByteBuf last = buffer(LAST_CHUNK.length);
            write(last.writeBytes(LAST_CHUNK));
        }
        finished = true;
    }

    /** Ends a body of known length. */
    void endSized() {
        finished = true;
    }

    /** Answers with one JSON document. */
    void json(int answerStatus, byte[] body) {
        json(answerStatus, body, List.of());
    }

    /**
     * Answers with one JSON document and further header lines.
     *
     * @param lines whole lines without CRLF
     */
    void json(int answerStatus, byte[] body, List<String> lines) {
        whole(answerStatus, Control.Reply.JSON, body, lines);
    }

    /**
     * Answers with one document and further header lines.
     *
     * @param lines whole lines without CRLF
     */
    void whole(int answerStatus, String type, byte[] body, List<String> lines) {
        ByteBuf out = head(answerStatus);
        header(out, "content-type", type);
        for (String line : lines) {
            Ascii.write(out, line);
            out.writeBytes(CRLF);
        }
        sized(out, body.length);
        if (!head) {
            out.writeBytes(body);
        }
        write(out);
        finished = true;
    }

    /** Answers with a status and no body. */
    void empty(int answerStatus, List<String> lines) {
        ByteBuf out = head(answerStatus);
        for (String line : lines) {
            Ascii.write(out, line);
            out.writeBytes(CRLF);
        }
        if (answerStatus != 204 && answerStatus != 304) {
            Ascii.write(out, "content-length: 0\r\n");
        }
        endHead(out);
        write(out);
        finished = true;
    }

    /** Sends what has been written; the end of an answer that {@linkplain #await waits} stays. */
    void flush() {
        if (!finished || !awaiting) {
            ctx.flush();
        }
    }

    /** The end of the answer is not sent before {@link #proceed}. */
    void await() {
        awaiting = true;
    }

    /** Nothing has to wait any more. */
    void proceed() {
        awaiting = false;
    }

    /** Returns whether the client takes more. */
    boolean writable() {
        return ctx.channel().isWritable();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
