package dev.sluice.providers;

import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.frames.Framing;
import org.jspecify.annotations.Nullable;

/**
 * A protocol that asks for a configured model, whatever the caller named.
 *
 * @param protocol how the vendor is asked
 * @param model the configured model
 */
record ConfiguredModel(Protocol protocol, String model) implements Protocol {
    /** Returns the protocol for a configuration's {@code model}, which may be absent. */
    static Protocol of(Protocol protocol, @Nullable String model) {
        return model == null || model.isBlank()
                ? protocol
                : new ConfiguredModel(protocol, model.strip());
    }

    @Override
    public VendorDialect dialect() {
        return protocol.dialect();
    }

    @Override
    public Framing framing() {
        return protocol.framing();
    }

    @Override
    public Delivery delivery() {
        return protocol.delivery();
    }

    @Override
    public Session open(ChatCall call, Moment moment) {
        return protocol.open(call.withModel(model), moment);
    }
}
