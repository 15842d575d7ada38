package dev.sluice.app.secret;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** A key that secrets are sealed with: 256 bits for AES-GCM. Prints as its id, never as itself. */
final class MasterKey {
    static final int ID_LENGTH = 4;
    static final int NONCE_LENGTH = 12;
    static final int TAG_LENGTH = 16;
    private static final int LENGTH = 32;
    private static final String CIPHER = "AES/GCM/NoPadding";

    private final SecretKey key;
    private final byte[] id;

    private MasterKey(byte[] bytes) {
        key = new SecretKeySpec(bytes, "AES");
        try {
            id = Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(bytes), ID_LENGTH);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    /**
     * Reads base64 of 32 bytes, of either alphabet, with or without its padding.
     *
     * @throws Unopened when it is none; the message names the place and shows nothing of it
     */
    static MasterKey parse(String text, String place) {
        byte[] bytes;
        try {
            String plain = text.strip().replace('-', '+').replace('_', '/').replaceFirst("=+$", "");
            bytes = Base64.getDecoder().decode(plain);
        } catch (IllegalArgumentException _) {
            bytes = new byte[0];
        }
        if (bytes.length != LENGTH) {
            throw new Unopened(
                    place + " is no master key: expected base64 of " + LENGTH + " bytes");
        }
        return new MasterKey(bytes);
    }

    /** Makes one up. */
    static MasterKey random() {
        byte[] bytes = new byte[LENGTH];
        new SecureRandom().nextBytes(bytes);
        return new MasterKey(bytes);
    }

    /** Returns it as it is written down. Whoever has this can open everything. */
    String reveal() {
        return Base64.getEncoder().encodeToString(key.getEncoded());
    }

    /** Returns the first four bytes of its SHA-256. */
    byte[] id() {
        return id.clone();
    }

    /** Returns whether it goes by this id. */
    boolean isCalled(byte[] other) {
        return Arrays.equals(id, other);
    }

    /** Seals; the nonce must never come twice under one key. */
    byte[] seal(byte[] nonce, byte[] purpose, byte[] clear) {
        return run(Cipher.ENCRYPT_MODE, nonce, purpose, clear);
    }

    /**
     * Opens.
     *
     * @throws Unopened when it was sealed otherwise, or for something else, or was changed since
     */
    byte[] open(byte[] nonce, byte[] purpose, byte[] sealed) {
        return run(Cipher.DECRYPT_MODE, nonce, purpose, sealed);
    }

    private byte[] run(int mode, byte[] nonce, byte[] purpose, byte[] text) {
        try {
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(mode, key, new GCMParameterSpec(8 * TAG_LENGTH, nonce));
            cipher.updateAAD(purpose);
            return cipher.doFinal(text);
        } catch (GeneralSecurityException _) {
            // The exception knows no more than that the tag is wrong.
            throw new Unopened(
                    "it is damaged, or was sealed for another purpose (key id " + this + ")");
        }
    }

    /** Returns the id. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(id);
    }
}
