import org.jspecify.annotations.NullMarked;

/** Sockets: the front, the upstream connector and the one path of a call. */
@NullMarked
module dev.sluice.relay {
    requires static org.jspecify;
    requires transitive dev.sluice.core;
    requires dev.sluice.wire;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.handler.proxy;
    requires io.netty.resolver;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.unix.common;

    exports dev.sluice.relay;
}
