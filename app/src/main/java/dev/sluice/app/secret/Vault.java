package dev.sluice.app.secret;

import dev.sluice.providers.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Seals and opens secrets with AES-256-GCM. Safe for several threads.
 *
 * <pre>
 * enc:v1: base64url( key id (4) | nonce (12) | ciphertext | tag (16) )
 * </pre>
 *
 * <p>The key id says which of several keys opens it, so that keys can be changed. What it was
 * sealed for is authenticated with it: a secret cannot be moved to where it does something else.
 * Keys are looked for when they are first needed; a configuration without sealed secrets needs
 * none.
 */
public final class Vault {
    /** What a sealed secret begins with. */
    public static final String MARK = "enc:v1:";

    private static final int SHORTEST =
            MasterKey.ID_LENGTH + MasterKey.NONCE_LENGTH + MasterKey.TAG_LENGTH;

    private final KeyRing ring;
    private final SecureRandom random = new SecureRandom();
    private volatile KeyRing.@Nullable Found found;

    private Vault(KeyRing ring) {
        this.ring = ring;
    }

    /** What a secret is for. */
    public enum Purpose {
        /** A value in a configuration file. */
        CONFIGURATION,
        /** What the program made up and keeps in its data directory. */
        GENERATED,
        /** A former configuration, whole. */
        HISTORY;

        private byte[] bytes() {
            return ("sluice/v1/" + name()).getBytes(StandardCharsets.US_ASCII);
        }
    }

    /** A vault whose keys are where the environment says, or in the data directory. */
    public static Vault of(Map<String, String> environment, Path data) {
        return new Vault(new KeyRing(environment, data));
    }

    /** Returns whether a text is a sealed secret. */
    public static boolean isSealed(String text) {
        return text.startsWith(MARK);
    }

    /**
     * Opens a secret of a configuration.
     *
     * @throws Unopened when it cannot; the message says why, and where keys are looked for
     */
    public Secret open(String sealed) {
        return open(Purpose.CONFIGURATION, sealed);
    }

    /**
     * Opens a secret.
     *
     * @throws Unopened when it cannot; the message says why, and where keys are looked for
     */
    public Secret open(Purpose purpose, String sealed) {
        byte[] all = decoded(sealed.strip());
        var parts = ByteBuffer.wrap(all);
        byte[] id = new byte[MasterKey.ID_LENGTH];
        byte[] nonce = new byte[MasterKey.NONCE_LENGTH];
        byte[] text = new byte[all.length - id.length - nonce.length];
        parts.get(id).get(nonce).get(text);
        // Ids are short: two keys may share one.
        @Nullable Unopened wrong = null;
        for (MasterKey each : keys()) {
            if (each.isCalled(id)) {
                try {
                    byte[] clear = each.open(nonce, purpose.bytes(), text);
                    return Secret.of(new String(clear, StandardCharsets.UTF_8));
                } catch (Unopened e) {
                    wrong = e;
                }
            }
        }
        if (wrong != null) {
            throw wrong;
        }
        throw new Unopened(
                "it was sealed with the key "
                        + HexFormat.of().formatHex(id)
                        + ", which is not there; keys are looked for in "
                        + ring.places()
                        + (keys().isEmpty() ? "; none was found" : "; found " + keys()));
    }

    private static byte[] decoded(String sealed) {
        byte[] all;
        try {
            all = Base64.getUrlDecoder().decode(sealed.substring(isSealed(sealed) ? 7 : 0));
        } catch (IllegalArgumentException _) {
            all = new byte[0];
        }
        if (!isSealed(sealed) || all.length < SHORTEST) {
            throw new Unopened(
                    "it is not a sealed secret: expected " + MARK + " and base64url, unchanged");
        }
        return all;
    }

    /**
     * Seals a secret with the current key.
     *
     * @throws Unopened when there is no key
     */
    public String seal(Purpose purpose, Secret secret) {
        List<MasterKey> keys = keys();
        if (keys.isEmpty()) {
            throw new Unopened(
                    "there is no key to seal with; one is looked for in "
                            + ring.places()
                            + ", and 'sluice secret key --save' makes one");
        }
        MasterKey key = keys.getFirst();
        // Random nonces are safe for 2^32 secrets under one key (NIST SP 800-38D, section 8.3).
        byte[] nonce = new byte[MasterKey.NONCE_LENGTH];
        random.nextBytes(nonce);
        byte[] text =
                key.seal(nonce, purpose.bytes(), secret.reveal().getBytes(StandardCharsets.UTF_8));
        byte[] all =
                ByteBuffer.allocate(MasterKey.ID_LENGTH + nonce.length + text.length)
                        .put(key.id())
                        .put(nonce)
                        .put(text)
                        .array();
        return MARK + Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    }

    /** Returns whether there is a key to seal with, and where it stands. */
    public boolean keyStandsApart() {
        return found().place() == KeyRing.Place.ENVIRONMENT;
    }

    /** Returns the id of the key that seals, or null when there is none. */
    public @Nullable String keyId() {
        List<MasterKey> keys = keys();
        return keys.isEmpty() ? null : keys.getFirst().toString();
    }

    /**
     * Makes a key and keeps it in the data directory, readable by the owner only; one that is there
     * already is kept among the old ones.
     *
     * @return where it is
     * @throws java.io.UncheckedIOException when it cannot be written
     */
    public Path makeKey() {
        ring.keep(MasterKey.random());
        found = null;
        return ring.file();
    }

    /** Makes a key that is kept nowhere. */
    public static Secret freshKey() {
        return Secret.of(MasterKey.random().reveal());
    }

    private List<MasterKey> keys() {
        return found().all();
    }

    private KeyRing.Found found() {
        KeyRing.@Nullable Found known = found;
        if (known == null) {
            known = ring.look();
            found = known;
        }
        return known;
    }
}
