package dev.sluice.relay;

import dev.sluice.providers.VendorRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The opening handshake of a WebSocket to a vendor (RFC 6455, section 4.1). */
final class SocketHandshake {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final String key;
    private List<String> messages = List.of();

    /**
     * Creates the handshake.
     *
     * @param dice a text that is never the same twice
     */
    SocketHandshake(String dice) {
        byte[] nonce = Arrays.copyOf(digest("SHA-256", dice), 16);
        key = Base64.getEncoder().encodeToString(nonce);
    }

    /**
     * Returns the request that asks for the WebSocket.
     *
     * @param first what is said once it is open
     */
    VendorRequest asked(VendorRequest upgrade, List<String> first) {
        messages = first;
        return upgrade.with("connection", "Upgrade")
                .with("upgrade", "websocket")
                .with("sec-websocket-version", "13")
                .with("sec-websocket-key", key);
    }

    /** Says whether the vendor has understood the question. */
    boolean accepted(@Nullable String answer) {
        byte[] expected = digest("SHA-1", key + GUID);
        return answer != null
                && answer.strip().equals(Base64.getEncoder().encodeToString(expected));
    }

    /** Returns what is said once the WebSocket is open. */
    List<String> messages() {
        return messages;
    }

    private static byte[] digest(String algorithm, String text) {
        try {
            return MessageDigest.getInstance(algorithm)
                    .digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }
}
