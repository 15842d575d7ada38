package dev.sluice.app.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.access.KeySpec;
import dev.sluice.core.access.TeamSpec;
import dev.sluice.core.access.Terms;
import dev.sluice.store.KeyStore;
import dev.sluice.store.StoreUnavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys follow the database, and stay as they were while it is away. */
class KeyPollingTest {
    @TempDir Path directory;

    private final Database database = new Database();
    private final IssuedKeys keys = new IssuedKeys();
    private final AtomicLong now = new AtomicLong();
    private final List<String> said = new ArrayList<>();

    /** A database with revisions that can be out of reach. */
    private static final class Database implements KeyStore {
        private final Map<String, KeySpec> keys = new LinkedHashMap<>();
        private final Map<String, Long> changed = new LinkedHashMap<>();
        private long revision;
        private boolean away;
        private boolean broken;
        private CountDownLatch asked = new CountDownLatch(0);

        private void reachable() throws StoreUnavailable {
            if (broken) {
                throw new IllegalStateException("a mistake");
            }
            if (away) {
                throw new StoreUnavailable("no answer", new IOException());
            }
        }

        @Override
        public synchronized long put(KeySpec key) throws StoreUnavailable {
            reachable();
            keys.put(key.id(), key);
            changed.put(key.id(), ++revision);
            return revision;
        }

        @Override
        public synchronized boolean removeKey(String id) throws StoreUnavailable {
            reachable();
            changed.put(id, ++revision);
            return keys.remove(id) != null;
        }

        @Override
        public long put(TeamSpec team) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean removeTeam(String id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public synchronized Changes since(long known) throws StoreUnavailable {
            asked.countDown();
            reachable();
            List<KeySpec> fresh = new ArrayList<>();
            List<String> gone = new ArrayList<>();
            changed.forEach((id, at) -> {
                KeySpec key = keys.get(id);
                if (at > known && key != null) {
                    fresh.add(key);
                } else if (at > known && known > 0) {
                    gone.add(id);
                }
            });
            return new Changes(revision, fresh, List.of(), gone, List.of());
        }

        synchronized void away(boolean gone) {
            away = gone;
        }

        synchronized void broken(boolean is) {
            broken = is;
        }

        synchronized CountDownLatch nextQuestions(int count) {
            asked = new CountDownLatch(count);
            return asked;
        }
    }

    private KeyPolling polling(LastGood copy) {
        var events =
                new KeyPolling.Events() {
                    @Override
                    public void away(String why) {
                        said.add("away: " + why);
                    }

                    @Override
                    public void back(Duration after) {
                        said.add("back after " + after.toSeconds() + " s");
                    }

                    @Override
                    public void noCopy(String why) {
                        said.add("no copy: " + why);
                    }
                };
        return new KeyPolling(database, keys, copy, events, now::get);
    }

    private @Nullable Boolean enabled(String id) {
        KeySpec spec = keys.get(id);
        return spec == null ? null : spec.life().enabled();
    }

    @Test
    void loadsEverythingBeforeItReturns() throws Exception {
        database.put(Specs.key("a", "s").spec());
        try (KeyPolling polling = polling(LastGood.NONE)) {
            polling.start();
            assertEquals(true, enabled("a"));
        }
    }

    @Test
    void followsChangesByItself() throws Exception {
        database.put(Specs.key("a", "s").spec());
        try (KeyPolling polling = polling(LastGood.NONE)) {
            polling.start();
            database.put(Specs.key("a", "s").disabled().spec());
            // The second question from now on comes after the first has been taken over.
            assertTrue(database.nextQuestions(2).await(30, TimeUnit.SECONDS));
            assertEquals(false, enabled("a"));
            database.broken(true);
            assertTrue(database.nextQuestions(2).await(30, TimeUnit.SECONDS));
            database.broken(false);
            database.removeKey("a");
            assertTrue(database.nextQuestions(2).await(30, TimeUnit.SECONDS));
            assertNull(enabled("a"));
        }
        assertTrue(said.contains("away: a mistake"), said::toString);
    }

    @Test
    void aChangeIsInForceWhenTheRefreshReturns() throws Exception {
        KeyPolling polling = polling(LastGood.NONE);
        database.put(Specs.key("a", "s").spec());
        assertTrue(polling.refresh());
        database.removeKey("a");
        assertTrue(polling.refresh());
        assertNull(enabled("a"));
    }

