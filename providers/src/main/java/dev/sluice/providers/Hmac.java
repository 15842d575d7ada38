package dev.sluice.providers;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The two primitives that every signature here is made of, both with SHA-256. */
public final class Hmac {
    private Hmac() {}

    /** Returns the code of a text, in UTF-8, under a key of one byte or more. */
    public static byte[] of(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(utf8(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", e);
        }
    }

    /** Returns a key that is bound to each of the steps, one after the other. */
    static byte[] chain(String secret, String... steps) {
        byte[] key = utf8(secret);
        for (String step : steps) {
            key = of(key, step);
        }
        return key;
    }

    /** Returns the hash of some bytes in lower-case hexadecimal. */
    static String hash(byte[] bytes) {
        try {
            return hex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** Returns bytes in lower-case hexadecimal. */
    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** Returns a text's bytes. */
    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
