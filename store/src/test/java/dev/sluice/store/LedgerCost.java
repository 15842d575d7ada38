package dev.sluice.store;

import dev.sluice.core.meter.UsageRecord;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What the ledger costs, as figures to look at; not a test. Linux only, where a thread's time on
 * the processor is in a file. Argument: a directory on the disk in question.
 */
final class LedgerCost {
    private static final int SECONDS = 5;

    private final PrintStream out;
    private final Ledger ledger;
    private final CallPacker packer = new CallPacker();
    private final UsageRecord record = Calls.settled("0c9d3f52-6a7b-4f0e-9a55-1f1d1c1b1a19");

    private LedgerCost(Ledger ledger, PrintStream out) {
        this.ledger = ledger;
        this.out = out;
    }

    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        Consumer<String> log = out::println;
        Path data = Files.createTempDirectory(Path.of(arguments[0]), "ledger");
        for (var durability : LedgerSettings.Durability.values()) {
            var settings =
                    new LedgerSettings(
                            data.resolve(durability.name()), null, durability, Duration.ZERO);
            try (Ledger ledger = Ledger.open(settings, new Nowhere(), log)) {
                var cost = new LedgerCost(ledger, out);
                out.println(durability);
                cost.encoding();
                cost.atRate(20_000); // warms up
                for (int rate : new int[] {0, 10, 40, 200, 1_000, 5_000, 20_000}) {
                    cost.atRate(rate);
                }
            }
        }
    }

    private void encoding() {
        for (int round = 0; round < 5; round++) {
            long begin = System.nanoTime();
            for (int i = 0; i < 200_000; i++) {
                packer.reset();
                packer.add(0, record);
            }
            long each = (System.nanoTime() - begin) / 200_000;
            if (round == 4) {
                out.printf("  encoding %d bytes: %d ns%n", packer.length(), each);
            }
        }
    }

    private void atRate(int rate) throws Exception {
        LockSupport.parkNanos(1_500_000_000L); // until it sleeps
        long ledgerBefore = onProcessor("ledger");
        long applierBefore = onProcessor("ledger-applier");
        long inside = 0;
        long begin = System.nanoTime();
        int calls = rate * SECONDS;
        for (int i = 0; i < calls; i++) {
            long due = begin + (long) (i * 1e9 / rate);
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            long before = System.nanoTime();
            ledger.book(new Counted(record));
            inside += System.nanoTime() - before;
        }
        LockSupport.parkNanos(begin + SECONDS * 1_000_000_000L - System.nanoTime());
        double ledgerMicros = (onProcessor("ledger") - ledgerBefore) / 1e3;
        double applierMicros = (onProcessor("ledger-applier") - applierBefore) / 1e3;
        out.printf(
                Locale.ROOT,
                "  %6d calls/s: book() %5d ns; ledger %5.2f us a call, %.3f %% of a core;"
                        + " applier %5.2f us a call%n",
                rate,
                calls == 0 ? 0 : inside / calls,
                calls == 0 ? 0 : ledgerMicros / calls,
                ledgerMicros / SECONDS / 1e4,
                calls == 0 ? 0 : applierMicros / calls);
    }

    /** Nanoseconds that threads of a name have run. */
    private static long onProcessor(String thread) throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            long sum = 0;
            for (Path each : tasks.toList()) {
                if (Files.readString(each.resolve("comm")).strip().equals(thread)) {
                    String schedule = Files.readString(each.resolve("schedstat"));
                    sum += Long.parseLong(schedule.split(" ", -1)[0]);
                }
            }
            return sum;
        }
    }

    private record Counted(UsageRecord record) implements Bookable {
        @Override
        public void booked(UsageRecord same) {}
    }

    private static final class Nowhere implements ListBooks {
        @Override
        public long applied(String node) {
            return 0;
        }

        @Override
        public boolean apply(String node, List<Numbered> entries) {
            return true;
        }
    }
}
