package dev.sluice.relay;

import dev.sluice.core.failure.Failure;
import dev.sluice.wire.multipart.ModelField;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A body that streams past: a form with files, or bytes of any kind.
 *
 * <p>A form names its model in a field. Many libraries put the file first, so the beginning is kept
 * in memory until the field has been seen or {@link #PREFIX} bytes have passed. After that it
 * depends on whether the name decides anything: if the key leads to one deployment only, the call
 * goes there; otherwise the form is laid on disk until the field comes ({@link Spool}).
 */
final class StreamedBody implements RequestBody, Sending {
    private static final int PREFIX = 256 << 10;

    private final Relay call;
    private @Nullable Attempt attempt;
    private final @Nullable ModelField field;
    private final Deque<ByteBuf> waiting = new ArrayDeque<>();
    private long received;
    private long waitingBytes;
    private boolean ended;
    private boolean routed;
    private @Nullable String setModel;
    private @Nullable Spool spool;
    private @Nullable UpstreamConnection connection;
    private boolean chunked;
    private boolean finished;

    StreamedBody(Relay call, @Nullable String boundary) {
        this.call = call;
        field = boundary == null || boundary.isEmpty() ? null : new ModelField(boundary);
    }

    @Override
    public void begin() {
        if (RequestBody.tooLarge(call)) {
            return;
        }
        ended = call.framing().isEmpty();
        RequestBody.welcome(call);
        if (field == null || ended) {
            route(null);
        }
    }

    @Override
    public void content(ByteBuf piece) {
        received += piece.readableBytes();
        long limit = call.snapshot().settings().maxBodyBytes();
        if (received > limit) {
            tooLarge(limit);
            return;
        }
        waiting.add(piece.retain());
        waitingBytes += piece.readableBytes();
        if (!routed) {
            look(piece);
        } else {
            more();
        }
    }

    private void tooLarge(long limit) {
        Attempt sending = attempt;
        if (sending == null || !sending.committed()) {
            call.fail(Answers.tooLarge(limit));
        } else {
            sending.cancelRequest();
            sending.failed(new Failure.Broken("the request's body is too large"));
        }
    }

    private void look(ByteBuf piece) {
        if (field != null && !field.decided()) {
            int size = piece.readableBytes();
            byte[] scratch = call.loop().scratch(size);
            piece.getBytes(piece.readerIndex(), scratch, 0, size);
            field.feed(scratch, 0, size);
        }
        if (spool != null) {
            spool();
        }
        if (field == null || field.decided()) {
            route(field == null ? null : field.value());
        } else if (waitingBytes > PREFIX) {
            if (!call.key().models().decides()) {
                route(null);
            } else {
                spool();
            }
        }
    }

    private void spool() {
        if (spool == null) {
            spool = new Spool(call.loop().executor());
        }
        call.front().reading(false);
        ByteBuf next = waiting.poll();
        while (next != null) {
            spool.append(next, this::spooledOne, this::spoolFailed);
            next = waiting.poll();
        }
        waitingBytes = 0;
    }

    /** A piece is on disk: take the next, unless the call goes on from here by itself. */
    private void spooledOne() {
        if (!routed && !call.over()) {
            call.front().reading(true);
        }
    }

    private void spoolFailed(String why) {
        if (!call.over()) {
            call.fail(
                    dev.sluice.wire.chat.ApiError.server(
                            503,
                            "The upload cannot be held on disk: " + why + ".",
                            "spool_failed"));
        }
    }

    private void route(@Nullable String model) {
        routed = true;
        call.front().reading(false); // until the upstream is there to take the rest
        call.route(model);
    }

    @Override
    public void end() {
        ended = true;
        if (!routed && !call.over()) {
            route(field == null ? null : field.value());
        } else if (routed) {
            more();
        }
    }

    @Override
    public Sending prepare(Attempt trying) {
        attempt = trying;
        if (field != null && field.value() != null) {
            setModel = trying.where().setModel();
        }
        return this;
    }

    @Override
    public void send(UpstreamConnection target, Lane lane) {
        connection = target;
        Attempt sending = attempt;
        if (sending == null) {
            throw new IllegalStateException("sent without an attempt");
        }
        ByteBuf out = RequestBody.requestHead(sending, lane, 0, Lane.BodyType.AS_SENT);
        long declared = call.framing().declared();
        chunked = call.framing().chunked();
        if (chunked) {
            Ascii.write(out, "transfer-encoding: chunked\r\n\r\n");
        } else if (declared >= 0) {
            Ascii.writeLength(out, declared + growth());
            Ascii.write(out, "\r\n");
        } else {
            Ascii.write(out, needsLength() ? "content-length: 0\r\n\r\n" : "\r\n");
        }
        target.channel().write(out, target.channel().voidPromise());
        replaceModel();
        more();
        target.channel().flush();
    }

    private boolean needsLength() {
        String method = call.request().method();
        return method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
    }

    private long growth() {
        return setModel == null || field == null
                ? 0
                : ClientResponse.utf8(setModel).length - (field.valueTo() - field.valueFrom());
    }

    /** The field stands in what is still held: cut there and put the upstream's name in. */
    private void replaceModel() {
        String name = setModel;
        if (name == null || field == null) {
            return;
        }
        byte[] bytes = ClientResponse.utf8(name);
        if (spool != null) {
            spool.replace(field.valueFrom(), field.valueTo(), bytes);
            return;
        }
        ByteBuf joined = call.response().buffer((int) waitingBytes + bytes.length);
        waiting.forEach(joined::writeBytes);
        releaseWaiting();
        int from = (int) field.valueFrom();
        int to = (int) field.valueTo();
        waiting.add(joined.retainedSlice(0, from));
        waiting.add(io.netty.buffer.Unpooled.wrappedBuffer(bytes));
        waiting.add(joined.retainedSlice(to, joined.writerIndex() - to));
        joined.release();
    }

    @Override
    public void more() {
        UpstreamConnection target = connection;
        if (target == null || finished || call.over()) {
            return;
        }
        Spool held = spool;
        if (held != null && !held.drained()) {
            held.read(this::spooled, this::spoolFailed);
            return;
        }
        while (!waiting.isEmpty() && target.channel().isWritable()) {
            write(target, waiting.poll());
        }
        target.channel().flush();
        if (waiting.isEmpty() && ended) {
            finish(target);
        } else if (!ended) {
            call.front().reading(waiting.isEmpty() && target.channel().isWritable());
        }
    }

    /** A piece from the disk has come. */
    private void spooled(ByteBuf piece) {
        UpstreamConnection target = connection;
        if (target == null || call.over()) {
            piece.release();
            return;
        }
        write(target, piece);
        target.channel().flush();
        if (target.channel().isWritable()) {
            more();
        }
    }

    private void write(UpstreamConnection target, ByteBuf piece) {
        if (!piece.isReadable()) {
            piece.release();
            return;
        }
        if (chunked) {
            ByteBuf size = call.response().buffer(12);
            Ascii.write(size, Integer.toHexString(piece.readableBytes()));
            Ascii.write(size, "\r\n");
            target.channel().write(size, target.channel().voidPromise());
        }
        target.channel().write(piece, target.channel().voidPromise());
        if (chunked) {
            ByteBuf end = call.response().buffer(2);
            Ascii.write(end, "\r\n");
            target.channel().write(end, target.channel().voidPromise());
        }
    }

    private void finish(UpstreamConnection target) {
        finished = true;
        if (chunked) {
            ByteBuf last = call.response().buffer(8);
            Ascii.write(last, "0\r\n\r\n");
            target.channel().writeAndFlush(last, target.channel().voidPromise());
        }
        call.front().reading(true);
        if (attempt != null) {
            attempt.sent();
        }
    }

    @Override
    public boolean isShareable() {
        return false;
    }

    /** What has not begun to go out can go elsewhere; after that only what has no body can. */
    @Override
    public boolean replayable() {
        return connection == null || (ended && received == 0);
    }

    @Override
    public Facts facts() {
        return Facts.NONE;
    }

    private void releaseWaiting() {
        waiting.forEach(ByteBuf::release);
        waiting.clear();
    }

    @Override
    public void release() {
        releaseWaiting();
        connection = null;
        Spool held = spool;
        if (held != null) {
            held.delete();
        }
    }
}
