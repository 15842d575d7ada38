package dev.sluice.wire.openai;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.Dialect;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.ReplyTerms;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.StreamWriter;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonWriter;
import dev.sluice.wire.fields.UnreadableJson;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's chat completions, as OpenAI documents them and as the many vendors that claim to speak
 * them really do. Reads leniently, writes strictly. Stateless.
 */
public final class OpenAiDialect implements Dialect {
    /** The language's name. */
    public static final String NAME = "openai";

    /** Creates the dialect. */
    public OpenAiDialect() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ChatCall readCall(byte[] body) {
        try {
            return JsonReader.read(body, OpenAiCallReader::read);
        } catch (UnreadableJson e) {
            throw new ApiException(refused(e));
        }
    }

    private static ApiError refused(UnreadableJson e) {
        String message = e.getMessage() == null ? "" : e.getMessage();
        String param = e.path().isEmpty() ? null : e.path();
        return new ApiError(400, "invalid_request_error", message, param, null);
    }

    @Override
    public Written writeCall(ChatCall call) {
        return OpenAiCallWriter.write(call);
    }

    @Override
    public ChatReply readReply(byte[] body) {
        @Nullable ChatReply reply;
        try {
            reply = JsonReader.read(body, OpenAiReplies::read);
        } catch (UnreadableJson e) {
            throw new ApiException(
                    ErrorMapping.badUpstream(
                            "The upstream's answer is no chat completion: " + e.getMessage()));
        }
        if (reply == null) {
            throw new ApiException(OpenAiErrors.read(200, body));
        }
        return reply;
    }

    @Override
    public Written writeReply(ChatReply reply) {
        return OpenAiReplies.write(reply);
    }

    @Override
    public StreamReader newStreamReader() {
        return new OpenAiStreamReader();
    }

    @Override
    public StreamWriter newStreamWriter(ReplyTerms terms) {
        return new OpenAiStreamWriter(terms);
    }

    @Override
    public ApiError readError(int status, byte[] body) {
        return OpenAiErrors.read(status, body);
    }

    @Override
    public byte[] writeError(ApiError error) {
        var out = new JsonWriter();
        OpenAiErrors.write(out, error);
        return out.bytes();
    }
}
