package dev.sluice.app.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.Digest;
import dev.sluice.core.ModelTable;
import dev.sluice.core.VirtualKey;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

/** Which key an administrator means. */
class KeySearchTest {
    private static String found(@Nullable String wanted) {
        return new KeySearch(Fixture.snapshot(null)).find(wanted).id();
    }

    private static ApiError refused(KeySearch search, @Nullable String wanted) {
        return assertThrows(ApiException.class, () -> search.find(wanted)).error();
    }

    @Test
    void aNameOrAHashOfEitherFindsIt() {
        assertEquals("team-a", found("team-a"));
        assertEquals("team-a", found(Digest.of(Fixture.A_KEY).hex()));
        assertEquals("team-b", found(Digest.of("team-b").hex()));
        assertEquals(
                "team-b", found(Digest.of(Fixture.B_KEY).hex().toUpperCase(java.util.Locale.ROOT)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sk-a",
                "team-aa",
                "0000000000000000000000000000000000000000000000000000000000000000"
            })
    void nothingElseDoes(String wanted) {
        ApiError error = refused(new KeySearch(Fixture.snapshot(null)), wanted);
        assertEquals(404, error.status());
        assertEquals("key_not_found", error.code());
        assertFalse(error.message().contains(wanted), "it may be a key in clear");
        assertTrue(error.message().contains("team-a"), error.message());
    }

    @Test
    void withoutANameItIsTheOneForEverybodyOrTheOnlyOne() {
        assertEquals("everybody", new KeySearch(Fixture.snapshot(Fixture.open())).find(null).id());
        VirtualKey only = Fixture.key("only", new ModelTable.Bound(Fixture.ONE));
        var single = Fixture.snapshot(Map.of(Digest.of("k"), only), null);
        assertEquals("only", new KeySearch(single).find(null).id());
        ApiError several = refused(new KeySearch(Fixture.snapshot(null)), null);
        assertEquals(400, several.status());
        assertTrue(several.message().contains("team-a, team-b"), several.message());
    }

    @Test
    void theOneForEverybodyHasAName() {
        var search = new KeySearch(Fixture.snapshot(Fixture.open()));
        assertEquals("everybody", search.find("everybody").id());
    }

    @Test
    void twoKeysOfOneNameAreToldApartByTheirHash() {
        VirtualKey first = Fixture.key("twin", new ModelTable.Bound(Fixture.ONE));
        VirtualKey second = Fixture.key("twin", new ModelTable.Bound(Fixture.TWO));
        var snapshot =
                Fixture.snapshot(Map.of(Digest.of("k1"), first, Digest.of("k2"), second), null);
        var search = new KeySearch(snapshot);
        assertEquals(400, refused(search, "twin").status());
        assertEquals(second, search.find(Digest.of("k2").hex()));
    }
}
