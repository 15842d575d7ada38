package dev.sluice.relay;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.openai.OpenAiDialect;
import java.util.List;

/** OpenAI's language, as if it were a vendor's own; it has no word for a member {@code lost}. */
record TestDialect(OpenAiDialect openAi, Pictures pictures) implements VendorDialect {
    @Override
    public String name() {
        return "test";
    }

    @Override
    public Written writeCall(ChatCall call) {
        boolean lost = call.extras().get("lost") != null;
        return new Written(openAi.writeCall(call).body(), lost ? List.of("lost") : List.of());
    }

    @Override
    public ChatReply readReply(byte[] body) {
        return openAi.readReply(body);
    }

    @Override
    public StreamReader newStreamReader() {
        return openAi.newStreamReader();
    }

    @Override
    public ApiError readError(int status, byte[] body) {
        return openAi.readError(status, body);
    }
}
