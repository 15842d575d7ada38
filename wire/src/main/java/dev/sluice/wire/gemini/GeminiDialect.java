package dev.sluice.wire.gemini;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.Dialect;
import dev.sluice.wire.chat.ReplyTerms;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.StreamWriter;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonWriter;
import dev.sluice.wire.fields.UnreadableJson;

/**
 * Google's generateContent and streamGenerateContent. The model and the wish for a stream stand in
 * the path of a call, so {@link #readCall} leaves them unsaid and {@link #writeCall} leaves them to
 * whoever makes the path. Stateless.
 *
 * <p>Source: Google's Gemini API and Vertex AI docs, read 2026-11.
 */
public final class GeminiDialect implements Dialect {
    /** The language's name. */
    public static final String NAME = "gemini";

    private final Host host;

    /** The two services that speak it; they differ in a few members. */
    public enum Host {
        /** The Gemini API of AI Studio. */
        GEMINI_API,
        /** Vertex AI. */
        VERTEX
    }

    /** The language of the Gemini API. */
    public GeminiDialect() {
        this(Host.GEMINI_API);
    }

    /** The language of one of the services. */
    public GeminiDialect(Host host) {
        this.host = host;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Pictures pictures() {
        return Pictures.INLINE;
    }

    /**
     * Says whether Google fetches what stands at an address: its own file store, Cloud Storage and
     * YouTube. Pictures at other addresses must be put into the call.
     */
    public static boolean fetches(String url) {
        return url.startsWith("gs://")
                || url.matches(
                        "(?i)https?://(www\\.|m\\.)?(youtube\\.com|youtu\\.be|"
                                + "generativelanguage\\.googleapis\\.com)/.*");
    }

    @Override
    public ChatCall readCall(byte[] body) {
        try {
            return JsonReader.read(body, GeminiCallReader::read);
        } catch (UnreadableJson e) {
            String message = e.getMessage() == null ? "" : e.getMessage();
            String param = e.path().isEmpty() ? null : e.path();
            throw new ApiException(ApiError.badRequest(message, param, null));
        }
    }

    @Override
    public Written writeCall(ChatCall call) {
        return GeminiCallWriter.write(call, host);
    }

    @Override
    public ChatReply readReply(byte[] body) {
        return GeminiStreamReader.whole(body);
    }

    @Override
    public Written writeReply(ChatReply reply) {
        return GeminiReplies.write(reply);
    }

    @Override
    public StreamReader newStreamReader() {
        return new GeminiStreamReader();
    }

    @Override
    public StreamWriter newStreamWriter(ReplyTerms terms) {
        return new GeminiStreamWriter(terms);
    }

    @Override
    public ApiError readError(int status, byte[] body) {
        return GeminiErrors.read(status, body);
    }

    @Override
    public byte[] writeError(ApiError error) {
        var out = new JsonWriter();
        GeminiErrors.write(out, error);
        return out.bytes();
    }
}
