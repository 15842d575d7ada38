package dev.sluice.testkit.conformance;

import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.frames.Framing;

/**
 * A language towards vendors under test.
 *
 * @param name what the tables and the snapshots call it
 * @param title what the documents call it
 * @param model a model that calls are written for
 * @param dialect the language
 * @param framing how its streams are cut into frames
 */
public record Language(
        String name, String title, String model, VendorDialect dialect, Framing framing) {
    @Override
    public String toString() {
        return name;
    }
}
