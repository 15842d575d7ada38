package dev.sluice.app.revision;

import dev.sluice.app.secret.Unopened;
import dev.sluice.app.secret.Vault;
import dev.sluice.providers.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What former configurations are kept under. */
public interface Cover {
    /** None: they lie as they were written. */
    Cover NONE =
            new Cover() {
                @Override
                public byte[] over(byte[] text) {
                    return text;
                }

                @Override
                public byte[] off(byte[] kept) {
                    return kept;
                }
            };

    /**
     * Covers a text.
     *
     * @throws IOException when it cannot be covered
     */
    byte[] over(byte[] text) throws IOException;

    /**
     * Uncovers a text, or returns one that was never covered.
     *
     * @throws IOException when it cannot be uncovered; the message says why
     */
    byte[] off(byte[] kept) throws IOException;

    /** Sealed, if the key stands apart from what it seals; otherwise that would only seem so. */
    static Cover sealed(Vault vault) {
        return new Cover() {
            @Override
            public byte[] over(byte[] text) throws IOException {
                try {
                    return vault.keyStandsApart()
                            ? vault.seal(
                                            Vault.Purpose.HISTORY,
                                            Secret.of(new String(text, StandardCharsets.UTF_8)))
                                    .getBytes(StandardCharsets.US_ASCII)
                            : text;
                } catch (Unopened e) {
                    throw new IOException(e.getMessage(), e);
                }
            }

            @Override
            public byte[] off(byte[] kept) throws IOException {
                String text = new String(kept, StandardCharsets.UTF_8);
                try {
                    return Vault.isSealed(text)
                            ? vault.open(Vault.Purpose.HISTORY, text)
                                    .reveal()
                                    .getBytes(StandardCharsets.UTF_8)
                            : kept;
                } catch (Unopened e) {
                    throw new IOException(e.getMessage(), e);
                }
            }
        };
    }
}
