package dev.sluice.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.core.ModelTable.Resolution.Found;
import dev.sluice.core.ModelTable.Resolution.Unknown;
import dev.sluice.core.ModelTable.Resolution.Unnamed;
import dev.sluice.core.ModelTable.Use;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Look-ups of keys and models. */
class TablesTest {

    private static Deployment deployment(
            String id, @Nullable String upstream, @Nullable String usual) {
        return new Deployment(
                id,
                new Upstream.Echo(),
                upstream,
                usual,
                Map.of(),
                Deployment.StreamMode.CONTRACT,
                Deployment.StreamUsage.ASK);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 5, 1000})
    void findsEveryKeyAndNoOther(int count) {
        Map<Digest, VirtualKey> keys = new HashMap<>();
        for (int i = 0; i < count; i++) {
            keys.put(
                    Digest.of("key" + i),
                    new VirtualKey(
                            "k" + i,
                            new ModelTable.Bound(deployment("d", null, null)),
                            Deployment.StreamMode.CONTRACT,
                            VirtualKey.KeepAlive.ON));
        }
        var table = new KeyTable(keys);
        keys.forEach((digest, key) -> assertSame(key, table.find(digest.bytes())));
        for (int i = 0; i < 1000; i++) {
            assertNull(table.find(Digest.of("other" + i).bytes()));
        }
    }

    @Test
    void hashesAsEverybodyDoes() {
        String hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assertEquals(hex, Digest.of("abc").hex());
        assertEquals(Digest.of("abc"), Digest.parse(hex));
        assertEquals(Digest.of("abc").hashCode(), Digest.parse(hex).hashCode());
        assertFalse(Digest.of("abc").toString().contains(hex));
        assertThrows(IllegalArgumentException.class, () -> Digest.parse("ab"));
        assertThrows(IllegalArgumentException.class, () -> Digest.parse("x".repeat(64)));
    }

    @ParameterizedTest
    @CsvSource({
        "up, usual, asked, CHAT,  up",
        "up, usual, ,      CHAT,  up",
        ",   usual, asked, CHAT,  ",
        ",   usual, ,      CHAT,  usual",
        ",   ,      ,      CHAT,  ",
        "up, usual, asked, OTHER, ",
    })
    void boundKeysTakeEveryName(String up, String usual, String asked, Use use, String set) {
        Deployment deployment = deployment("d", up, usual);
        Candidate only = only(new ModelTable.Bound(deployment), asked, use);
        assertSame(deployment, only.deployment());
        assertEquals(set, only.setModel());
        assertEquals(set == null ? asked : set, only.model());
    }

    @ParameterizedTest
    @CsvSource({
        "plain,       CHAT,  plain,   ",
        "alias,       CHAT,  aliased, real",
        "alias,       OTHER, aliased, real",
        "gpt-4o,      CHAT,  long,    ",
        "gpt-3,       CHAT,  short,   ",
        "pinned-x,    CHAT,  pinned,  fixed",
        "named,       CHAT,  named,   inner",
        "inner,       CHAT,  named,   ",
        ",            CHAT,  plain,   plain",
        ",            OTHER, plain,   ",
    })
    void listedKeysTakeWhatIsListed(String asked, Use use, String id, String set) {
        Candidate only = only(listed("plain"), asked, use);
        assertEquals(id, only.deployment().id());
        assertEquals(set, only.setModel());
        assertEquals(set == null ? asked : set, only.model());
    }

    private static Candidate only(ModelTable table, @Nullable String model, Use use) {
        Found found = assertInstanceOf(Found.class, table.resolve(model));
        var question = new Planner.Question(model, found.name(), use, found.naming(), 0);
        Plan plan = Planner.plan(found.route(), question, new World());
        assertEquals(1, plan.steps().size());
        return plan.steps().getFirst().candidates().getFirst();
    }

    private static ModelTable.Listed listed(@Nullable String preferred) {
        Route named = new Route.One(deployment("named", null, null), "inner");
        return new ModelTable.Listed(
                Map.of(
                        "plain",
                        one("plain", null),
                        "alias",
                        one("aliased", "real"),
                        "named",
                        named,
                        "inner",
                        named),
                Map.of(
                        "gpt-", one("short", null),
                        "gpt-4", one("long", null),
                        "pinned-", one("pinned", "fixed")),
                preferred);
    }

    private static Route one(String id, @Nullable String upstream) {
        return new Route.One(deployment(id, upstream, null), null);
    }

    @Test
    void listedKeysRefuseTheRest() {
        assertEquals(new Unknown("nix"), listed(null).resolve("nix"));
        assertEquals(new Unnamed(), listed(null).resolve(null));
        assertEquals(true, listed(null).decides());
        assertEquals(List.of(), new ModelTable.Bound(deployment("d", null, null)).names());
    }
}
