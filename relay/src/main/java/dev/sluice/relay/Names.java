package dev.sluice.relay;

import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Resolves host names without holding up an event loop: the system's resolver blocks, so it runs on
 * a virtual thread. The Java runtime caches its answers (30 s by default, {@code
 * networkaddress.cache.ttl}).
 */
final class Names {
    /** Waits for addresses; called on the executor that was named. */
    interface Waiter {
        void resolved(List<InetAddress> addresses);

        void unknown(UnknownHostException why);
    }

    /** Resolves a name; a literal address needs no thread and is answered at once. */
    void resolve(String host, EventExecutor executor, Waiter waiter) {
        if (literal(host)) {
            try {
                waiter.resolved(List.of(InetAddress.getAllByName(host)));
            } catch (UnknownHostException e) {
                waiter.unknown(e);
            }
            return;
        }
        Thread.ofVirtual()
                .name("resolve " + host)
                .start(() -> {
                    try {
                        List<InetAddress> found = List.of(InetAddress.getAllByName(host));
                        executor.execute(() -> waiter.resolved(found));
                    } catch (UnknownHostException e) {
                        executor.execute(() -> waiter.unknown(e));
                    }
                });
    }

    /** A host of digits and dots, or with a colon, is an address and never a name. */
    private static boolean literal(String host) {
        if (host.indexOf(':') >= 0) {
            return true;
        }
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c != '.' && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }
}
