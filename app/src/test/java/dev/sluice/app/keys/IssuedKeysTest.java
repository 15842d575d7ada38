package dev.sluice.app.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.Digest;
import dev.sluice.core.ModelTable;
import dev.sluice.core.Route;
import dev.sluice.core.Snapshot;
import dev.sluice.core.VirtualKey;
import dev.sluice.core.access.KeySpec;
import dev.sluice.core.access.TeamSpec;
import dev.sluice.core.access.Terms;
import dev.sluice.store.KeyStore.Changes;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys of the database are found, narrowed and made again when something changes. */
class IssuedKeysTest {
    private final IssuedKeys keys = new IssuedKeys();
    private final Snapshot snapshot = Specs.snapshot(1);
    private long revision;

    private void put(KeySpec... specs) {
        keys.apply(new Changes(++revision, List.of(specs), List.of(), List.of(), List.of()));
    }

    private void put(TeamSpec... teams) {
        keys.apply(new Changes(++revision, List.of(), List.of(teams), List.of(), List.of()));
    }

    private void remove(String key) {
        keys.apply(new Changes(++revision, List.of(), List.of(), List.of(key), List.of()));
    }

    private @Nullable VirtualKey find(String secret, Snapshot under) {
        return keys.find(Digest.of(secret).bytes(), under);
    }

    private VirtualKey found(String secret) {
        VirtualKey key = find(secret, snapshot);
        assertNotNull(key);
        return key;
    }

    private static String reached(VirtualKey key, @Nullable String model) {
        return switch (key.models().resolve(model)) {
            case ModelTable.Resolution.Found found -> {
                Route.One one = assertInstanceOf(Route.One.class, found.route());
                String own = one.deployment().upstreamModel();
                String name = own == null ? one.name() : own;
                yield one.deployment().id() + (name == null ? "" : " as " + name);
            }
            case ModelTable.Resolution.Unknown _ -> "unknown";
            case ModelTable.Resolution.Unnamed _ -> "unnamed";
        };
    }

    @Test
    void findsWhatWasIssuedAndNothingElse() {
        put(Specs.key("a", "s").spec(), Specs.key("b", "t").spec());
        assertEquals("a", found("s").id());
        assertEquals("b", found("t").id());
        assertNull(find("u", snapshot));
        assertEquals(2, keys.size());
        assertSame(found("s"), found("s"), "made once");
    }

    @Test
    void theNextLookUpSeesARevocation() {
        put(Specs.key("a", "s").spec());
        assertTrue(found("s").rights().enabled());
        put(Specs.key("a", "s").disabled().spec());
        assertFalse(found("s").rights().enabled());
        put(Specs.key("a", "s").expires(Instant.ofEpochMilli(7)).spec());
        assertEquals(7, found("s").rights().expires());
        remove("a");
        assertNull(find("s", snapshot));
        assertNull(keys.get("a"));
    }

    @Test
    void aNewSecretReplacesTheOldOne() {
        put(Specs.key("a", "old").spec());
        put(Specs.key("a", "new").spec());
        assertNull(find("old", snapshot));
        assertEquals("a", found("new").id());
        put(Specs.key("a", "old").spec());
        assertEquals("a", found("old").id());
    }

    @Test
    void aKeyMayGetANewName() {
        put(Specs.key("a", "s").spec());
        keys.apply(
                new Changes(
                        2,
                        List.of(Specs.key("b", "s").spec()),
                        List.of(),
                        List.of("a"),
                        List.of()));
        assertEquals("b", found("s").id());
        assertEquals(1, keys.size());
    }

    @Test
    void aReloadMakesKeysAnew() {
        put(Specs.key("a", "s").models("m", "x").spec());
        assertEquals("m", reached(found("s"), "m"));
        assertEquals("unknown", reached(found("s"), "x"));
        Snapshot next = Specs.snapshot(2, "x");
        VirtualKey fresh = find("s", next);
        assertNotNull(fresh);
        assertEquals("unknown", reached(fresh, "m"));
        assertEquals("x", reached(fresh, "x"));
        // A call that began before still goes by what it began with.
        assertEquals("m", reached(found("s"), "m"));
        assertSame(fresh, find("s", next), "and does not bring the old state back");
    }

    @Test
    void aTeamIsInForceAtOnce() {
        put(Specs.team("t", Specs.models("n")));
        put(Specs.key("a", "s").team("t").spec());
        assertEquals("unknown", reached(found("s"), "m"));
        put(Specs.team("t", Terms.ALL));
        assertEquals("m", reached(found("s"), "m"));
        put(new TeamSpec("t", false, Terms.ALL));
        assertFalse(found("s").rights().enabled());
        keys.apply(new Changes(9, List.of(), List.of(), List.of(), List.of("t")));
        assertFalse(found("s").rights().enabled(), "a team that is gone lets nobody call");
        assertNull(keys.team("t"));
    }

