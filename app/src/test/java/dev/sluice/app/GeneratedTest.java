package dev.sluice.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.secret.Vault;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the program made up is kept: in clear beside its key, sealed where the key is elsewhere. */
class GeneratedTest {
    @TempDir Path data;

    private final Map<String, String> apart =
            Map.of("SLUICE_SECRET_KEY", Vault.freshKey().reveal());

    private Generated generated(Map<String, String> environment) {
        return new Generated(data, Vault.of(environment, data));
    }

    private String kept() throws Exception {
        return Files.readString(data.resolve("generated.keys"));
    }

    @Test
    void aKeyInTheDataDirectoryProtectsNothingAndIsNotUsed() throws Exception {
        Vault.of(Map.of(), data).makeKey();
        String made = generated(Map.of()).get("key", "sk-").secret().reveal();
        assertEquals("key=" + made + "\n", kept());
    }

    @Test
    void aKeyInTheEnvironmentSealsThem() throws Exception {
        Generated.Kept made = generated(apart).get("key", "sk-");
        assertTrue(made.fresh());
        assertTrue(kept().startsWith("key=enc:v1:"), kept());
        assertFalse(kept().contains(made.secret().reveal()));
        Generated.Kept again = generated(apart).get("key", "sk-");
        assertEquals(made.secret(), again.secret());
        assertFalse(again.fresh());
        assertEquals(made.secret(), generated(apart).find("key"));
    }

    @Test
    void whatWasInClearIsSealedOnceThereIsAKey() throws Exception {
        Generated.Kept made = generated(Map.of()).get("key", "sk-");
        generated(Map.of()).get("other", "o-");
        assertEquals(made.secret(), generated(apart).get("key", "sk-").secret());
        assertFalse(kept().contains(made.secret().reveal()), kept());
        assertTrue(kept().contains("other=o-"), "each when it is next used");
    }

    @Test
    void withoutTheKeyItSaysSoAndMakesUpNothing() throws Exception {
        generated(apart).get("key", "sk-");
        String before = kept();
        String message =
                String.valueOf(
                        assertThrows(
                                        UncheckedIOException.class,
                                        () -> generated(Map.of()).get("key", "sk-"))
                                .getMessage());
        assertTrue(message.contains("generated.keys: key: it was sealed with the key"), message);
        assertEquals(before, kept());
        assertEquals(null, generated(Map.of()).find("key"));
    }
}
