package dev.sluice.relay;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.UnixChannelOption;
import java.net.StandardSocketOptions;

/**
 * The kind of sockets in use: Linux's epoll through Netty's native library where there is one, the
 * Java runtime's selector elsewhere.
 *
 * @param name for the log
 */
record Transport(
        String name,
        IoHandlerFactory handlers,
        Class<? extends ServerChannel> server,
        Class<? extends SocketChannel> client) {

    /**
     * Where buffers come from. Netty's newer default, the adaptive one, takes 1.2 us more for a
     * call of 1 KB (of 36 us on the event loop; bench/BASELINE.md) and no less memory.
     */
    static final ByteBufAllocator BUFFERS = PooledByteBufAllocator.DEFAULT;

    /** Picks the best that this machine has. */
    static Transport best() {
        return Epoll.isAvailable()
                ? new Transport(
                        "epoll",
                        EpollIoHandler.newFactory(),
                        EpollServerSocketChannel.class,
                        EpollSocketChannel.class)
                : new Transport(
                        "nio",
                        NioIoHandler.newFactory(),
                        NioServerSocketChannel.class,
                        NioSocketChannel.class);
    }

    /** Returns the option that lets several sockets listen on one port. */
    ChannelOption<Boolean> reusePort() {
        return name.equals("epoll")
                ? UnixChannelOption.SO_REUSEPORT
                : NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT);
    }
}
