package dev.sluice.app.control;

import dev.sluice.wire.chat.ApiError;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes JSON documents. */
final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    /** Writes an object. */
    static byte[] object(Consumer<JsonGenerator> members) {
        var text = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            out.writeStartObject();
            members.accept(out);
            out.writeEndObject();
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Writes a member that is a string or null. */
    static void put(JsonGenerator out, String name, @Nullable String text) {
        if (text == null) {
            out.writeNullProperty(name);
        } else {
            out.writeStringProperty(name, text);
        }
    }

    /** Writes a member that is an array. */
    static <T> void array(JsonGenerator out, String name, Iterable<T> items, Consumer<T> item) {
        out.writeArrayPropertyStart(name);
        items.forEach(item);
        out.writeEndArray();
    }

    /** Writes an error in the envelope of all errors: always all four members. */
    static void error(JsonGenerator out, ApiError error) {
        out.writeObjectPropertyStart("error");
        out.writeStringProperty("message", error.message());
        out.writeStringProperty("type", error.type());
        put(out, "param", error.param());
        put(out, "code", error.code());
        out.writeEndObject();
    }
}
