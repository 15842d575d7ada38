package dev.sluice.relay;

import dev.sluice.core.Upstream;
import dev.sluice.core.failure.Failure;
import dev.sluice.providers.Origin;
import dev.sluice.providers.OutgoingProxy;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.proxy.Socks5ProxyHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.resolver.NoopAddressResolverGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections to one place: names resolved off the event loop, proxy, TLS.
 *
 * <p>The only class that opens sockets. Where it connects to comes from the configuration; for the
 * pictures of a call, whose addresses come from the caller, an {@link AddressGuard} decides.
 */
final class Connector {
    private final EventLoopState loop;
    private final Origin origin;
    private final @Nullable OutgoingProxy proxy;
    private final Upstream.Remote remote;
    private final TlsContexts contexts;
    private final AddressGuard guard;
    private final int timeoutMillis;
    private @Nullable SslContext tls;

    /** To a place of a configured vendor, on the way that the vendor is reached. */
    Connector(EventLoopState loop, Origin origin, Upstream.Remote remote, TlsContexts contexts) {
        this(loop, origin, remote, contexts, AddressGuard.ANYWHERE);
    }

    /** To an address that came from a caller. */
    Connector(
            EventLoopState loop, Upstream.Remote remote, TlsContexts contexts, AddressGuard guard) {
        this(loop, remote.address().origin(), remote, contexts, guard);
    }

    private Connector(
            EventLoopState loop,
            Origin origin,
            Upstream.Remote remote,
            TlsContexts contexts,
            AddressGuard guard) {
        this.loop = loop;
        this.origin = origin;
        this.guard = guard;
        proxy = remote.proxy();
        this.remote = remote;
        this.contexts = contexts;
        timeoutMillis = (int) Math.min(remote.timeouts().connect().toMillis(), Integer.MAX_VALUE);
    }

    /** Opens a connection and hands it to the waiter. */
    void connect(UpstreamPool pool, UpstreamPool.Waiter waiter) {
        try {
            tls = contexts.client(remote);
        } catch (IllegalStateException e) {
            Faults.report(e);
            waiter.failed(
                    new Failure.NotConnected("its configured authorities (ca) cannot be read"));
            return;
        }
        String host = proxy == null ? origin.host() : proxy.host();
        int port = proxy == null ? origin.port() : proxy.port();
        loop.names()
                .resolve(
                        host,
                        loop.executor(),
                        new Names.Waiter() {
                            @Override
                            public void resolved(List<InetAddress> addresses) {
                                // After this round's events: one of them may be for a socket that
                                // was closed a moment ago and whose number the new one gets.
                                loop.executor().execute(() -> admit(pool, waiter, addresses, port));
                            }

                            @Override
                            public void unknown(UnknownHostException why) {
                                waiter.failed(
                                        new Failure.NotConnected("its host name does not resolve"));
                            }
                        });
    }

    private void admit(
            UpstreamPool pool, UpstreamPool.Waiter waiter, List<InetAddress> found, int port) {
        List<InetAddress> admitted = found.stream().filter(guard::admits).toList();
        if (admitted.isEmpty()) {
            waiter.failed(
                    new Failure.NotConnected(
                            "its address is not public (server.fetch_private allows private"
                                    + " ones)"));
        } else {
            attempt(pool, waiter, admitted, port, 0);
        }
    }

    /** Tries the addresses of a name in turn: one of them may be out of order. */
    private void attempt(
            UpstreamPool pool,
            UpstreamPool.Waiter waiter,
            List<InetAddress> addresses,
            int port,
            int index) {
        if (waiter.gone()) {
            return;
        }
        var connection = new UpstreamConnection(pool);
        var hop = new InetSocketAddress(addresses.get(index), port);
        // Behind a proxy it is the proxy that resolves the vendor's name.
        var destination =
                proxy == null
                        ? hop
                        : InetSocketAddress.createUnresolved(origin.host(), origin.port());
        ChannelFuture connecting = bootstrap(connection, hop).connect(destination);
        connecting.addListener(done -> {
            if (done.isSuccess()) {
                admitted(pool, waiter, connection, connecting.channel());
            } else if (index + 1 < addresses.size()) {
                attempt(pool, waiter, addresses, port, index + 1);
            } else {
                waiter.failed(failure(done.cause()));
            }
        });
    }

