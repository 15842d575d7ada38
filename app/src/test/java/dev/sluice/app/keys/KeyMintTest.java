package dev.sluice.app.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.Digest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Secrets are long, new each time, and do not show themselves. */
class KeyMintTest {
    private final Instant now = Instant.parse("2026-11-30T08:00:00Z");
    private final KeyMint mint = new KeyMint(new SecureRandom(), () -> now);

    @Test
    void makesASecretAndWhatMayBeKeptOfIt() {
        KeyMint.Minted minted = mint.mint();
        String secret = minted.secret().reveal();
        assertTrue(secret.matches("sk-sluice-[A-Za-z0-9]{43}"), secret);
        assertTrue(minted.issue().id().matches("key_[A-Za-z0-9]{12}"));
        assertEquals(Digest.of(secret), minted.issue().digest());
        assertTrue(secret.endsWith(minted.issue().hint()) && minted.issue().hint().length() == 4);
        assertEquals(now, minted.issue().created());
        assertFalse(minted.toString().contains(secret));
    }

    @Test
    void makesNoSecretTwice() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            assertTrue(seen.add(mint.mint().secret().reveal()));
        }
    }
}
