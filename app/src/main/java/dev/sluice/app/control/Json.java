package dev.sluice.app.control;

import dev.sluice.core.money.Money;
import dev.sluice.wire.chat.ApiError;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Writes JSON documents. */
public final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    /** Writes an object. */
    public static byte[] object(Consumer<JsonGenerator> members) {
        var text = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            out.writeStartObject();
            members.accept(out);
            out.writeEndObject();
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Writes a member that is a string or null. */
    public static void put(JsonGenerator out, String name, @Nullable String text) {
        if (text == null) {
            out.writeNullProperty(name);
        } else {
            out.writeStringProperty(name, text);
        }
    }

    /** Writes a member that is an array. */
    public static <T> void array(
            JsonGenerator out, String name, Iterable<T> items, Consumer<T> item) {
        out.writeArrayPropertyStart(name);
        items.forEach(item);
        out.writeEndArray();
    }

    /** Writes the members of an amount of money: the number as a string, and its currency. */
    static void amount(JsonGenerator out, Money money) {
        out.writeStringProperty("amount", money.decimal());
        out.writeStringProperty("currency", money.currency().name());
    }

    /** Writes a member that is an array of amounts. */
    static void money(JsonGenerator out, String name, Iterable<Money> amounts) {
        array(
                out,
                name,
                amounts,
                each -> {
                    out.writeStartObject();
                    amount(out, each);
                    out.writeEndObject();
                });
    }

    /** Writes an error in the envelope of all errors: always all four members. */
    public static void error(JsonGenerator out, ApiError error) {
        out.writeObjectPropertyStart("error");
        out.writeStringProperty("message", error.message());
        out.writeStringProperty("type", error.type());
        put(out, "param", error.param());
        put(out, "code", error.code());
        out.writeEndObject();
    }
}
