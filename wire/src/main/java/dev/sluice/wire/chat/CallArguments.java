package dev.sluice.wire.chat;

import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonWriter;
import dev.sluice.wire.fields.UnreadableJson;
import java.nio.charset.StandardCharsets;

/**
 * The arguments of a call as an object, for vendors that take no text. What is no object is wrapped
 * into one, so that nothing is lost: {@code value} for other JSON, {@code input} for the free text
 * of a custom tool, {@code _raw} for what was cut off.
 */
public final class CallArguments {
    private CallArguments() {}

    /** Returns a JSON object; empty for no arguments. */
    public static Raw asObject(ToolCall call) {
        String text = call.arguments().strip();
        if (call.kind() == ToolCall.Kind.CUSTOM) {
            return wrapped("input", call.arguments());
        }
        if (text.isEmpty()) {
            return new Raw("{}");
        }
        try {
            boolean object =
                    JsonReader.read(
                            text.getBytes(StandardCharsets.UTF_8),
                            in -> in.is(JsonReader.Kind.OBJECT));
            return object ? new Raw(text) : new Raw("{\"value\":" + text + '}');
        } catch (UnreadableJson e) {
            return wrapped("_raw", call.arguments());
        }
    }

    private static Raw wrapped(String name, String text) {
        byte[] json = new JsonWriter().object().put(name, text).endObject().bytes();
        return new Raw(new String(json, StandardCharsets.UTF_8));
    }
}
