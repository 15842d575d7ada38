package dev.sluice.wire.ollama;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.ReplyBody;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.chat.Written;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Ollama's own chat API. Streams come in {@link dev.sluice.wire.frames.Framing#LINES}. Stateless.
 * Source: Ollama API docs ({@code POST /api/chat}), read 2026-11.
 */
public final class OllamaDialect implements VendorDialect {
    /** The language's name. */
    public static final String NAME = "ollama";

    private final @Nullable BigInteger context;
    private final @Nullable Raw keepAlive;

    /** Creates the dialect of a server that is left to its own defaults. */
    public OllamaDialect() {
        this(null, null);
    }

    /**
     * Creates the dialect.
     *
     * @param context how many tokens the model is to see ({@code num_ctx}) where a call does not
     *     say, or null for the server's default; whatever is longer, the server cuts silently
     * @param keepAlive how long the model stays loaded where a call does not say: a JSON string
     *     such as {@code "5m"} or a number of seconds; or null for the server's default
     */
    public OllamaDialect(@Nullable BigInteger context, @Nullable Raw keepAlive) {
        this.context = context;
        this.keepAlive = keepAlive;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Written writeCall(ChatCall call) {
        return new OllamaCallWriter(call, context, keepAlive).write();
    }

    @Override
    public ChatReply readReply(byte[] body) {
        return ReplyBody.read(body, "chat reply", OllamaLine::read).reply();
    }

    @Override
    public StreamReader newStreamReader() {
        return new OllamaStreamReader();
    }

    @Override
    public ApiError readError(int status, byte[] body) {
        return OllamaLine.error(status, body);
    }

    @Override
    public Pictures pictures() {
        return Pictures.INLINE;
    }
}
