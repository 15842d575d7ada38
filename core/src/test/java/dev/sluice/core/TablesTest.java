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
        assertEquals(
                new Found(deployment, set), new ModelTable.Bound(deployment).resolve(asked, use));
    }

    @ParameterizedTest
    @CsvSource({
        "plain,       plain,   ",
        "alias,       aliased, real",
        "gpt-4o,      long,    ",
        "gpt-3,       short,   ",
        "pinned-x,    pinned,  fixed",
        ",            plain,   plain",
    })
    void listedKeysTakeWhatIsListed(String asked, String id, String set) {
        Found found = assertInstanceOf(Found.class, listed("plain").resolve(asked, Use.CHAT));
        assertEquals(id, found.deployment().id());
        assertEquals(set, found.setModel());
    }

    private static ModelTable.Listed listed(@Nullable String preferred) {
        return new ModelTable.Listed(
                Map.of(
                        "plain", deployment("plain", null, null),
                        "alias", deployment("aliased", "real", null)),
                Map.of(
                        "gpt-", deployment("short", null, null),
                        "gpt-4", deployment("long", null, null),
                        "pinned-", deployment("pinned", "fixed", null)),
                preferred);
    }

    @Test
    void listedKeysRefuseTheRest() {
        assertEquals(new Unknown("nix"), listed(null).resolve("nix", Use.CHAT));
        assertEquals(new Unnamed(), listed(null).resolve(null, Use.CHAT));
        assertEquals(true, listed(null).decides());
        assertEquals(List.of(), new ModelTable.Bound(deployment("d", null, null)).names());
    }
}
