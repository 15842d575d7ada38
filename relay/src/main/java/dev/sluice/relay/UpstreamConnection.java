package dev.sluice.relay;

import dev.sluice.core.failure.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a vendor: sends one request at a time and hands the answer to whoever asked.
 *
 * <p>Lives on one event loop, the one of the client that it serves. Between two calls it lies in
 * its {@link UpstreamPool}.
 */
final class UpstreamConnection extends ChannelInboundHandlerAdapter
        implements ResponseFraming.Listener {

    /** Whoever waits for an answer. Every method runs on the event loop. */
    interface Listener extends ResponseFraming.Listener {
        /** Everything that one read brought has been announced: time to flush. */
        void readComplete();

        /** The connection takes more request body. */
        void writable();

        /** There will be no (further) answer. Nothing is called after this. */
        void failed(Failure failure);
    }

    private final UpstreamPool pool;
    private final ResponseFraming framing = new ResponseFraming(this);
    private @Nullable Channel channel;
    private @Nullable Listener listener;
    private boolean answered;
    private boolean sent;
    private boolean ended;
    private int calls;
    private long idleSince;

    UpstreamConnection(UpstreamPool pool) {
        this.pool = pool;
    }

    /** Begins a call: the answer to the next request goes to this listener. */
    void take(Listener caller, ResponseFraming.Method method) {
        listener = caller;
        answered = false;
        sent = false;
        ended = false;
        calls++;
        framing.expect(method);
    }

    /** The request has been written to its last byte. */
    void sent() {
        sent = true;
    }

    /**
     * Returns whether the vendor closed an idle connection just as it was taken up: no byte of an
     * answer came, so the vendor did not serve the request and it may be sent once more (RFC 9110,
     * section 9.2.2).
     */
    static boolean wentStale(Failure failure, @Nullable UpstreamConnection broken) {
        return failure instanceof Failure.Broken
                && broken != null
                && broken.calls > 1
                && !broken.answered;
    }

    boolean active() {
        return channel != null && channel.isActive();
    }

    Channel channel() {
        if (channel == null) {
            throw new IllegalStateException("not connected yet");
        }
        return channel;
    }

    long idleSince() {
        return idleSince;
    }

    void idleSince(long nanos) {
        idleSince = nanos;
    }

    /** Ends the call before its answer did: the connection is closed and the vendor sees it. */
    void cancel() {
        listener = null;
        if (channel != null) {
            channel.close();
        }
    }

    /** Stops or goes on reading the answer, when the client is slower than the vendor. */
    void reading(boolean on) {
        Channel open = channel();
        if (open.config().isAutoRead() != on) {
            open.config().setAutoRead(on);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        pool.opened();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf buf = (ByteBuf) message;
        try {
            if (listener == null) {
                ctx.close(); // an idle connection that speaks is of no use
                return;
            }
            answered = true;
            framing.feed(buf);
        } catch (BadResponse e) {
            fail(new Failure.Malformed(e.why()));
            ctx.close();
        } finally {
            buf.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        @Nullable Listener caller = listener;
        if (caller != null) {
            caller.readComplete();
        }
        if (ended) {
            ended = false;
            // A vendor may answer before it has the whole request. The rest of it would be read
            // as the next one: such a connection carries no other call.
            pool.release(this, sent && framing.keepAlive());
        }
    }

    @Override
    public void head(ResponseHead head) {
        if (listener != null) {
            listener.head(head);
        }
    }

    @Override
    public void body(ByteBuf buf, int index, int length) {
        if (listener != null) {
            listener.body(buf, index, length);
        }
    }

    @Override
    public void end() {
        // The listener stays until the read is complete, so that it may flush what it wrote.
        ended = true;
        if (listener != null) {
            listener.end();
        }
    }

    /** Lets go of the caller; called by the pool when the connection becomes idle. */
    void forget() {
        listener = null;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        pool.gone(this);
        if (framing.untilClose() && listener != null) {
            Listener caller = listener;
            listener = null;
            caller.end();
            caller.readComplete();
            return;
        }
        fail(
                new Failure.Broken(
                        answered
                                ? "the upstream closed the connection in the middle of its answer"
                                : "the upstream closed the connection without an answer"));
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (listener != null && ctx.channel().isWritable()) {
            listener.writable();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Faults.report(cause);
        fail(
                cause instanceof IOException
                        ? new Failure.Broken("the connection to the upstream broke")
                        : new Failure.Internal());
        ctx.close();
    }

    private void fail(Failure failure) {
        @Nullable Listener caller = listener;
        listener = null;
        if (caller != null) {
            caller.failed(failure);
        }
    }
}
