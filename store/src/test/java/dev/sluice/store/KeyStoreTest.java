package dev.sluice.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.Digest;
import dev.sluice.core.VirtualKey;
import dev.sluice.core.access.AddressRange;
import dev.sluice.core.access.KeySpec;
import dev.sluice.core.access.TeamSpec;
import dev.sluice.core.access.Terms;
import dev.sluice.core.limit.Budget;
import dev.sluice.core.limit.Limit;
import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import dev.sluice.store.Store.Kind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyStoreTest {
    private static final KeySpec FULL =
            new KeySpec(
                    "full \"quoted\" 密钥",
                    Digest.of("sk-full"),
                    "full",
                    "owner",
                    "team",
                    new KeySpec.Life(
                            Instant.parse("2026-01-02T03:04:05.123456789Z"),
                            Instant.parse("2027-01-02T03:04:05Z"),
                            true),
                    new Terms(
                            List.of("gpt-*", "qwen"),
                            List.of("/chat/*"),
                            List.of(AddressRange.of("10.0.0.0/8"), AddressRange.of("2001:db8::1")),
                            List.of(
                                    new Limit("key:full", Limit.Measure.REQUESTS, 60, null),
                                    new Limit("key:full", Limit.Measure.PARALLEL, 2, "gpt-*")),
                            List.of(
                                    new Budget(
                                            "key:full",
                                            Money.of("12.5", Currency.CNY),
                                            Budget.Window.WEEK),
                                    new Budget(
                                            "team:t",
                                            new Money(Long.MAX_VALUE, Currency.USD),
                                            Budget.Window.TOTAL))),
                    Map.of("a", "b"),
                    new KeySpec.Target("default", "bound"),
                    new KeySpec.Habits(
                            VirtualKey.Priority.HIGH, VirtualKey.KeepAlive.OFF, true, false));

    @TempDir private Path data;

    private static KeySpec key(String id) {
        return new KeySpec(
                id,
                Digest.of("sk-" + id),
                "",
                null,
                null,
                new KeySpec.Life(Instant.EPOCH, null, false),
                Terms.ALL,
                Map.of(),
                KeySpec.Target.AS_ASKED,
                KeySpec.Habits.USUAL);
    }

    @Test
    void whatIsWrittenIsReadBackAsItWas() {
        for (KeySpec each : List.of(FULL, key("bare"))) {
            String json = SpecCodec.write(each);
            // A range's bytes make it unequal to its like; its text does not.
            assertEquals(json, SpecCodec.write(SpecCodec.readKey(json)));
            assertEquals(each.toString(), SpecCodec.readKey(json).toString());
        }
        var team = new TeamSpec("t", true, Terms.ALL);
        assertEquals(team, SpecCodec.readTeam(SpecCodec.write(team)));
        assertThrows(IllegalArgumentException.class, () -> SpecCodec.readKey("{\"id\":\"a\"}"));
        assertThrows(IllegalArgumentException.class, () -> SpecCodec.readKey("nonsense"));
    }

    @ParameterizedTest
    @EnumSource
    void anotherNodeSeesEveryChange(Kind kind) throws Exception {
        try (Store store = Store.of(kind, data)) {
            KeyStore one = store.node().keys();
            KeyStore other = store.node().keys();
            KeyStore.Changes none = other.since(0);
            assertTrue(none.keys().isEmpty() && none.teams().isEmpty());

            long first = one.put(FULL);
            assertTrue(first > none.revision());
            one.put(new TeamSpec("t", false, FULL.terms()));
            KeyStore.Changes both = other.since(none.revision());
            assertEquals(FULL.toString(), both.keys().getFirst().toString());
            assertEquals("t", both.teams().getFirst().id());
            assertEquals(
                    new KeyStore.Changes(
                            both.revision(), List.of(), List.of(), List.of(), List.of()),
                    other.since(both.revision()));

            one.put(key("bare"));
            assertTrue(one.removeKey(FULL.id()));
            assertFalse(one.removeKey(FULL.id()));
            assertFalse(one.removeKey("never was"));
            assertTrue(one.removeTeam("t"));
            assertFalse(one.removeTeam("t"));
            KeyStore.Changes changes = other.since(both.revision());
            assertEquals(List.of(key("bare")), changes.keys());
            assertEquals(List.of(FULL.id()), changes.removedKeys());
            assertEquals(List.of("t"), changes.removedTeams());

            one.put(FULL); // comes back under its old name
            assertEquals(2, other.since(0).keys().size());
            assertEquals(List.of(), other.since(0).removedKeys());
            // A revision that never was: the database is another one.
            assertEquals(2, other.since(1_000_000).keys().size());
        }
    }

    @ParameterizedTest
    @EnumSource
    void twoKeysCannotHaveTheSameSecret(Kind kind) throws Exception {
        try (Store store = Store.of(kind, data)) {
            KeyStore keys = store.node().keys();
            keys.put(FULL);
            keys.put(FULL);
            KeySpec same =
                    new KeySpec(
                            "other",
                            FULL.digest(),
                            "",
                            null,
                            null,
                            FULL.life(),
                            Terms.ALL,
                            Map.of(),
                            KeySpec.Target.AS_ASKED,
                            KeySpec.Habits.USUAL);
            var e = assertThrows(IllegalArgumentException.class, () -> keys.put(same));
            assertEquals("key '" + FULL.id() + "' has the same secret", e.getMessage());
            keys.removeKey(FULL.id());
            keys.put(same);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPollingNodeMissesNothingWhileOthersWrite(Kind kind) throws Exception {
        try (Store store = Store.of(kind, data);
                ExecutorService threads = Executors.newFixedThreadPool(3)) {
            List<Future<?>> writers = new ArrayList<>();
            for (int n = 0; n < 3; n++) {
                KeyStore keys = store.node().keys();
                String name = "node" + n;
                writers.add(
                        threads.submit(() -> {
                            for (int i = 0; i < 30; i++) {
                                keys.put(key(name + "-" + i));
                                if (i % 3 == 0) {
                                    keys.removeKey(name + "-" + i);
                                }
                            }
                            return null;
                        }));
            }
            KeyStore reader = store.node().keys();
            Map<String, KeySpec> seen = new HashMap<>();
            long revision = 0;
            boolean last = false;
            while (true) {
                boolean done = writers.stream().allMatch(Future::isDone);
                KeyStore.Changes changes = reader.since(revision);
                assertTrue(changes.revision() >= revision);
                revision = changes.revision();
                changes.keys().forEach(each -> seen.put(each.id(), each));
                changes.removedKeys().forEach(seen::remove);
                if (last) {
                    break;
                }
                last = done;
            }
            for (Future<?> each : writers) {
                each.get();
            }
            assertEquals(60, seen.size());
        }
    }
}
