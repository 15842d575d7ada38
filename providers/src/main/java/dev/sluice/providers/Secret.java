package dev.sluice.providers;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * A value that must never be printed: a vendor's key, a proxy's password, the admin token.
 *
 * <p>Its {@link #toString()} is three stars, so that it may stand in a record, a log line or an
 * exception without harm. Only {@link #reveal()} gives the value away; search for its callers to
 * see every place a secret leaves the program.
 */
public final class Secret {
    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /** Wraps a secret value. */
    public static Secret of(String value) {
        return new Secret(value);
    }

    /** Gives the value away. */
    public String reveal() {
        return value;
    }

    /** Compares with a candidate in time that does not depend on where they differ. */
    public boolean matches(String candidate) {
        return MessageDigest.isEqual(
                value.getBytes(StandardCharsets.UTF_8), candidate.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && matches(secret.value);
    }

    /** The same for all: a hash of the value, printed by whoever prints hashes, would narrow it. */
    @Override
    public int hashCode() {
        return 0;
    }

    @Override
    public String toString() {
        return "***";
    }
}
