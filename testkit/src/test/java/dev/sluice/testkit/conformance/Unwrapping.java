package dev.sluice.testkit.conformance;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.chat.Written;
import java.util.Base64;
import java.util.List;

/**
 * A language whose events come in Bedrock's {@code chunk} frames, each {@code {"bytes": base64}}.
 *
 * @param inner the language of the events
 */
record Unwrapping(VendorDialect inner) implements VendorDialect {
    @Override
    public String name() {
        return inner.name();
    }

    @Override
    public Written writeCall(ChatCall call) {
        return inner.writeCall(call);
    }

    @Override
    public ChatReply readReply(byte[] body) {
        return inner.readReply(body);
    }

    @Override
    public ApiError readError(int status, byte[] body) {
        return inner.readError(status, body);
    }

    @Override
    public StreamReader newStreamReader() {
        StreamReader reader = inner.newStreamReader();
        return new StreamReader() {
            @Override
            public List<ChatEvent> read(String name, byte[] data) {
                byte[] event = Base64.getDecoder().decode(Trees.text(Trees.read(data), "bytes"));
                return reader.read(Trees.text(Trees.read(event), "type"), event);
            }

            @Override
            public List<ChatEvent> end() {
                return reader.end();
            }
        };
    }
}
