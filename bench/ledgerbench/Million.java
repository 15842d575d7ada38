import java.io.BufferedWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A script of many calls, played against a gateway with two upstreams of its own.
 *
 * <p>Call {@code i} carries its number; a hash of it says what the upstreams do, what usage they
 * state and whether the client leaves. So both sides know what the ledger has to say, and neither
 * looks at the gateway for it. For every call one line is written: request id, kind, deployment,
 * input, cached and output tokens, estimated (0 or 1), tokens that an attempt read which was called
 * off.
 *
 * <pre>java Million.java GATEWAY_PORT PORT_A PORT_B CALLS WORKERS SEED OUT_FILE</pre>
 */
class Million {
    private Million() {}

    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[0]);
        long calls = Long.parseLong(args[3]);
        int workers = Integer.parseInt(args[4]);
        long seed = Long.parseLong(args[5]);
        for (int i = 0; i < 2; i++) {
            var server =
                    new ServerSocket(
                            Integer.parseInt(args[1 + i]), 1024, InetAddress.getLoopbackAddress());
            var vendor = new Vendor(i == 1, seed);
            Thread.ofPlatform().daemon().start(() -> vendor.serve(server));
        }
        var next = new AtomicLong();
        var failures = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        try (BufferedWriter out = Files.newBufferedWriter(Path.of(args[6]))) {
            for (int i = 0; i < workers; i++) {
                threads.add(
                        Thread.ofVirtual()
                                .start(() -> {
                                    var client = new Client(port);
                                    for (long n = next.getAndIncrement();
                                            n < calls;
                                            n = next.getAndIncrement()) {
                                        try {
                                            String line = client.call(Script.of(n, seed));
                                            synchronized (out) {
                                                out.write(line);
                                                out.write('\n');
                                            }
                                        } catch (IOException e) {
                                            failures.incrementAndGet();
                                            System.err.println("call " + n + ": " + e);
                                            client = new Client(port);
                                        }
                                    }
                                }));
            }
            for (Thread each : threads) {
                each.join();
            }
        }
        System.out.println("{\"calls\":" + calls + ",\"failures\":" + failures.get() + "}");
    }
}
