package dev.sluice.app.keys;

import dev.sluice.app.config.KeyRequest;
import dev.sluice.core.Digest;
import dev.sluice.providers.Secret;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** Makes the secrets of new keys. Safe for several threads if its dice are. */
public final class KeyMint {
    /** What every secret begins with, so that people and scanners know one when they see it. */
    public static final String PREFIX = "sk-sluice-";

    private static final String ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /** 62^43 is just above 2^256. */
    private static final int SECRET = 43;

    private static final int ID = 12;
    private static final int HINT = 4;

    private final RandomGenerator random;
    private final InstantSource clock;

    /**
     * Makes a mint.
     *
     * @param random dice that cannot be guessed: a {@link java.security.SecureRandom}
     */
    public KeyMint(RandomGenerator random, InstantSource clock) {
        this.random = random;
        this.clock = clock;
    }

    /**
     * A new secret, to be shown once.
     *
     * @param issue what may be kept of it, with an id that was made up
     */
    public record Minted(Secret secret, KeyRequest.Issue issue) {}

    /** Makes a secret. */
    public Minted mint() {
        String secret = PREFIX + characters(SECRET);
        String id = "key_" + characters(ID);
        String hint = secret.substring(secret.length() - HINT);
        return new Minted(
                Secret.of(secret),
                new KeyRequest.Issue(id, Digest.of(secret), hint, clock.instant()));
    }

    private String characters(int count) {
        var text = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }
}
