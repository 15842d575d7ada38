package dev.sluice.wire.chat;

import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.UnreadableJson;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The body of a successful response, which must be JSON. */
public final class ReplyBody {
    private ReplyBody() {}

    /**
     * Reads a body.
     *
     * @param kind what it should be, for the complaint about one that is none
     * @param how reads the value that the cursor stands on
     * @throws ApiException with status 502 when it is no JSON, or not of that form
     */
    public static <T extends @Nullable Object> T read(
            byte[] body, String kind, Function<JsonReader, T> how) {
        try {
            return JsonReader.read(body, how);
        } catch (UnreadableJson e) {
            throw new ApiException(
                    ErrorMapping.badUpstream(
                            "The upstream's answer is no " + kind + ": " + e.getMessage()));
        }
    }
}
