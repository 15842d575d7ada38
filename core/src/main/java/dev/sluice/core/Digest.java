package dev.sluice.core;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A SHA-256 as a value, usable as a map key.
 *
 * @param bytes 32 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode look inside
public record Digest(byte[] bytes) {

    /** Checks the length. */
    public Digest {
        if (bytes.length != 32) {
            throw new IllegalArgumentException("a SHA-256 has 32 bytes, not " + bytes.length);
        }
    }

    /** Hashes a secret's UTF-8 bytes. */
    public static Digest of(String secret) {
        return new Digest(sha256().digest(secret.getBytes(StandardCharsets.UTF_8)));
    }

    /** Reads 64 hexadecimal digits. */
    public static Digest parse(String hex) {
        return new Digest(HexFormat.of().parseHex(hex));
    }

    /** Returns a fresh SHA-256; every Java runtime has one. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256", e);
        }
    }

    /** Returns 64 lower-case hexadecimal digits. */
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest digest && Arrays.equals(bytes, digest.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "sha256:" + hex().substring(0, 8) + "...";
    }
}
