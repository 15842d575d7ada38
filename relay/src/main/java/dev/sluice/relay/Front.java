package dev.sluice.relay;

import dev.sluice.core.Snapshot;
import dev.sluice.core.VirtualKey;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One client connection: takes its requests one after the other, answers what the gateway answers
 * itself, and opens a {@link Relay} for what a deployment has to answer.
 */
final class Front extends ChannelInboundHandlerAdapter {
    /** A body that nobody wants is read and thrown away up to here, so that the client sees why. */
    private static final long MAX_DISCARDED = 8 << 20;

    private static final long DISCARD_SECONDS = 3;

    /** A body this small is read to its end, so that the connection can be kept. */
    private static final long SMALL_BODY = 64 << 10;

    /** A connection on which no request comes, or never quite comes, is closed. */
    private static final long IDLE_NANOS = 75_000_000_000L;

    private final EventLoopState loop;
    private final Supplier<Snapshot> snapshots;
    private final Services services;
    private final Deque<Object> waiting = new ArrayDeque<>();
    private @Nullable ChannelHandlerContext context;
    private @Nullable Exchange exchange;
    private @Nullable Tunnel tunnel;
    private boolean requestEnded = true;
    private boolean endAnnounced = true;
    private boolean smallBody;
    private long discarded;
    private long quietSince;
    private boolean closing;
    private int slot;

    Front(EventLoopState loop, Supplier<Snapshot> snapshots, Services services) {
        this.loop = loop;
        this.snapshots = snapshots;
        this.services = services;
    }

    /** A request that is being answered: hears the rest of its body and of its client. */
    interface Exchange {
        /** A piece of the request's body; released by the caller. */
        void content(ByteBuf piece);

        /** The request's body is complete. */
        void contentEnd();

        /** The client takes more. */
        void clientWritable();

        /** The client has left. */
        void clientGone();
    }

    int slot() {
        return slot;
    }

    void slot(int position) {
        slot = position;
    }

    EventLoopState loop() {
        return loop;
    }

    Services services() {
        return services;
    }

    Channel channel() {
        return context().channel();
    }

