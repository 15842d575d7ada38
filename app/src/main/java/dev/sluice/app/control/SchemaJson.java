package dev.sluice.app.control;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes shapes as JSON Schema: an object by reference, and all objects once at the end. */
final class SchemaJson {
    private final Map<String, Schema.Form> named = new HashMap<>();
    private final Deque<Schema.Form> open = new ArrayDeque<>();

    void write(JsonGenerator out, Schema schema) {
        out.writeStartObject();
        switch (schema) {
            case Schema.Plain(var type) -> out.writeStringProperty("type", type);
            case Schema.Text(var format, var words) -> text(out, format, words);
            case Schema.Items(var of) -> {
                out.writeStringProperty("type", "array");
                out.writeName("items");
                write(out, of);
            }
            case Schema.Perhaps(var of) -> {
                out.writeArrayPropertyStart("anyOf");
                write(out, of);
                write(out, new Schema.Plain("null"));
                out.writeEndArray();
            }
            case Schema.Form form -> {
                refer(form);
                out.writeStringProperty("$ref", "#/components/schemas/" + form.name());
            }
        }
        out.writeEndObject();
    }

    private void refer(Schema.Form form) {
        Schema.@Nullable Form before = named.put(form.name(), form);
        if (before == null) {
            open.add(form);
        } else if (!before.equals(form)) {
            throw new IllegalStateException("two shapes are called " + form.name());
        }
    }

    private static void text(JsonGenerator out, String format, List<String> words) {
        out.writeStringProperty("type", "string");
        if (!format.isEmpty()) {
            out.writeStringProperty("format", format);
        }
        if (!words.isEmpty()) {
            Json.array(out, "enum", words, out::writeString);
        }
    }

    /** Writes every object that was referred to, as members of the object that is open. */
    void writeForms(JsonGenerator out) {
        while (!open.isEmpty()) { // writing one may refer to more
            Schema.Form form = open.remove();
            out.writeObjectPropertyStart(form.name());
            out.writeStringProperty("type", "object");
            out.writeObjectPropertyStart("properties");
            for (Schema.Member each : form.members()) {
                out.writeName(each.name());
                member(out, each);
            }
            out.writeEndObject();
            List<String> always =
                    form.members().stream()
                            .filter(each -> each.presence() == Schema.Presence.ALWAYS)
                            .map(Schema.Member::name)
                            .toList();
            if (!always.isEmpty()) {
                Json.array(out, "required", always, out::writeString);
            }
            out.writeEndObject();
        }
    }

    private void member(JsonGenerator out, Schema.Member member) {
        out.writeStartObject();
        out.writeStringProperty("description", member.says());
        Json.array(out, "allOf", List.of(member.schema()), each -> write(out, each));
        out.writeEndObject();
    }
}
