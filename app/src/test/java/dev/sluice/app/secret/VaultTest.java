package dev.sluice.app.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.secret.Vault.Purpose;
import dev.sluice.providers.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sealed is opened with its key, for its purpose, unchanged, and with nothing else. */
class VaultTest {
    private static final String ONE = Base64.getEncoder().encodeToString(bytes(1));
    private static final String TWO = Base64.getEncoder().encodeToString(bytes(251));

    @TempDir Path data;

    private static byte[] bytes(int first) {
        byte[] bytes = new byte[32];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (first + 7 * i);
        }
        return bytes;
    }

    private Vault vault(String... environment) {
        return switch (environment.length) {
            case 0 -> Vault.of(Map.of(), data);
            case 2 -> Vault.of(Map.of(environment[0], environment[1]), data);
            default ->
                    Vault.of(
                            Map.of(environment[0], environment[1], environment[2], environment[3]),
                            data);
        };
    }

    private static String seal(Vault vault, String secret) {
        return vault.seal(Purpose.CONFIGURATION, Secret.of(secret));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "sk-abc", "密钥", "line\nline\n", "enc:v1:abc", " space "})
    void whatIsSealedIsOpened(String secret) {
        Vault vault = vault("SLUICE_SECRET_KEY", ONE);
        String sealed = seal(vault, secret);
        assertTrue(sealed.matches("enc:v1:[A-Za-z0-9_-]+"), sealed);
        assertEquals(secret, vault.open(sealed).reveal());
        assertEquals(secret, vault("SLUICE_SECRET_KEY", ONE).open(sealed).reveal());
        assertNotEquals(sealed, seal(vault, secret), "the same secret never looks the same");
    }

    @Test
    void noSignOfItCanBeChanged() {
        Vault vault = vault("SLUICE_SECRET_KEY", ONE);
        byte[] sealed =
                Base64.getUrlDecoder().decode(seal(vault, "sk-abc").substring(Vault.MARK.length()));
        for (int bit = 0; bit < 8 * sealed.length; bit++) {
            byte[] changed = sealed.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            String text = Vault.MARK + Base64.getUrlEncoder().encodeToString(changed);
            assertThrows(Unopened.class, () -> vault.open(text), "bit " + bit);
        }
        for (int length = 0; length < sealed.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(sealed, length);
            String text = Vault.MARK + Base64.getUrlEncoder().encodeToString(cut);
            assertThrows(Unopened.class, () -> vault.open(text), "length " + length);
        }
    }

    @Test
    void aSecretServesItsPurposeOnly() {
        Vault vault = vault("SLUICE_SECRET_KEY", ONE);
        String sealed = vault.seal(Purpose.GENERATED, Secret.of("sk-abc"));
        assertEquals("sk-abc", vault.open(Purpose.GENERATED, sealed).reveal());
        Unopened refused = assertThrows(Unopened.class, () -> vault.open(sealed));
        assertTrue(String.valueOf(refused.getMessage()).contains("another purpose"));
    }

    @Test
    void aWrongKeySaysWhichWasUsedAndWhereKeysAreLookedFor() {
        Vault one = vault("SLUICE_SECRET_KEY", ONE);
        String sealed = seal(one, "sk-abc");
        Vault two = vault("SLUICE_SECRET_KEY", TWO);
        String message =
                String.valueOf(assertThrows(Unopened.class, () -> two.open(sealed)).getMessage());
        for (String part :
                new String[] {
                    one.keyId() + "",
                    two.keyId() + "",
                    "SLUICE_SECRET_KEY,",
                    "SLUICE_SECRET_KEY_FILE",
                    data.resolve("secret.key").toString()
                }) {
            assertTrue(message.contains(part), () -> part + " is not in: " + message);
        }
        assertFalse(message.contains(ONE) || message.contains(TWO) || message.contains(sealed));
    }

    @Test
    void withoutAKeyNothingIsSealedOrOpened() {
        String sealed = seal(vault("SLUICE_SECRET_KEY", ONE), "sk-abc");
        Vault none = vault();
        assertEquals(null, none.keyId());
        assertThrows(Unopened.class, () -> seal(none, "sk-abc"));
        String message =
                String.valueOf(assertThrows(Unopened.class, () -> none.open(sealed)).getMessage());
        assertTrue(message.endsWith("none was found"), message);
    }

    @Test
    void theEnvironmentComesFirstThenTheFileItNamesThenTheDataDirectory() throws Exception {
        Vault made = vault();
        made.makeKey();
        String kept = String.valueOf(made.keyId());
        assertFalse(made.keyStandsApart());
        Path named = Files.writeString(data.resolve("named"), TWO + "\n");
        Vault byFile = vault("SLUICE_SECRET_KEY_FILE", named.toString());
        Vault byWord = vault("SLUICE_SECRET_KEY", ONE, "SLUICE_SECRET_KEY_FILE", named.toString());
        assertEquals(vault("SLUICE_SECRET_KEY", TWO).keyId(), byFile.keyId());
        assertEquals(vault("SLUICE_SECRET_KEY", ONE).keyId(), byWord.keyId());
        assertTrue(byFile.keyStandsApart() && byWord.keyStandsApart());
        assertNotEquals(kept, byWord.keyId());
        // all of them open
        for (Vault each : new Vault[] {made, byFile}) {
            assertEquals("s", byWord.open(seal(each, "s")).reveal());
        }
    }

    @Test
    void formerKeysStillOpen() throws Exception {
        String sealed = seal(vault("SLUICE_SECRET_KEY", ONE), "s");
        assertEquals(
                "s",
                vault("SLUICE_SECRET_KEY", TWO, "SLUICE_SECRET_KEYS_OLD", " " + ONE + ", ")
                        .open(sealed)
                        .reveal());
        Vault vault = vault();
        vault.makeKey();
        String first = seal(vault, "first");
        vault.makeKey();
        String second = seal(vault, "second");
        vault.makeKey();
        assertEquals("first", vault().open(first).reveal());
        assertEquals("second", vault().open(second).reveal());
        assertEquals(2, Files.readAllLines(data.resolve("secret.key.old")).size());
        assertEquals(1, Files.readAllLines(data.resolve("secret.key")).size());
        for (String file : new String[] {"secret.key", "secret.key.old"}) {
            assertEquals(
                    "rw-------",
                    PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(data.resolve(file))));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"xyzxyz", "AAAA", "not base64 at all, but 32 bytes!"})
    void whatIsNoKeyIsNamedByItsPlace(String text) {
        String message =
                String.valueOf(
                        assertThrows(
                                        Unopened.class,
                                        () -> seal(vault("SLUICE_SECRET_KEY", text), "s"))
                                .getMessage());
        assertTrue(message.startsWith("SLUICE_SECRET_KEY is no master key"), message);
        assertFalse(message.contains(text), message);
    }

    @Test
    void aKeyMayBeWrittenInEitherAlphabet() {
        String url = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(251));
        assertEquals(
                vault("SLUICE_SECRET_KEY", TWO).keyId(),
                vault("SLUICE_SECRET_KEY", " " + url + "\n").keyId());
    }

    @Test
    void aFileThatIsNamedMustBeThere() {
        Vault vault = vault("SLUICE_SECRET_KEY_FILE", data.resolve("gone").toString());
        assertThrows(Unopened.class, () -> seal(vault, "s"));
    }

    /** Sealed by another program, with Python's cryptography and hashlib. */
    @Test
    void theFormatIsWhatItIsSaidToBe() {
        String sealed = "enc:v1:jHMcGQECAwQFBgcICQoLDJutaByp53YP5od9ICevkFdHsDenJa0";
        assertEquals("sk-abc", vault("SLUICE_SECRET_KEY", ONE).open(sealed).reveal());
    }
}
