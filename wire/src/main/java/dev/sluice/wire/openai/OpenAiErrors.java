package dev.sluice.wire.openai;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.VendorError;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.JsonWriter;
import dev.sluice.wire.fields.UnreadableJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Errors of vendors that speak OpenAI's language, or claim to. Reads every shape seen: {@code
 * {"error": {...}}}, {@code {"error": "text"}}, {@code {"code", "message"}}, {@code {"detail":
 * ...}} of FastAPI, {@code {"errors": [...]}}, plain text, HTML and nothing.
 */
final class OpenAiErrors {
    private static final int DEEPEST = 6;

    private final JsonReader in;
    private String message = "";
    private String type = "";
    private String code = "";
    private @Nullable String param;
    private String detail = "";

    private OpenAiErrors(JsonReader in) {
        this.in = in;
    }

    /** Reads an error body; never throws. */
    static ApiError read(int status, byte[] body) {
        return ErrorMapping.toClient(vendorError(status, body));
    }

    /** Reads an error that the cursor stands on, found inside a successful response. */
    static ApiError inside(JsonReader in) {
        var reader = new OpenAiErrors(in);
        reader.value("error", 0);
        return ErrorMapping.toClient(reader.found(200));
    }

    /** Reads what a vendor says, before anybody decides what it means; never throws. */
    static VendorError vendorError(int status, byte[] body) {
        try {
            return JsonReader.read(
                    body,
                    in -> {
                        var reader = new OpenAiErrors(in);
                        reader.value("", 0);
                        return reader.found(status);
                    });
        } catch (UnreadableJson e) {
            return new VendorError(status, plainText(body), "", "", null);
        }
    }

    private static String plainText(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8).strip();
        // A page is made for people who look at the vendor, not for callers of ours.
        boolean page = text.startsWith("<") || text.toLowerCase(Locale.ROOT).contains("<html");
        return page ? "" : text;
    }

    private VendorError found(int status) {
        String text = message;
        if (!detail.isEmpty() && !text.contains(detail)) {
            text = text.isEmpty() ? detail : text + ": " + detail;
        }
        return new VendorError(status, text, type, code, param);
    }

    /** Reads one value whose member name says what it is; "" for the whole body. */
    private void value(String name, int depth) {
        if (depth > DEEPEST) {
            return;
        }
        switch (in.kind()) {
            case OBJECT -> in.members(member -> member(member, depth));
            case ARRAY -> list(name);
            case STRING, NUMBER, BOOLEAN -> {
                if (message.isEmpty()) {
                    message = in.anyText();
                }
            }
            case NULL -> {}
        }
    }

    private void list(String name) {
        var texts = new ArrayList<String>();
        in.elements(_ -> {
            if (in.is(Kind.OBJECT)) {
                texts.add(complaint());
            } else if (in.is(Kind.STRING)) {
                texts.add(in.string());
            }
        });
        texts.removeIf(String::isEmpty);
        if (texts.isEmpty()) {
            return;
        }
        String joined = String.join("; ", texts.subList(0, Math.min(5, texts.size())));
        if (name.equals("details") || !message.isEmpty()) {
            detail = detail.isEmpty() ? joined : detail;
        } else {
            message = joined;
        }
    }

    /** Reads {@code {loc, msg}} of FastAPI, or {@code {message}}. */
    private String complaint() {
        var place = new ArrayList<String>();
        var text = new String[] {""};
        in.members(name -> {
            switch (name) {
                case "loc" -> {
                    if (in.is(Kind.ARRAY)) {
                        in.elements(_ -> place.add(in.anyText()));
                    }
                }
                case "msg", "message" -> text[0] = in.anyText();
                default -> {}
            }
        });
        if (place.isEmpty()) {
            return text[0];
        }
        String where = String.join(".", place.getFirst().equals("body") ? tail(place) : place);
        if (param == null) {
            param = where;
        }
        return where + ": " + text[0];
    }

    private static List<String> tail(List<String> all) {
        return all.subList(1, all.size());
    }

    private void member(String name, int depth) {
        switch (name) {
            case "error", "errors", "detail", "Response", "Error", "base_resp" ->
                    value(name, depth + 1);
            case "message", "msg", "error_msg", "status_msg", "Message", "error_description" ->
                    text();
            case "type" -> type = type.isEmpty() ? in.anyText() : type;
            case "code", "error_code", "Code", "status_code" ->
                    code = code.isEmpty() ? in.anyText() : code;
            case "param" -> {
                String found = in.anyText();
                param = found.isEmpty() ? param : found;
            }
            case "details" -> {
                if (in.is(Kind.ARRAY) || in.is(Kind.OBJECT)) {
                    value(name, depth + 1);
                }
            }
            case "metadata" -> {
                if (in.is(Kind.OBJECT)) {
                    in.members(this::metadata);
                }
            }
            default -> {}
        }
    }

    // Mistral puts {"detail": [...]} into "message".
    private void text() {
        if (in.is(Kind.OBJECT) || in.is(Kind.ARRAY)) {
            value("message", DEEPEST - 2);
        } else if (message.isEmpty()) {
            message = in.anyText();
        }
    }

    // OpenRouter says "Provider returned error" and hides the provider's own body in here.
    private void metadata(String name) {
        if (!name.equals("raw") || !in.is(Kind.STRING)) {
            return;
        }
        byte[] body = in.string().getBytes(StandardCharsets.UTF_8);
        VendorError hidden = vendorError(0, body);
        detail = hidden.message();
        param = param == null ? hidden.param() : param;
        type = type.isEmpty() ? hidden.type() : type;
    }

    /** Writes an error in OpenAI's envelope, with all four members. */
    static void write(JsonWriter out, ApiError error) {
        out.object().object("error").put("message", error.message()).put("type", error.type());
        putOrNull(out, "param", error.param());
        putOrNull(out, "code", error.code());
        out.endObject().endObject();
    }

    private static void putOrNull(JsonWriter out, String name, @Nullable String text) {
        if (text == null) {
            out.putNull(name);
        } else {
            out.put(name, text);
        }
    }
}