    private Bootstrap bootstrap(UpstreamConnection connection, InetSocketAddress hop) {
        return new Bootstrap()
                .group(loop.executor())
                .channel(loop.transport().client())
                .resolver(NoopAddressResolverGroup.INSTANCE)
                .option(ChannelOption.ALLOCATOR, Transport.BUFFERS)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis)
                .handler(
                        new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                if (proxy != null) {
                                    channel.pipeline().addLast("proxy", proxyHandler(proxy, hop));
                                }
                                if (tls != null) {
                                    channel.pipeline().addLast("tls", tlsHandler(tls, channel));
                                }
                                channel.pipeline().addLast("upstream", connection);
                            }
                        });
    }

    /** Through a proxy the vendor is reached when the proxy says so, not when it is itself. */
    private void admitted(
            UpstreamPool pool,
            UpstreamPool.Waiter waiter,
            UpstreamConnection connection,
            Channel channel) {
        @Nullable ProxyHandler handler = channel.pipeline().get(ProxyHandler.class);
        if (handler == null) {
            secured(pool, waiter, connection, channel);
            return;
        }
        handler.connectFuture()
                .addListener(done -> {
                    if (done.isSuccess()) {
                        secured(pool, waiter, connection, channel);
                    } else {
                        channel.close();
                        waiter.failed(
                                new Failure.NotConnected(proxyRefused(done.cause().getMessage())));
                    }
                });
    }

    /**
     * Netty's message ends in what the proxy answered, after addresses that are nobody's business.
     */
    private static String proxyRefused(@Nullable String message) {
        String text = message == null ? "" : message;
        int status = text.lastIndexOf("status: ");
        return "the proxy on the way to it refused"
                + (status < 0 ? "" : " (" + text.substring(status) + ")");
    }

    /** With TLS the connection stands when the handshake is done, not before. */
    private void secured(
            UpstreamPool pool,
            UpstreamPool.Waiter waiter,
            UpstreamConnection connection,
            Channel channel) {
        @Nullable SslHandler handler = channel.pipeline().get(SslHandler.class);
        if (handler == null) {
            connected(pool, waiter, connection);
            return;
        }
        handler.handshakeFuture()
                .addListener(done -> {
                    if (done.isSuccess()) {
                        connected(pool, waiter, connection);
                    } else {
                        channel.close();
                        waiter.failed(failure(done.cause()));
                    }
                });
    }

    private static void connected(
            UpstreamPool pool, UpstreamPool.Waiter waiter, UpstreamConnection connection) {
        if (waiter.gone()) {
            pool.release(connection, true); // the next call will be glad of it
        } else {
            try {
                waiter.connected(connection);
            } catch (RuntimeException e) {
                Faults.report(e);
                connection.cancel();
                waiter.failed(new Failure.Internal());
            }
        }
    }

    private SslHandler tlsHandler(SslContext context, Channel channel) {
        SslHandler handler = context.newHandler(channel.alloc(), origin.host(), origin.port());
        SSLParameters parameters = handler.engine().getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        handler.engine().setSSLParameters(parameters);
        handler.setHandshakeTimeoutMillis(timeoutMillis);
        return handler;
    }

    private ProxyHandler proxyHandler(OutgoingProxy via, InetSocketAddress address) {
        String user = via.user();
        String password = via.password() == null ? "" : via.password().reveal();
        ProxyHandler handler =
                switch (via.kind()) {
                    case HTTP_CONNECT ->
                            user == null
                                    ? new HttpProxyHandler(address)
                                    : new HttpProxyHandler(address, user, password);
                    case SOCKS5 ->
                            user == null
                                    ? new Socks5ProxyHandler(address)
                                    : new Socks5ProxyHandler(address, user, password);
                };
        handler.setConnectTimeoutMillis(timeoutMillis);
        return handler;
    }

    private static Failure failure(@Nullable Throwable cause) {
        return cause instanceof ConnectTimeoutException
                        || cause instanceof SslHandshakeTimeoutException
                ? new Failure.TimedOut(Failure.Phase.CONNECT)
                : new Failure.NotConnected(reason(cause));
    }

    /** Java tells these apart in its messages only, in the names of its own classes. */
    private static String tlsReason(String text) {
        if (text.contains("PKIX path") || text.contains("unable to find valid cert")) {
            return "its TLS certificate comes from an authority that is not trusted here";
        }
        if (text.contains("No subject alternative") || text.contains("No name matching")) {
            return "its TLS certificate is for another host name";
        }
        if (text.contains("NotAfter") || text.contains("expired")) {
            return "its TLS certificate has expired";
        }
        return "the TLS handshake failed";
    }

    /** Says why in words that give no address and no credential away. */
    private static String reason(@Nullable Throwable cause) {
        if (cause == null || cause.getMessage() == null) {
            return "it could not be connected to";
        }
        String text = cause.getMessage();
        if (text.contains("refused")) {
            return "it refused the connection";
        }
        if (text.contains("timed out")) {
            return "it did not answer within the connect timeout";
        }
        if (cause instanceof javax.net.ssl.SSLException
                || cause.getCause() instanceof java.security.GeneralSecurityException) {
            return tlsReason(text);
        }
        return "it could not be connected to (" + cause.getClass().getSimpleName() + ")";
    }
}
