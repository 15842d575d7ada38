package dev.sluice.relay.surface;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.testkit.Headers;

/** One HTTP answer as it came over the wire, chunked framing taken off. */
record Reply(int status, Headers headers, Bytes content) {

    /** A body; a record of its own, so that replies may be compared. */
    static final class Bytes {
        private final byte[] bytes;

        Bytes(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        byte[] copy() {
            return bytes.clone();
        }
    }

    String text() {
        return new String(content.copy(), UTF_8);
    }

    byte[] bytes() {
        return content.copy();
    }

    String header(String name) {
        return headers.text(name);
    }

    @Override
    public String toString() {
        return status + " " + headers.lines() + " " + text();
    }
}
