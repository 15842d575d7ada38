package dev.sluice.app.keys;

import dev.sluice.core.Digest;
import dev.sluice.core.Snapshot;
import dev.sluice.core.access.KeySpec;
import dev.sluice.store.KeyStore.Changes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What looking up costs and what keys weigh: {@code java -cp ... dev.sluice.app.keys.KeysBench}.
 * Not a test: figures depend on the machine.
 */
@SuppressWarnings("SystemOut") // a program for people
final class KeysBench {
    private static final int LOOKUPS = 5_000_000;

    private KeysBench() {}

    public static void main(String[] args) throws Exception {
        for (int count : new int[] {10, 1_000, 100_000, 1_000_000}) {
            measure(count);
        }
    }

    private static void measure(int count) throws Exception {
        List<KeySpec> specs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            specs.add(
                    Specs.key("key-" + i, "secret-" + i).models(i % 3 == 0 ? "m" : "lab-*").spec());
        }
        long before = used();
        var keys = new IssuedKeys();
        long began = System.nanoTime();
        keys.apply(new Changes(1, specs, List.of(), List.of(), List.of()));
        long loaded = System.nanoTime() - began;
        Snapshot snapshot = Specs.snapshot(1);
        for (KeySpec each : specs) {
            keys.find(each.digest().bytes(), snapshot);
        }
        long bytes = used() - before;
        var random = new Random(7);
        byte[][] asked = new byte[4096][];
        for (int i = 0; i < asked.length; i++) {
            asked[i] = specs.get(random.nextInt(count)).digest().bytes();
        }
        byte[][] strange = new byte[4096][];
        for (int i = 0; i < strange.length; i++) {
            strange[i] = Digest.of("nobody-" + i).bytes();
        }
        lookUp(keys, asked, snapshot);
        double known = lookUp(keys, asked, snapshot);
        double unknown = lookUp(keys, strange, snapshot);
        long change = System.nanoTime();
        for (int i = 0; i < 1000; i++) {
            KeySpec spec = specs.get(random.nextInt(count));
            keys.apply(new Changes(2 + i, List.of(spec), List.of(), List.of(), List.of()));
        }
        change = System.nanoTime() - change;
        System.out.printf(
                "%,9d keys: loaded in %d ms, %.0f B each, known %.1f ns, unknown %.1f ns, one"
                        + " changed in %.2f us%n",
                count, loaded / 1_000_000, (double) bytes / count, known, unknown, change / 1e6);
        System.out.flush();
        if (specs.get(0).id().isEmpty()) {
            throw new IllegalStateException();
        }
    }

    private static double lookUp(IssuedKeys keys, byte[][] asked, Snapshot snapshot) {
        int found = 0;
        long began = System.nanoTime();
        for (int i = 0; i < LOOKUPS; i++) {
            found += keys.find(asked[i & 4095], snapshot) == null ? 0 : 1;
        }
        double each = (System.nanoTime() - began) / (double) LOOKUPS;
        return found < 0 ? -1 : each;
    }

    private static long used() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(50);
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
