package dev.sluice.wire.bedrock;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.ReplyBody;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.chat.Written;
import org.jspecify.annotations.Nullable;

/**
 * AWS Bedrock's Converse API. The model stands in the path of the request, not in its body. Streams
 * come in {@link dev.sluice.wire.frames.Framing#AWS_EVENTS}. Stateless. Source: Amazon Bedrock API
 * reference (Converse, ConverseStream), read 2026-11.
 */
public final class BedrockDialect implements VendorDialect {
    /** The language's name. */
    public static final String NAME = "bedrock";

    /** Creates the dialect. */
    public BedrockDialect() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Written writeCall(ChatCall call) {
        return new BedrockCallWriter(call).write();
    }

    @Override
    public ChatReply readReply(byte[] body) {
        @Nullable ChatReply reply = ReplyBody.read(body, "Converse reply", BedrockReplies::read);
        if (reply == null) {
            throw new ApiException(BedrockErrors.read(200, "", body));
        }
        return reply;
    }

    @Override
    public StreamReader newStreamReader() {
        return new BedrockStreamReader();
    }

    @Override
    public ApiError readError(int status, byte[] body) {
        return BedrockErrors.read(status, "", body);
    }

    @Override
    public Pictures pictures() {
        return Pictures.INLINE;
    }
}
