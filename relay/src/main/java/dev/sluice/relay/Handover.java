package dev.sluice.relay;

import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Hands a shared port over to the other node that listens on it.
 *
 * <p>Closing a listening socket resets the connections that wait in it to be accepted. So before it
 * is closed the kernel is told to give new connections to the other socket, and what is left in
 * this one is accepted. The order is given by a filter of one instruction on the group of sockets
 * ({@code SO_ATTACH_REUSEPORT_CBPF}, socket(7), since Linux 4.5): it returns the number of the
 * socket that gets a connection, in the order in which they were bound; a number that does not
 * exist leaves the choice to the kernel.
 */
final class Handover {
    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_REUSEPORT_CBPF = 51;

    /** {@code BPF_RET | BPF_K}: return a constant. */
    private static final short RETURN = 0x06;

    /** Longer than a handshake takes, so that none is under way when the socket closes. */
    private static final long SETTLE_MILLIS = 150;

    private Handover() {}

    /**
     * Turns new connections away, as far as the system can; returns when none arrives any more.
     *
     * @param accepted counts the connections that this node has accepted
     */
    static void away(Channel server, LongSupplier accepted) throws InterruptedException {
        if (!(server instanceof EpollServerSocketChannel listening)) {
            return;
        }
        int fd = listening.fd().intValue();
        // The newer node was bound second; only when it is the newer one that stops is it the
        // first.
        for (int other : new int[] {1, 0}) {
            if (!attach(fd, other)) {
                return;
            }
            Thread.sleep(SETTLE_MILLIS);
            long before = accepted.getAsLong();
            Thread.sleep(SETTLE_MILLIS);
            if (accepted.getAsLong() == before) {
                return;
            }
        }
    }

    @SuppressWarnings("restricted") // the launcher allows it: native access is enabled
    private static boolean attach(int fd, int socket) {
        Optional<MemorySegment> symbol = Linker.nativeLinker().defaultLookup().find("setsockopt");
        if (symbol.isEmpty()) {
            return false;
        }
        MethodHandle setsockopt =
                Linker.nativeLinker()
                        .downcallHandle(
                                symbol.get(),
                                FunctionDescriptor.of(
                                        ValueLayout.JAVA_INT,
                                        ValueLayout.JAVA_INT,
                                        ValueLayout.JAVA_INT,
                                        ValueLayout.JAVA_INT,
                                        ValueLayout.ADDRESS,
                                        ValueLayout.JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            // struct sock_filter { u16 code; u8 jt, jf; u32 k; }
            MemorySegment filter = arena.allocate(8, 8);
            filter.set(ValueLayout.JAVA_SHORT, 0, RETURN);
            filter.set(ValueLayout.JAVA_INT, 4, socket);
            // struct sock_fprog { u16 len; struct sock_filter *filter; }
            MemorySegment program = arena.allocate(16, 8);
            program.set(ValueLayout.JAVA_SHORT, 0, (short) 1);
            program.set(ValueLayout.ADDRESS, 8, filter);
            int result =
                    (int)
                            setsockopt.invokeExact(
                                    fd, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, program, 16);
            return result == 0;
        } catch (Throwable e) { // a method handle may throw anything
            Faults.report(e);
            return false;
        }
    }
}
