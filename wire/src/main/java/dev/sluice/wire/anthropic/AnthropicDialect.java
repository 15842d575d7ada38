package dev.sluice.wire.anthropic;

import dev.sluice.wire.anthropic.ModelRules.Traits;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.Dialect;
import dev.sluice.wire.chat.ReplyBody;
import dev.sluice.wire.chat.ReplyTerms;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.StreamWriter;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.UnreadableJson;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic's Messages. Replies and streams of the older text completions are read as well, so that
 * one reader serves a vendor that answers in either way. May be shared between threads.
 *
 * <p>Source: Anthropic's API reference, versions 2023-06-01 and 2026-10-21, read 2026-11.
 */
public final class AnthropicDialect implements Dialect {
    /** The language's name. */
    public static final String NAME = "anthropic";

    private final AnthropicSettings settings;

    // The model asked last: a table of patterns is not searched for every call to the same one.
    private volatile Known last;

    private record Known(@Nullable String model, Traits traits) {}

    /** Creates the dialect of Anthropic's own API. */
    public AnthropicDialect() {
        this(AnthropicSettings.DEFAULT);
    }

    /** Creates the dialect of one place where Anthropic's models are served. */
    public AnthropicDialect(AnthropicSettings settings) {
        this.settings = settings;
        last = new Known(null, settings.rules().of(null));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ChatCall readCall(byte[] body) {
        try {
            return JsonReader.read(body, AnthropicCallReader::read);
        } catch (UnreadableJson e) {
            String message = e.getMessage() == null ? "" : e.getMessage();
            throw new ApiException(
                    ApiError.badRequest(message, e.path().isEmpty() ? null : e.path(), null));
        }
    }

    @Override
    public Written writeCall(ChatCall call) {
        return AnthropicCallWriter.write(call, settings, traits(call.model()));
    }

    private Traits traits(@Nullable String model) {
        Known known = last;
        if (!Objects.equals(known.model(), model)) {
            known = new Known(model, settings.rules().of(model));
            last = known;
        }
        return known.traits();
    }

    @Override
    public ChatReply readReply(byte[] body) {
        return reply(body);
    }

    static ChatReply reply(byte[] body) {
        @Nullable ChatReply reply = ReplyBody.read(body, "message", AnthropicReplyReader::read);
        if (reply == null) {
            throw new ApiException(AnthropicErrors.read(200, body));
        }
        return reply;
    }

    @Override
    public Written writeReply(ChatReply reply) {
        return AnthropicReplyWriter.write(reply);
    }

    @Override
    public StreamReader newStreamReader() {
        return new AnthropicStreamReader();
    }

    @Override
    public StreamWriter newStreamWriter(ReplyTerms terms) {
        return new AnthropicStreamWriter(terms);
    }

    @Override
    public ApiError readError(int status, byte[] body) {
        return AnthropicErrors.read(status, body);
    }

    @Override
    public byte[] writeError(ApiError error) {
        return AnthropicErrors.write(error);
    }
}
