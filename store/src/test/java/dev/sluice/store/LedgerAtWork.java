package dev.sluice.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.meter.UsageRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** A ledger in a directory of its own, on a disk and with books that can be broken. */
abstract class LedgerAtWork {
    static final Duration LONG = Duration.ofSeconds(60);

    @TempDir Path data;
    final FakeBooks books = new FakeBooks();
    final FakeDisk disk = new FakeDisk();
    final List<String> log = Collections.synchronizedList(new ArrayList<>());
    final List<String> told = Collections.synchronizedList(new ArrayList<>());
    LedgerSettings.Durability durability = LedgerSettings.Durability.GROUP;
    boolean quick = true;

    Ledger open() throws IOException {
        return open(data);
    }

    Ledger open(Path directory) throws IOException {
        var settings = new LedgerSettings(directory, null, durability, Duration.ZERO);
        return Ledger.open(settings, books, log::add, disk);
    }

    void book(Ledger ledger, int from, int to) {
        for (int i = from; i < to; i++) {
            ledger.book(call(id(i), Calls.finished(id(i))));
        }
    }

    Bookable call(String id, UsageRecord record) {
        return new Bookable() {
            @Override
            public UsageRecord record() {
                return record;
            }

            @Override
            public boolean quick() {
                return quick;
            }

            @Override
            public void booked(UsageRecord same) {
                assertNotNull(same);
                told.add(id);
            }
        };
    }

    static String id(int number) {
        return String.format("r%06d", number);
    }

    static List<String> ids(int from, int to) {
        List<String> ids = IntStream.range(from, to).mapToObj(LedgerTest::id).toList();
        assertEquals(ids.size(), new HashSet<>(ids).size());
        return ids;
    }

    /** What a process would find if this one died now. */
    Path copy() throws IOException {
        Path copy = data.resolve("copy");
        Files.createDirectories(copy.resolve("journal"));
        Files.copy(data.resolve("node"), copy.resolve("node"));
        try (Stream<Path> files = Files.list(data.resolve("journal"))) {
            for (Path each : files.toList()) {
                Files.copy(each, copy.resolve("journal").resolve(each.getFileName()));
            }
        }
        return copy;
    }

    String written() {
        try {
            var text = new StringBuilder();
            for (Path each : segments()) {
                text.append(
                        new String(
                                Files.readAllBytes(each),
                                java.nio.charset.StandardCharsets.ISO_8859_1));
            }
            return text.toString();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("journal"))) {
            return files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
        }
    }

    static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(60, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static void until(BooleanSupplier holds) {
        while (!holds.getAsBoolean()) {
            LockSupport.parkNanos(1_000_000);
            assertFalse(Thread.interrupted(), "it takes too long");
        }
    }

    static String trouble(Ledger ledger) {
        return Objects.requireNonNullElse(ledger.trouble(), "");
    }
}
