package dev.sluice.relay;

import dev.sluice.core.Deployment;
import dev.sluice.core.HealthBook;
import dev.sluice.core.Planner;
import dev.sluice.core.Snapshot;
import dev.sluice.providers.Received;
import dev.sluice.providers.VendorRequest;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The listening gateway: open sockets, the event loops and the snapshot in force. */
public final class Gateway implements AutoCloseable {
    private static final int MAX_LINE = 16 << 10;

    private final MultiThreadIoEventLoopGroup loops;
    private final IdentityHashMap<EventExecutor, EventLoopState> states = new IdentityHashMap<>();
    private final Services services;
    private final RoutingState routing = new RoutingState();
    private final Listen listen;
    private final Transport transport;
    private final HttpDecoderConfig decoding;
    private volatile Snapshot snapshot;
    private final AtomicLong accepted = new AtomicLong();
    private volatile @Nullable Channel server;

    private Gateway(Listen listen, Snapshot snapshot, Services services) {
        this.listen = listen;
        this.snapshot = snapshot;
        this.services = services;
        transport = Transport.best();
        loops = new MultiThreadIoEventLoopGroup(listen.loops(), transport.handlers());
        decoding =
                new HttpDecoderConfig()
                        .setMaxInitialLineLength(MAX_LINE)
                        .setMaxHeaderSize(listen.maxHeaderBytes())
                        .setMaxChunkSize(64 << 10);
        var shared =
                new EventLoopState.Shared(
                        new Names(), new TlsContexts(), new HeldBytes(), new Tokens(), routing);
        routing.install(snapshot);
        for (EventExecutor each : loops) {
            var state = new EventLoopState((EventLoop) each, transport, shared);
            state.tick();
            states.put(each, state);
        }
    }

    /** Binds and begins to serve; nobody answers the administrator. */
    public static Gateway start(Listen listen, Snapshot snapshot, CallRecorder recorder)
            throws IOException {
        return start(listen, snapshot, Services.recording(recorder));
    }

    /**
     * Binds and begins to serve.
     *
     * @throws IOException when the address is taken or may not be bound; the message names it
     */
    public static Gateway start(Listen listen, Snapshot snapshot, Services services)
            throws IOException {
        @Nullable SslContext tls = listen.tls() == null ? null : TlsContexts.server(listen.tls());
        var gateway = new Gateway(listen, snapshot, services);
        try {
            gateway.bind(tls);
        } catch (IOException e) {
            gateway.close();
            throw e;
        }
        return gateway;
    }

