package dev.sluice.wire.chat;

import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.UnreadableJson;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The words of an error body, for dialects that know what its codes mean: {@code {"error": {"code",
 * "message", "type"}}}, {@code {"code", "msg"}}, plain text, HTML and nothing.
 */
public final class ErrorBody {
    private final JsonReader in;
    private String message = "";
    private String type = "";
    private String code = "";

    private ErrorBody(JsonReader in) {
        this.in = in;
    }

    /** Reads an error body; never throws. */
    public static VendorError read(int status, byte[] body) {
        try {
            return JsonReader.read(
                    body,
                    in -> {
                        var reader = new ErrorBody(in);
                        reader.value();
                        return new VendorError(
                                status, reader.message, reader.type, reader.code, null);
                    });
        } catch (UnreadableJson e) {
            return new VendorError(status, words(body), "", "", null);
        }
    }

    /** Returns the words of a body that is no JSON: plain text, but not a page's. */
    public static String words(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8).strip();
        boolean page = text.startsWith("<") || text.toLowerCase(Locale.ROOT).contains("<html");
        return page ? "" : text;
    }

    private void value() {
        if (in.is(Kind.OBJECT)) {
            in.members(this::member);
        } else if (message.isEmpty() && !in.is(Kind.ARRAY)) {
            message = in.anyText();
        }
    }

    private void member(String name) {
        switch (name) {
            case "error" -> value();
            case "message", "msg", "error_msg" ->
                    message = message.isEmpty() ? in.anyText() : message;
            case "type" -> type = type.isEmpty() ? in.anyText() : type;
            case "code", "error_code" -> code = code.isEmpty() ? in.anyText() : code;
            default -> {}
        }
    }
}
