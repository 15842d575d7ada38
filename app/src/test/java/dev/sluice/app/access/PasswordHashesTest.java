package dev.sluice.app.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PasswordHashesTest {
    private final PasswordHashes hashes = new PasswordHashes(new SecureRandom());

    @Test
    void onlyTheSamePasswordMatches() {
        String hash = hashes.hash("correct horse 电池");
        assertTrue(hash.startsWith("$argon2id$v=19$m=19456,t=2,p=1$"), hash);
        assertTrue(hashes.matches("correct horse 电池", hash));
        assertFalse(hashes.matches("correct horse 电", hash));
        assertFalse(hashes.matches("", hash));
        assertNotEquals(hash, hashes.hash("correct horse 电池"), "salted");
    }

    @Test
    void nobodysPasswordMatchesNothing() {
        assertFalse(hashes.matches("secret", null));
        assertFalse(hashes.matches("secret", ""));
    }

    /** From the reference implementation, phc-winner-argon2, src/test.c. */
    @Test
    void isTheArgon2OfTheReference() {
        byte[] hash =
                Argon2Function.getInstance(65536, 2, 1, 32, Argon2.ID, 0x13)
                        .hash(
                                "password".getBytes(StandardCharsets.UTF_8),
                                "somesalt".getBytes(StandardCharsets.UTF_8))
                        .getBytes();
        assertEquals(
                "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7",
                HexFormat.of().formatHex(hash));
    }
}
