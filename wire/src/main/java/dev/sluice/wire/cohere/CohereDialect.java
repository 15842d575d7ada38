package dev.sluice.wire.cohere;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.ReplyBody;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.chat.VendorError;
import dev.sluice.wire.chat.Written;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.UnreadableJson;
import dev.sluice.wire.openai.OpenAiDialect;
import org.jspecify.annotations.Nullable;

/**
 * Cohere's {@code POST /v2/chat}. Stateless.
 *
 * <p>Citations of pages become annotations; others travel as a member {@code citations} of the
 * message. What the hub has no word for is said in OpenAI's words, so replies are of that
 * language's origin.
 *
 * <p>Source: Cohere API reference v2, read 2026-11.
 */
public final class CohereDialect implements VendorDialect {
    /** The language's name. */
    public static final String NAME = "cohere";

    /** Creates the dialect. */
    public CohereDialect() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Written writeCall(ChatCall call) {
        return CohereCallWriter.write(call);
    }

    @Override
    public ChatReply readReply(byte[] body) {
        @Nullable ChatReply reply =
                ReplyBody.read(body, "chat reply", in -> new CohereAnswer(in).whole());
        if (reply == null) {
            throw new ApiException(readError(200, body));
        }
        return reply;
    }

    @Override
    public StreamReader newStreamReader() {
        return new CohereStreamReader();
    }

    @Override
    public ApiError readError(int status, byte[] body) {
        var texts = new String[] {"", ""};
        try {
            JsonReader.read(
                    body,
                    in -> {
                        if (in.is(Kind.OBJECT)) {
                            in.members(name -> {
                                switch (name) {
                                    case "message" -> texts[0] = in.anyText();
                                    case "error_type" -> texts[1] = in.anyText();
                                    default -> {}
                                }
                            });
                        }
                        return null;
                    });
        } catch (UnreadableJson e) {
            texts[0] = "";
        }
        if (texts[0].isEmpty()) {
            return new OpenAiDialect().readError(status, body);
        }
        // 498: the request or the answer holds a token that Cohere has put on a list.
        boolean blocked = status == 498;
        String code = blocked ? "content_filter" : texts[1];
        return ErrorMapping.toClient(
                new VendorError(blocked ? 400 : status, texts[0], "", code, null));
    }
}
