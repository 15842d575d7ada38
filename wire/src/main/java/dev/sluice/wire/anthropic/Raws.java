package dev.sluice.wire.anthropic;

import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.JsonWriter;
import dev.sluice.wire.fields.UnreadableJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Looks into raw JSON values and makes them. */
final class Raws {
    private Raws() {}

    static <T extends @Nullable Object> T read(Raw raw, Function<JsonReader, T> how) {
        try {
            return JsonReader.read(raw.json().getBytes(StandardCharsets.UTF_8), how);
        } catch (UnreadableJson e) {
            throw new IllegalStateException("raw JSON is well formed", e);
        }
    }

    /** Returns a string's content; null for anything else. */
    static @Nullable String string(@Nullable Raw raw) {
        if (raw == null || !raw.json().startsWith("\"")) {
            return null;
        }
        // Without an escape a string's content is what stands between its quotes.
        String json = raw.json();
        return json.indexOf('\\') < 0
                ? json.substring(1, json.length() - 1)
                : read(raw, JsonReader::string);
    }

    /** Returns a member of an object; null when it is not there, null, or there is no object. */
    static @Nullable Raw member(@Nullable Raw raw, String wanted) {
        if (raw == null || !raw.json().startsWith("{")) {
            return null;
        }
        var found = new @Nullable Raw[1];
        Raws.<@Nullable Void>read(
                raw,
                in -> {
                    in.members(name -> {
                        if (name.equals(wanted)) {
                            found[0] = in.is(Kind.NULL) ? null : in.raw();
                        }
                    });
                    return null;
                });
        return found[0];
    }

    /** Returns the elements of an array; none for anything else. */
    static List<Raw> elements(@Nullable Raw raw) {
        var all = new ArrayList<Raw>();
        if (raw != null && raw.json().startsWith("[")) {
            Raws.<@Nullable Void>read(
                    raw,
                    in -> {
                        in.elements(_ -> all.add(in.raw()));
                        return null;
                    });
        }
        return all;
    }

    static Raw quote(String text) {
        return new Raw(new String(new JsonWriter().value(text).bytes(), StandardCharsets.UTF_8));
    }
}
