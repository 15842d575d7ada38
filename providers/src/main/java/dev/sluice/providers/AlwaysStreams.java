package dev.sluice.providers;

import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.frames.Framing;

/**
 * Another protocol, for a vendor that is always asked for a stream.
 *
 * @param inner what a call becomes
 */
record AlwaysStreams(Protocol inner) implements Protocol {
    @Override
    public VendorDialect dialect() {
        return inner.dialect();
    }

    @Override
    public Framing framing() {
        return inner.framing();
    }

    @Override
    public Delivery delivery() {
        return Delivery.STREAM;
    }

    @Override
    public Session open(ChatCall call, Moment moment) {
        return inner.open(call, moment);
    }
}