    @Test
    void aTeamOfTheFileWins() {
        put(Specs.team("t", Specs.models("m")));
        put(Specs.key("a", "s").team("t").spec());
        keys.configured(List.of(Specs.team("t", Specs.models("n"))));
        assertEquals("unknown", reached(found("s"), "m"));
        assertEquals("n", reached(found("s"), "n"));
        keys.configured(List.of());
        assertEquals("m", reached(found("s"), "m"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "- | - | -    | unnamed",
                "- | - | m    | m",
                "n | - | -    | n",
                "n | - | m    | m",
                "- | n | m    | n",
                "- | n | -    | n",
                "- | x | m    | unknown",
                "- | x | -    | unnamed",
                "x | - | -    | unknown",
                "- | - | mine | m as m",
                "- | - | my-1 | lab-",
                "- | - | lost | unknown",
                "- | mine | q | m as m",
            })
    void aCallGoesWhereTheKeySays(
            @Nullable String usual,
            @Nullable String bound,
            @Nullable String asked,
            String expected) {
        put(
                Specs.key("a", "s")
                        .names(Map.of("mine", "m", "my-*", "lab-*", "lost", "gone"))
                        .target(new KeySpec.Target(usual, bound))
                        .spec());
        assertEquals(expected, reached(found("s"), asked));
    }

    @Test
    void aKeyWithOneModelNeedsToNameNone() {
        put(Specs.key("a", "s").models("n").spec());
        assertEquals("n", reached(found("s"), null));
    }

    @Test
    void keysWithTheSameGrantsShareATable() {
        put(
                Specs.key("a", "s").models("m", "lab-*").spec(),
                Specs.key("b", "t").models("m", "lab-*").spec(),
                Specs.key("c", "u").models("m").spec());
        assertSame(found("s").models(), found("t").models());
        assertNotEquals(found("s").models(), found("u").models());
        assertInstanceOf(ModelTable.Listed.class, found("u").models());
    }

    @Test
    void listsPageByPage() {
        for (int i = 0; i < 10; i++) {
            put(Specs.key("k" + i, "s" + i).team(i % 2 == 0 ? "even" : "odd").spec());
        }
        List<String> page =
                keys.list(each -> "odd".equals(each.team()), "k3", 2).stream()
                        .map(KeySpec::id)
                        .toList();
        assertEquals(List.of("k5", "k7"), page);
        put(Specs.team("b", Terms.ALL), Specs.team("a", Terms.ALL));
        assertEquals(List.of("a", "b"), keys.teams().stream().map(TeamSpec::id).toList());
    }

    @Test
    void forgetsWhatAnotherDatabaseDoesNotHave() {
        put(Specs.key("a", "s").spec(), Specs.key("b", "t").spec());
        put(Specs.team("x", Terms.ALL));
        keys.replace(
                new Changes(
                        1, List.of(Specs.key("b", "t").spec()), List.of(), List.of(), List.of()));
        assertNull(find("s", snapshot));
        assertEquals("b", found("t").id());
        assertEquals(List.of(), keys.teams());
        assertEquals(1, keys.revision());
    }

    @Test
    void agreesWithAMapWhateverComesAndGoes() {
        var random = new Random(11);
        Map<String, String> model = new HashMap<>(); // secret to id
        Map<String, String> secrets = new HashMap<>(); // id to secret
        for (int i = 0; i < 20_000; i++) {
            String id = "k" + random.nextInt(300);
            if (random.nextInt(3) == 0) {
                remove(id);
                model.values().remove(id);
                secrets.remove(id);
            } else {
                String secret = id + "-" + random.nextInt(3);
                put(Specs.key(id, secret).spec());
                model.values().remove(id);
                model.put(secret, id);
                secrets.put(id, secret);
            }
            String asked = "k" + random.nextInt(300) + "-" + random.nextInt(3);
            VirtualKey key = find(asked, snapshot);
            assertEquals(model.get(asked), key == null ? null : key.id());
        }
        assertEquals(secrets.size(), keys.size());
    }

    @Test
    void readersNeverMissAKeyThatStays() throws Exception {
        put(Specs.key("stays", "s").spec());
        var done = new AtomicBoolean();
        var missed = new AtomicReference<String>();
        Thread reader =
                Thread.ofPlatform()
                        .start(() -> {
                            while (!done.get()) {
                                if (find("s", snapshot) == null) {
                                    missed.set("not found");
                                }
                            }
                        });
        for (int i = 0; i < 20_000; i++) {
            put(Specs.key("k" + i, "x" + i).spec());
            if (i % 2 == 0) {
                remove("k" + i);
            }
            if (i % 100 == 0) {
                put(Specs.key("stays", "s").spec());
            }
        }
        done.set(true);
        reader.join();
        assertNull(missed.get());
    }
}
