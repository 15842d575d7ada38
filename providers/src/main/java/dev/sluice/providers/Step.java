package dev.sluice.providers;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ChatReply;
import java.util.List;

/** What a {@link Session} wants done next. */
public sealed interface Step {
    /** Send this, and give the whole answer to {@link Session#next}. */
    record Ask(VendorRequest request) implements Step {}

    /** Send this: its answer is the reply or the stream, which the dialect reads. */
    record Send(VendorRequest request) implements Step {}

    /**
     * Open a WebSocket and send these messages: what comes back is the stream.
     *
     * @param upgrade method, target and headers of the handshake, all but those of RFC 6455
     * @param messages text messages, sent in order once the handshake is done
     */
    record Open(VendorRequest upgrade, List<String> messages) implements Step {
        /** Keeps its own copy. */
        public Open {
            messages = List.copyOf(messages);
        }
    }

    /** The reply is known already. */
    record Answer(ChatReply reply) implements Step {}

    /** The call cannot be served. */
    record Refuse(ApiError error) implements Step {}
}
