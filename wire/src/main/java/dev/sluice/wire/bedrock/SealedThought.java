package dev.sluice.wire.bedrock;

import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Raw;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A thought that only its model can read. Claude's are texts of base64, which Bedrock encodes once
 * more; in the hub they are a member {@code data}, as Anthropic has it. Others stay as Bedrock
 * gives them, in {@code redactedContent}.
 */
final class SealedThought {
    private static final String MEMBER = "redactedContent";
    private static final Pattern TEXT = Pattern.compile("[A-Za-z0-9+/=_-]+");

    private SealedThought() {}

    /** Returns the hub's form of a {@code redactedContent}. */
    static Extras opened(Raw content) {
        String data = text(content);
        try {
            byte[] bytes = Base64.getDecoder().decode(data);
            String inner = new String(bytes, StandardCharsets.UTF_8);
            if (TEXT.matcher(inner).matches()) {
                return Extras.of("data", new Raw('"' + inner + '"'));
            }
        } catch (IllegalArgumentException e) {
            return Extras.of(MEMBER, content);
        }
        return Extras.of(MEMBER, content);
    }

    /** Returns Bedrock's form of what a thought carries, or null when it carries none. */
    static @Nullable Raw closed(Extras extras) {
        Raw data = extras.get("data");
        return data == null ? extras.get(MEMBER) : closed(text(data));
    }

    /** Returns Bedrock's form of Anthropic's. */
    static Raw closed(String data) {
        byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
        return new Raw('"' + Base64.getEncoder().encodeToString(bytes) + '"');
    }

    // Neither form has anything in it that JSON would escape.
    private static String text(Raw string) {
        String json = string.json();
        return json.startsWith("\"") && json.length() > 1
                ? json.substring(1, json.length() - 1)
                : "";
    }
}
