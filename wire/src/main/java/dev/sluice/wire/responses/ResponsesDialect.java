package dev.sluice.wire.responses;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.ReplyBody;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.openai.CompatibleDialect;
import dev.sluice.wire.openai.OpenAiDialect;
import dev.sluice.wire.openai.Quirks;
import dev.sluice.wire.openai.VendorSearch.Whose;

/**
 * OpenAI's Responses API, asked in place of chat completions. Streams are {@link
 * dev.sluice.wire.frames.Framing#EVENTS}. Nothing is stored there unless the caller asks for it.
 * Source: OpenAI, xAI and Ark API references, read 2026-11.
 *
 * <p>What is read is told in the words of OpenAI's chat completions, and so are the extras of its
 * replies and streams: their origin is {@link OpenAiDialect#NAME}.
 */
public final class ResponsesDialect implements VendorDialect {
    /** The language's name. */
    public static final String NAME = "openai-responses";

    private final Whose search;
    private final VendorDialect chat;

    /** OpenAI's own. */
    public ResponsesDialect() {
        this(Whose.OPENAI, Quirks.NONE);
    }

    /**
     * The API as another vendor serves it.
     *
     * @param search whose search of the web a call with {@code internet} gets
     * @param quirks what the vendor's errors mean
     */
    public ResponsesDialect(Whose search, Quirks quirks) {
        this.search = search;
        this.chat = new CompatibleDialect(quirks);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Written writeCall(ChatCall call) {
        return new ResponsesCallWriter(call, search).write();
    }

    @Override
    public ChatReply readReply(byte[] body) {
        ResponseBody response = ReplyBody.read(body, "response", ResponseBody::read);
        if (!response.isResponse()) {
            throw new ApiException(readError(200, body));
        }
        return response.reply(this);
    }

    @Override
    public StreamReader newStreamReader() {
        return new ResponsesStreamReader(this);
    }

    @Override
    public ApiError readError(int status, byte[] body) {
        ApiError found = chat.readError(status, body);
        // A missing model is a 400 here and a 404 in chat completions.
        return "model_not_found".equals(found.code()) ? found.withStatus(404) : found;
    }
}