    private ChannelHandlerContext context() {
        if (context == null) {
            throw new IllegalStateException("not in a pipeline yet");
        }
        return context;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        quietSince = loop.now();
        loop.add(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (tunnel != null) {
            tunnel.fromClient((ByteBuf) message);
            return;
        }
        quietSince = loop.now();
        if (requestEnded && !endAnnounced && message.equals(LastHttpContent.EMPTY_LAST_CONTENT)) {
            endAnnounced = true; // the formal end of a request that has no body
            return;
        }
        if ((exchange != null && requestEnded) || !waiting.isEmpty()) {
            // A pipelined request: it waits for its turn, and so does the socket.
            waiting.add(message);
            reading(false);
            return;
        }
        handle(ctx, message);
    }

    private void handle(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof RequestHead head) {
                begin(ctx, head);
            } else if (message instanceof HttpRequest wrong) {
                malformed(ctx, wrong);
            }
            if (message instanceof HttpContent content) {
                content(content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private ClientResponse response(
            ChannelHandlerContext ctx, Snapshot snapshot, RequestHead request) {
        return new ClientResponse(ctx, loop, request, snapshot.settings(), loop.newRequestId());
    }

    private void malformed(ChannelHandlerContext ctx, HttpRequest request) {
        var response = response(ctx, snapshots.get(), RequestHead.malformed(request));
        requestEnded = false; // its headers may say anything
        smallBody = false;
        Answers.malformedRequest(response, request.decoderResult().cause());
        answered(response);
    }

    private void begin(ChannelHandlerContext ctx, RequestHead request) {
        Snapshot snapshot = snapshots.get();
        var response = response(ctx, snapshot, request);
        RequestFraming framing = request.framing();
        requestEnded = framing.isEmpty();
        endAnnounced = !requestEnded;
        smallBody = framing.declared() <= SMALL_BODY && !framing.chunked();
        discarded = 0;
        loop.flushes().before(channel()); // the end of an answer may have to wait for its record
        new Reception(this, snapshot, request, response).receive();
    }

    @SuppressWarnings("ReferenceEquality") // is it still this very exchange?
    private void content(HttpContent content) {
        boolean last = content instanceof LastHttpContent;
        if (last) {
            requestEnded = true;
        }
        if (content.decoderResult().isFailure()) {
            requestEnded = true;
            closing = true;
            Exchange broken = exchange;
            if (broken != null) {
                broken.clientGone();
            }
            close();
            return;
        }
        Exchange current = exchange;
        if (current == null) {
            discarded += content.content().readableBytes();
            if (last) {
                next();
            } else if (discarded > MAX_DISCARDED) {
                close();
            }
            return;
        }
        if (content.content().isReadable()) {
            current.content(content.content());
        }
        // A call that this piece has ended may have made way for the next one already.
        if (last && exchange == current) {
            current.contentEnd();
        }
    }

    /** Whoever answers the current request over more than one event-loop turn. */
    void exchange(Exchange newExchange) {
        exchange = newExchange;
    }

    /** From here on the connection is a tunnel of bytes in both directions. */
    void tunnel(Tunnel newTunnel) {
        tunnel = newTunnel;
        context().pipeline().remove(RequestReader.class);
    }

    /** Stops or goes on reading from the client. */
    void reading(boolean on) {
        Channel channel = channel();
        if (channel.config().isAutoRead() != on) {
            channel.config().setAutoRead(on);
        }
    }

    /**
     * Returns whether more of the request is to come than will be read for its connection's sake.
     */
    boolean abandoned() {
        return !requestEnded && !smallBody;
    }

    /** The current request has been answered: take the next one, or close. */
    void answered(ClientResponse response) {
        exchange = null;
        quietSince = loop.now();
        loop.flushes().soon(channel());
        if (!response.keepAlive()) {
            closing = true;
        }
        if (requestEnded) {
            next();
        } else if (!smallBody || closing) {
            linger();
        } else {
            reading(true); // whoever streamed the body may have held it up
        }
    }

    /**
     * Ends a connection whose client may still be sending. Closing at once would reset it and could
     * take the answer away: so only our side ends, and what still comes is thrown away for a while.
     */
    private void linger() {
        closing = true;
        reading(true);
        ChannelFuture flushed = context().writeAndFlush(Unpooled.EMPTY_BUFFER);
        if (channel() instanceof DuplexChannel duplex
                && duplex.pipeline().get(SslHandler.class) == null) {
            flushed.addListener(_ -> duplex.shutdownOutput());
        }
        context().executor().schedule(this::close, DISCARD_SECONDS, TimeUnit.SECONDS);
    }

    private void next() {
        if (closing) {
            releaseWaiting();
            context().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        while (!waiting.isEmpty() && (exchange == null || !requestEnded)) {
            handle(context(), waiting.poll());
        }
        if (waiting.isEmpty()) {
            reading(true);
        }
    }

    /** Closes a connection that has been quiet for too long; runs every second. */
    void tick(long now) {
        if (exchange == null && tunnel == null) {
            if (now - quietSince > IDLE_NANOS) {
                close();
            }
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            if (tunnel != null) {
                tunnel.clientWritable();
            } else if (exchange != null) {
                exchange.clientWritable();
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        loop.remove(this);
        releaseWaiting();
        if (tunnel != null) {
            tunnel.clientGone();
        } else if (exchange != null) {
            Exchange left = exchange;
            exchange = null;
            left.clientGone();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // A reset by the client, as a rule: channelInactive follows and tells the exchange.
        Faults.report(cause);
        ctx.close();
    }

    private void releaseWaiting() {
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
    }

    /** Closes when no request is under way and none has been for so long. */
    void closeIfQuiet(long now, long nanos) {
        if (exchange == null && tunnel == null && requestEnded && now - quietSince > nanos) {
            close();
        }
    }

    /** Closes; what has been written goes out before, whoever was to flush it. */
    void close() {
        context().flush();
        context().close();
    }

    /** Returns where the client is. */
    boolean tls() {
        return channel().pipeline().get(SslHandler.class) != null;
    }

    InetAddress address() {
        return ((InetSocketAddress) channel().remoteAddress()).getAddress();
    }

    /** Looks a key up by its digest; null when it is unknown. */
    @Nullable VirtualKey key(Snapshot snapshot, byte @Nullable [] digest) {
        if (digest == null) {
            return snapshot.open();
        }
        @Nullable VirtualKey configured = snapshot.keys().find(digest);
        return configured == null ? services.keys().find(digest, snapshot) : configured;
    }
}
