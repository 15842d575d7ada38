package dev.sluice.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.meter.UsageRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallPackerTest {
    private final CallPacker packer = new CallPacker();

    @Test
    void allCallsComeBackAsTheyWere() {
        var records = new RandomRecords(5);
        var random = new Random(5);
        for (int i = 0; i < 500; i++) {
            List<StoredCall> calls = new ArrayList<>();
            packer.reset();
            for (int n = random.nextInt(20); n > 0; n--) {
                calls.add(new StoredCall(random.nextLong(), records.next()));
                packer.add(calls.getLast().id(), calls.getLast().call());
            }
            assertEquals(calls, unpacked(packer.packed()));
        }
    }

    @Test
    void callsThatAreMovedAreTheSameWithOtherIds() {
        var records = new RandomRecords(6);
        var random = new Random(6);
        for (int i = 0; i < 200; i++) {
            long base = random.nextLong(1L << 60);
            var moved = new CallPacker();
            packer.reset();
            for (int n = random.nextInt(5); n > 0; n--) {
                long id = random.nextLong(1L << 60);
                UsageRecord call = records.next();
                packer.add(id, call);
                moved.add(base + id, call);
            }
            assertArrayEquals(moved.packed(), packer.packed(base));
        }
    }

    @Test
    void manyCallsTakeATenthOfTheirJson() {
        long json = 0;
        var samples = new Samples(3);
        for (int i = 0; i < 1000; i++) {
            UsageRecord call = samples.call("0b7a6c1e-" + i, samples.settled(samples.holds()));
            packer.add(i, call);
            json += RecordCodec.json(call).length();
        }
        long bytes = packer.packed().length;
        assertTrue(bytes * 8 < json, bytes + " of " + json);
    }

    @Test
    void everyByteMayBeWrong() {
        var samples = new Samples(4);
        for (int i = 0; i < 20; i++) {
            packer.add(i, samples.call("r" + i, samples.settled(samples.holds())));
        }
        byte[] good = packer.packed();
        var random = new Random(4);
        for (int at = 0; at < good.length; at++) {
            byte[] bad = good.clone();
            bad[at] ^= (byte) (1 + random.nextInt(255));
            endsOrRefuses(bad);
            endsOrRefuses(Arrays.copyOf(good, at));
        }
    }

    private static void endsOrRefuses(byte[] bytes) {
        try {
            assertTrue(unpacked(bytes).size() <= bytes.length);
        } catch (IllegalArgumentException e) {
            assertFalse(e.toString().isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"v\":1}", "\u0002", "\u0001\u0080"})
    void whatIsNoCallIsRefused(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        assertThrows(IllegalArgumentException.class, () -> unpacked(bytes));
    }

    private static List<StoredCall> unpacked(byte[] bytes) {
        List<StoredCall> calls = new ArrayList<>();
        new CallUnpacker(bytes).readAll(calls);
        return calls;
    }
}
