package dev.sluice.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/** Some bytes that are written and flushed together, after a pause. */
public final class Piece {
    private final byte[] bytes;
    private final Duration before;

    private Piece(byte[] bytes, Duration before) {
        this.bytes = bytes;
        this.before = before;
    }

    /** These bytes, at once. */
    public static Piece of(byte[] bytes) {
        return new Piece(bytes.clone(), Duration.ZERO);
    }

    /** This text in UTF-8, at once. */
    public static Piece of(String text) {
        return new Piece(text.getBytes(StandardCharsets.UTF_8), Duration.ZERO);
    }

    /** The same bytes after a pause. */
    public Piece after(Duration pause) {
        return new Piece(bytes, pause);
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /** The pause before the bytes are written. */
    public Duration before() {
        return before;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Piece piece
                && Arrays.equals(bytes, piece.bytes)
                && before.equals(piece.before);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(bytes) + before.hashCode();
    }
}
