package dev.sluice.store;

import dev.sluice.core.meter.UsageRecord;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Books calls for as long as it lives, and writes the id of each to its output once it is booked.
 * Its arguments: the data directory, and what its ids begin with.
 */
final class BookingProcess {
    private static final int UNDER_WAY = 200;

    private BookingProcess() {}

    public static void main(String[] arguments) throws Exception {
        Path data = Path.of(arguments[0]);
        var settings =
                new LedgerSettings(data, null, LedgerSettings.Durability.ANSWER, Duration.ZERO);
        // The output of the process itself: what is written is in the pipe, whatever happens then.
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        Ledger ledger = Ledger.open(settings, new FileBooks(data.resolve("books")), _ -> {});
        var underWay = new Semaphore(UNDER_WAY);
        for (int i = 0; ; i++) {
            underWay.acquire();
            String id = arguments[1] + i;
            ledger.reserve(id, java.util.List.of(Calls.HOLD));
            ledger.book(new Call(id, out, underWay));
        }
    }

    private record Call(String id, OutputStream out, Semaphore underWay) implements Bookable {
        @Override
        public UsageRecord record() {
            return Calls.settled(id);
        }

        @Override
        public void booked(UsageRecord record) {
            try {
                out.write((id + "\n").getBytes(StandardCharsets.US_ASCII));
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            underWay.release();
        }
    }
}
