package dev.sluice.app.control;

import dev.sluice.relay.Control.Ask;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A configuration as it is sent: the text itself, or a JSON object that holds it as {@code text},
 * perhaps with a {@code note}.
 *
 * @param note "" for none; one line
 */
record ConfigBody(String text, String note) {
    private static final Set<String> MEMBERS = Set.of("text", "note");
    private static final int LONGEST_NOTE = 500;

    /** Reads it; what is no text, or nothing at all, is refused. */
    static ConfigBody of(Ask ask) {
        String body = utf8(ask.body());
        @Nullable ConfigBody wrapped = wrapped(ask);
        if (wrapped != null) {
            return wrapped;
        }
        if (body.isBlank()) { // sent by mistake, as a rule; it would take everything away
            throw refused(
                    "The body is empty, expected a configuration. {\"text\": \"\"} is an empty"
                            + " one.");
        }
        return new ConfigBody(body, "");
    }

    private static @Nullable ConfigBody wrapped(Ask ask) {
        try {
            JsonValue value = JsonValue.read(ask.body());
            @Nullable String text = value.text("text");
            if (text == null || !MEMBERS.containsAll(value.members().keySet())) {
                return null;
            }
            return new ConfigBody(text, note(value.words("note")));
        } catch (IllegalArgumentException _) {
            return null; // YAML, or JSON with comments
        }
    }

    /** Returns a note as the history has it: one line, not too long. */
    static String note(String words) {
        String note = words.replaceAll("\\p{Cntrl}+", " ").strip();
        return note.substring(0, Math.min(note.length(), LONGEST_NOTE));
    }

    private static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException _) {
            throw refused("The body is not UTF-8 text, expected a configuration.");
        }
    }

    private static ApiException refused(String message) {
        return new ApiException(ApiError.badRequest(message, null, "invalid_value"));
    }
}