    private void bind(@Nullable SslContext tls) throws IOException {
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(loops)
                        .channel(transport.server())
                        .option(ChannelOption.SO_BACKLOG, 4096)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.ALLOCATOR, Transport.BUFFERS)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.SO_KEEPALIVE, true)
                        .childOption(
                                ChannelOption.WRITE_BUFFER_WATER_MARK,
                                new WriteBufferWaterMark(32 << 10, 64 << 10))
                        .childHandler(new Pipeline(tls));
        if (listen.sharing() == Listen.Sharing.SHARED) {
            bootstrap.option(transport.reusePort(), true);
        }
        var binding = bootstrap.bind(listen.host(), listen.port()).awaitUninterruptibly();
        if (!binding.isSuccess()) {
            throw new IOException(
                    "cannot listen on "
                            + listen.host()
                            + ":"
                            + listen.port()
                            + ": "
                            + binding.cause().getMessage(),
                    binding.cause());
        }
        server = binding.channel();
        EventLoopState first = states.values().iterator().next();
        var checks = new HealthChecks(first, this::snapshot);
        var checking = first.executor().scheduleAtFixedRate(checks::tick, 1, 1, TimeUnit.SECONDS);
        if (checking.isCancelled()) {
            throw new IOException("an event loop refuses to work");
        }
        for (EventLoopState state : states.values()) {
            var ticking =
                    state.executor()
                            .scheduleAtFixedRate(
                                    state::tick,
                                    EventLoopState.TICK_MILLIS,
                                    EventLoopState.TICK_MILLIS,
                                    TimeUnit.MILLISECONDS);
            if (ticking.isCancelled()) {
                throw new IOException("an event loop refuses to work");
            }
        }
    }

    private final class Pipeline extends ChannelInitializer<Channel> {
        private final @Nullable SslContext tls;

        Pipeline(@Nullable SslContext tls) {
            this.tls = tls;
        }

        @Override
        protected void initChannel(Channel channel) {
            accepted.incrementAndGet();
            EventLoopState state = states.get(channel.eventLoop());
            if (state == null) {
                throw new IllegalStateException("a connection on a foreign event loop");
            }
            if (tls != null) {
                channel.pipeline().addLast(tls.newHandler(channel.alloc()));
            }
            channel.pipeline().addLast(new RequestReader(decoding));
            channel.pipeline().addLast(new Front(state, Gateway.this::snapshot, services));
        }
    }

    /**
     * Asks somebody one thing, on the program's own account; blocks, so never on an event loop.
     *
     * @param limit the most bytes that the answer may have
     * @throws IOException when there is no answer; the message says why
     */
    public Received ask(VendorRequest request, int limit) throws IOException {
        return Outing.ask(states.values().iterator().next(), request, limit);
    }

    /** Returns the port in use. */
    public int port() {
        Channel bound = server;
        return bound != null && bound.localAddress() instanceof InetSocketAddress address
                ? address.getPort()
                : 0;
    }

    /** Returns the kind of sockets in use, for the log. */
    public String transport() {
        return transport.name();
    }

    /** Puts another snapshot in force; calls under way keep theirs. */
    public void swap(Snapshot next) {
        snapshot = next;
        routing.install(next);
        for (EventLoopState state : states.values()) {
            if (!state.executor().isShuttingDown()) {
                state.executor().execute(state::snapshotChanged);
            }
        }
    }

    /** Returns the health of every deployment. */
    public HealthBook health() {
        return routing.book();
    }

    /** Returns an outlook for who wants to know a plan and leaves everything as it is. */
    public Planner.Outlook outlook() {
        return routing.outlooks().peeking(routing.book()::of, () -> 0.5);
    }

    /** Returns the snapshot in force. */
    public Snapshot snapshot() {
        return snapshot;
    }

    /**
     * Says that it is not ready any more, stops accepting, lets calls under way finish, then
     * closes.
     *
     * @param deadline how long to wait for them
     * @return how many calls were cut off
     */
    public int drain(Duration deadline) {
        long until = System.nanoTime() + deadline.toNanos();
        for (EventLoopState state : states.values()) {
            if (!state.executor().isShuttingDown()) {
                state.executor().submit(state::drain).awaitUninterruptibly();
            }
        }
        try {
            stopAccepting();
            while (sum(EventLoopState::connections) > 0 && System.nanoTime() < until) {
                Thread.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        int left = activeCalls();
        close();
        return left;
    }

    private void stopAccepting() throws InterruptedException {
        Channel bound = server;
        if (bound != null && bound.isOpen()) {
            if (listen.sharing() == Listen.Sharing.SHARED) {
                Handover.away(bound, accepted::get);
            }
            bound.close().awaitUninterruptibly();
        }
    }

    /**
     * What is to be fetched from a vendor.
     *
     * @param target path and query
     * @param headers further ones, such as a version
     * @param patience how long it may take
     */
    public record Wanted(String target, Map<String, String> headers, Duration patience) {}

    /** Asks a deployment's vendor for something that is no call, with its credential. */
    public CompletableFuture<Fetched> fetch(Deployment deployment, Wanted wanted) {
        return Fetching.begin(states.values().iterator().next(), deployment, wanted);
    }

    /** Returns how many calls are under way. */
    public int activeCalls() {
        return sum(EventLoopState::activeCalls);
    }

    /** Returns how many connections of clients are open. */
    public int connections() {
        return sum(EventLoopState::connections);
    }

    private int sum(ToIntFunction<EventLoopState> number) {
        int sum = 0;
        for (EventLoopState state : states.values()) {
            if (!state.executor().isShuttingDown()) {
                Future<Integer> counted = state.executor().submit(() -> number.applyAsInt(state));
                sum += counted.awaitUninterruptibly().getNow();
            }
        }
        return sum;
    }

    @Override
    public void close() {
        Channel bound = server;
        if (bound != null) {
            bound.close().awaitUninterruptibly();
        }
        for (EventLoopState state : states.values()) {
            if (!state.executor().isShuttingDown()) {
                state.executor().submit(state::close).awaitUninterruptibly();
            }
        }
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
