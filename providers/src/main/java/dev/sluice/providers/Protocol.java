package dev.sluice.providers;

import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.frames.Framing;

/** How a chat call is held with a vendor: its language, and the requests that a call becomes. */
public interface Protocol {
    /** Returns the vendor's language. */
    VendorDialect dialect();

    /** Returns how the vendor frames its streams. */
    Framing framing();

    /** Returns whether the vendor answers whole, as a stream, or as it is asked. */
    default Delivery delivery() {
        return Delivery.AS_ASKED;
    }

    /**
     * Begins a call.
     *
     * @param call what is asked; names the model that the vendor knows
     * @throws dev.sluice.wire.chat.ApiException with status 400 when it cannot be said
     */
    Session open(ChatCall call, Moment moment);

    /** How a vendor delivers its answers. */
    enum Delivery {
        /** Whole, or as a stream where the call asks for one. */
        AS_ASKED,
        /** Always as a stream; the gateway puts the answer together for who wants it whole. */
        STREAM,
        /** Always whole; the gateway tells it as a stream to who wants one. */
        WHOLE
    }
}