    @Test
    void keepsWhatItKnowsWhileTheDatabaseIsAwayAndSaysSoOnce() throws Exception {
        KeyPolling polling = polling(LastGood.NONE);
        database.put(Specs.key("a", "s").spec());
        polling.refresh();
        database.away(true);
        now.addAndGet(TimeUnit.SECONDS.toNanos(600));
        assertFalse(polling.refresh());
        assertFalse(polling.refresh());
        assertEquals(true, enabled("a"));
        assertEquals(Duration.ofMinutes(10), polling.age());
        database.away(false);
        database.removeKey("a");
        assertTrue(polling.refresh());
        assertNull(enabled("a"));
        assertEquals(List.of("away: no answer", "back after 600 s"), said);
        assertEquals(Duration.ZERO, polling.age());
    }

    @Test
    void startsFromTheCopyWhenTheDatabaseIsAway() throws Exception {
        Path file = directory.resolve("keys.jsonl");
        database.put(Specs.key("a", "s").terms(Specs.models("m")).spec());
        database.put(Specs.key("b", "t").spec());
        KeyPolling before = polling(new KeyFile(file));
        before.refresh();
        database.put(Specs.key("b", "t").disabled().spec());
        database.removeKey("a");
        database.put(Specs.key("c", "u").spec());
        before.refresh();
        var after = new IssuedKeys();
        database.away(true);
        try (var polling =
                new KeyPolling(database, after, new KeyFile(file), new Silent(), now::get)) {
            polling.start();
            assertNull(after.get("a"));
            assertEquals(keys.get("b"), after.get("b"));
            assertEquals(keys.get("c"), after.get("c"));
            assertEquals(database.revision, after.revision());
            database.away(false);
            database.removeKey("c");
            polling.refresh();
            assertNull(after.get("c"));
        }
    }

    private static final class Silent implements KeyPolling.Events {
        @Override
        public void away(String why) {}

        @Override
        public void back(Duration after) {}

        @Override
        public void noCopy(String why) {}
    }

    @Test
    void takesOverAnOlderDatabaseAsAWhole() throws Exception {
        KeyPolling polling = polling(LastGood.NONE);
        database.put(Specs.key("a", "s").spec());
        database.put(Specs.key("b", "t").spec());
        polling.refresh();
        database.keys.remove("b");
        database.changed.remove("b");
        database.revision = 1; // restored from a backup
        polling.refresh();
        assertNull(enabled("b"));
        assertEquals(true, enabled("a"));
        assertEquals(1, keys.revision());
    }

    @Test
    void aCopyThatFailedIsMadeWholeLater() throws Exception {
        Path file = directory.resolve("here").resolve("keys.jsonl");
        Files.writeString(directory.resolve("here"), "in the way");
        KeyPolling polling = polling(new KeyFile(file));
        database.put(Specs.key("a", "s").spec());
        polling.refresh();
        database.put(Specs.key("b", "t").spec());
        polling.refresh();
        assertEquals(1, said.size(), said::toString);
        Files.delete(directory.resolve("here"));
        database.put(Specs.key("c", "u").spec());
        polling.refresh();
        KeyStore.Changes kept = new KeyFile(file).read();
        assertNotNull(kept);
        assertEquals(List.of("a", "b", "c"), kept.keys().stream().map(KeySpec::id).toList());
    }

    @Test
    void aTornEndOfTheCopyCountsForNothing() throws Exception {
        Path file = directory.resolve("keys.jsonl");
        var copy = new KeyFile(file);
        copy.replace(
                new KeyStore.Changes(
                        3,
                        List.of(Specs.key("a", "s").spec()),
                        List.of(Specs.team("t", Terms.ALL)),
                        List.of(),
                        List.of()));
        String whole = Files.readString(file);
        copy.add(
                new KeyStore.Changes(
                        4,
                        List.of(Specs.key("b", "t").spec()),
                        List.of(),
                        List.of("a"),
                        List.of("t")));
        String all = Files.readString(file);
        for (int cut = whole.length(); cut < all.length() - 1; cut++) {
            Files.writeString(file, all.substring(0, cut));
            KeyStore.Changes kept = new KeyFile(file).read();
            assertNotNull(kept);
            assertEquals("a", kept.keys().getFirst().id());
            assertEquals(3, kept.revision());
        }
        assertFalse(all.contains("\"s\""), "no secret is kept");
    }

    @Test
    void theCopyIsForItsOwnerAndBeginsAnewWhenItHasGrown() throws Exception {
        Path file = directory.resolve("keys.jsonl");
        var copy = new KeyFile(file);
        var none = new KeyStore.Changes(1, List.of(), List.of(), List.of(), List.of());
        assertFalse(copy.add(none), "there is nothing to add to");
        copy.replace(none);
        assertEquals(
                "[OWNER_READ, OWNER_WRITE]",
                new java.util.TreeSet<>(Files.getPosixFilePermissions(file)).toString());
        assertTrue(copy.add(none));
        Files.writeString(file, "x".repeat((1 << 20) + 1));
        assertFalse(copy.add(none));
    }
}
