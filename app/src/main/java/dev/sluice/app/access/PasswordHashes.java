package dev.sluice.app.access;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Hashes passwords with Argon2id, by the parameters that OWASP recommends (Password Storage Cheat
 * Sheet, 2025): 19 MiB, two passes, one lane. At most two at a time, so that a crowd at the door
 * costs time and not memory.
 */
public final class PasswordHashes {
    private static final int KIBIBYTES = 19 * 1024;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int LENGTH = 32;
    private static final int VERSION = 0x13;
    private static final int SALT = 16;
    private static final int AT_ONCE = 2;
    private static final int MOST_WAITING = 32;
    private static final long SECONDS_TO_WAIT = 10;

    /** What is compared with when there is no such user; a match means nothing. */
    private static final String NOBODYS =
            "$argon2id$v=19$m=19456,t=2,p=1$MDEyMzQ1Njc4OWFiY2RlZg"
                    + "$8qPpaWig0H31wvibKAgpght2Ry2M8rtRQYtZ93ooMus";

    private final Argon2Function function =
            Argon2Function.getInstance(KIBIBYTES, PASSES, LANES, LENGTH, Argon2.ID, VERSION);
    private final Semaphore free = new Semaphore(AT_ONCE, true);
    private final SecureRandom random;

    /** Salts with these dice. */
    public PasswordHashes(SecureRandom random) {
        this.random = random;
    }

    /** Returns a text that holds parameters, salt and hash. */
    public String hash(String password) {
        byte[] salt = new byte[SALT];
        random.nextBytes(salt);
        enter();
        try {
            return function.hash(password.getBytes(StandardCharsets.UTF_8), salt).getResult();
        } finally {
            free.release();
        }
    }

    /**
     * Compares, in a time that tells nothing.
     *
     * @param hash what {@link #hash} returned; null or "" when there is none: this takes as long
     */
    boolean matches(String password, @Nullable String hash) {
        boolean there = hash != null && !hash.isEmpty();
        String with = hash == null || hash.isEmpty() ? NOBODYS : hash;
        enter();
        try {
            return function.check(password, with) && there;
        } finally {
            free.release();
        }
    }

    private void enter() {
        try {
            if (free.getQueueLength() < MOST_WAITING
                    && free.tryAcquire(SECONDS_TO_WAIT, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        throw new TooManyAttempts(TimeUnit.SECONDS.toMillis(SECONDS_TO_WAIT));
    }
}
