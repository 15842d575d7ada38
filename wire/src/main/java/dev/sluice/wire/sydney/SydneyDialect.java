package dev.sluice.wire.sydney;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.OneAnswerReader;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.chat.VendorError;
import dev.sluice.wire.chat.Written;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** The language of Bing's chat. Best effort: nobody documents it. Stateless. */
public final class SydneyDialect implements VendorDialect {
    /** The language's name. */
    public static final String NAME = "sydney";

    /** What ends every record of SignalR's. */
    public static final char RECORD_END = '\u001e';

    /** The first record of a connection. */
    public static final String HANDSHAKE = "{\"protocol\":\"json\",\"version\":1}" + RECORD_END;

    private final Style style;

    /** The manners that the page lets its user choose from. */
    public enum Style {
        /** Long and free. */
        CREATIVE("Creative", "h3imaginative,clgalileo,gencontentv3"),
        /** In between. */
        BALANCED("Balanced", "galileo"),
        /** Short and to the point. */
        PRECISE("Precise", "h3precise,clgalileo");

        private final String tone;
        private final String options;

        Style(String tone, String options) {
            this.tone = tone;
            this.options = options;
        }

        String tone() {
            return tone;
        }

        List<String> options() {
            return List.of(options.split(",", -1));
        }
    }

    /** Creates the dialect of one style. */
    public SydneyDialect(Style style) {
        this.style = style;
    }

    @Override
    public String name() {
        return NAME;
    }

    /** Writes the invocation without its conversation, which only the service can make. */
    @Override
    public Written writeCall(ChatCall call) {
        return write(call, Conversation.NONE);
    }

    /** Writes the invocation, without what ends its record. */
    public Written write(ChatCall call, Conversation conversation) {
        return new SydneyCallWriter(style, call).write(conversation);
    }

    /** Reads records that are the whole answer; the service itself never gives whole answers. */
    @Override
    public ChatReply readReply(byte[] body) {
        return OneAnswerReader.whole(newStreamReader(), body);
    }

    @Override
    public StreamReader newStreamReader() {
        return new SydneyStreamReader();
    }

    /**
     * Reads a refusal. A page, a redirect and a missing place all mean that the service is gone.
     */
    @Override
    public ApiError readError(int status, byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8).strip();
        boolean page = text.startsWith("<");
        if (status == 404
                || status == 410
                || (status >= 300 && status < 400)
                || (page && status < 500 && status != 401 && status != 403 && status != 429)) {
            return retired();
        }
        boolean words = !page && !text.startsWith("{");
        return ErrorMapping.toClient(new VendorError(status, words ? text : "", "", "", null));
    }

    /** The service is gone: status 410, code {@code provider_retired}. */
    public static ApiError retired() {
        return new ApiError(
                410,
                "invalid_request_error",
                "Bing's chat does not answer at this address any more; Microsoft Copilot took its"
                    + " place and has no API for programs. Use a model of Azure OpenAI or OpenAI"
                    + " instead, or point 'api_base' to a server of your own that speaks the old"
                    + " protocol.",
                null,
                "provider_retired");
    }

    /** Returns what a client is told about a {@code result.value} other than Success. */
    public static ApiError refused(String value, String message) {
        String words = message.isEmpty() ? "The service answered " + value + "." : message;
        int status =
                switch (value.toLowerCase(Locale.ROOT)) {
                    case "throttled" -> 429;
                    case "captchachallenge", "unauthorizedrequest", "forbidden" -> 403;
                    case "serviceunavailable" -> 503;
                    case "timeout" -> 504;
                    case "invalidrequest" -> 400;
                    default -> 502;
                };
        return ErrorMapping.toClient(new VendorError(status, words, "", "", null));
    }
}
