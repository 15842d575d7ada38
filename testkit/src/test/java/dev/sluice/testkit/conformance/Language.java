package dev.sluice.testkit.conformance;

import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.frames.Framing;
import java.util.List;
import java.util.function.Function;

/**
 * A language under test.
 *
 * @param name what the tables call it
 * @param dialect the language
 * @param framing how its streams are cut into frames
 * @param pieces cuts a body into frames independently
 * @param reference reads its answers independently
 */
public record Language(
        String name,
        VendorDialect dialect,
        Framing framing,
        Function<byte[], List<Bodies.Piece>> pieces,
        Reference reference) {

    /** A language whose streams are server-sent events. */
    static Language ofEvents(String name, VendorDialect dialect, Reference reference) {
        return new Language(name, dialect, Framing.EVENTS, Bodies::events, reference);
    }

    @Override
    public String toString() {
        return name;
    }
}
