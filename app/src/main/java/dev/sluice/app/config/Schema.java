package dev.sluice.app.config;

import dev.sluice.providers.Secret;
import java.io.StringWriter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.json.JsonFactory;

/**
 * The JSON Schema (2020-12) of {@code sluice.yaml}, made of the records and their {@link Doc}s, for
 * editors to complete and check with.
 */
public final class Schema {
    private static final String TIME = "^[0-9]+(\\.[0-9]+)? *(ms|s|m|min|h|d)?$";
    private static final String SIZE = "^[0-9]+ *([KkMmGg]?[Ii]?[Bb]?)$";
    private static final String REFERENCE = "\\$\\{.*\\}|^file:/";
    private static final String DATE = "^[0-9]{4}-[0-9]{2}-[0-9]{2}|" + REFERENCE;

    private final JsonGenerator json;

    private Schema(JsonGenerator json) {
        this.json = json;
    }

    /** Returns the schema, indented, with a final line break. */
    public static String json() {
        var text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(RawJson.indenting(), text)) {
            json.writeStartObject();
            json.writeStringProperty("$schema", "https://json-schema.org/draft/2020-12/schema");
            json.writeStringProperty("title", "sluice.yaml");
            new Schema(json).members(SluiceYaml.class);
            json.writeEndObject();
        }
        return text + "\n";
    }

    private void members(Class<?> type) {
        List<String> required = new ArrayList<>();
        json.writeStringProperty("type", "object");
        json.writeBooleanProperty("additionalProperties", false);
        json.writeObjectPropertyStart("properties");
        properties(type, required);
        json.writeEndObject();
        if (!required.isEmpty()) {
            json.writeArrayPropertyStart("required");
            required.forEach(json::writeString);
            json.writeEndArray();
        }
        choices(type);
    }

    /** Says which members exclude each other; those of an inlined record are its owner's. */
    private void choices(Class<?> type) {
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.getAnnotation(Doc.class).inline()) {
                choices(component.getType());
            }
        }
        @Nullable Choice choice = type.getAnnotation(Choice.class);
        if (choice == null) {
            return;
        }
        if (choice.required()) {
            json.writeArrayPropertyStart("oneOf");
            for (String each : choice.of()) {
                json.writeStartObject();
                requires(each);
                json.writeEndObject();
            }
            json.writeEndArray();
        } else {
            json.writeObjectPropertyStart("not");
            requires(choice.of());
            json.writeEndObject();
        }
    }

    private void requires(String... names) {
        json.writeArrayPropertyStart("required");
        for (String each : names) {
            json.writeString(each);
        }
        json.writeEndArray();
    }

    private void properties(Class<?> type, List<String> required) {
        for (RecordComponent component : type.getRecordComponents()) {
            Doc doc = component.getAnnotation(Doc.class);
            if (doc.inline()) {
                properties(component.getType(), required);
                continue;
            }
            String name = Binder.name(component);
            if (doc.required()) {
                required.add(name);
            }
            json.writeObjectPropertyStart(name);
            json.writeStringProperty("description", doc.value());
            value(component.getGenericType(), doc);
            json.writeEndObject();
        }
    }

    private void value(Type type, Doc doc) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == List.class) {
                json.writeStringProperty("type", "array");
                json.writeObjectPropertyStart("items");
                element((Class<?>) arguments[0]);
                json.writeEndObject();
            } else {
                json.writeStringProperty("type", "object");
                if (generic.getRawType() == Map.class && arguments[1] != Node.class) {
                    json.writeObjectPropertyStart("additionalProperties");
                    types("string", "number", "boolean");
                    json.writeEndObject();
                }
            }
            return;
        }
        scalarOrRecord((Class<?>) type, doc);
        if (!doc.fallback().isEmpty()) {
            fallback((Class<?>) type, doc.fallback());
        }
    }

    private void element(Class<?> type) {
        if (type.isRecord()) {
            members(type);
        } else if (type == Secret.class) {
            types("string", "number");
        } else {
            json.writeStringProperty("type", "string");
        }
    }

    private void scalarOrRecord(Class<?> type, Doc doc) {
        if (type == String.class) {
            types("string", "number", "boolean");
        } else if (type == Secret.class) {
            types("string", "number");
        } else if (type == int.class || type == Long.class) {
            anyOf("integer", doc, "^[0-9]+$");
        } else if (type == double.class || type == Double.class || type == BigDecimal.class) {
            anyOf("number", doc, "^[0-9]+(\\.[0-9]+)?$");
        } else if (type == ByteSize.class) {
            anyOf("integer", doc, SIZE);
        } else if (type == Duration.class) {
            anyOf("number", doc, TIME);
        } else if (type == Instant.class || type == LocalDate.class) {
            pattern(DATE);
        } else if (type == boolean.class) {
            types("boolean", "string");
        } else if (type.isEnum()) {
            json.writeArrayPropertyStart("enum");
            Binder.words(type).forEach(json::writeString);
            if (Binder.words(type).contains("on")) {
                json.writeBoolean(true);
                json.writeBoolean(false);
            }
            json.writeEndArray();
        } else {
            members(type);
        }
    }

    /** A number, or a text with a unit, or a reference that stands for one. */
    private void anyOf(String number, Doc doc, String pattern) {
        json.writeArrayPropertyStart("anyOf");
        json.writeStartObject();
        json.writeStringProperty("type", number);
        json.writeNumberProperty("minimum", Math.max(0, doc.min()));
        if (doc.max() != Long.MAX_VALUE) {
            json.writeNumberProperty("maximum", doc.max());
        }
        json.writeEndObject();
        for (String each : List.of(pattern, REFERENCE)) {
            json.writeStartObject();
            pattern(each);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void pattern(String pattern) {
        json.writeStringProperty("type", "string");
        json.writeStringProperty("pattern", pattern);
    }

    private void types(String... types) {
        json.writeArrayPropertyStart("type");
        for (String each : types) {
            json.writeString(each);
        }
        json.writeEndArray();
    }

    private void fallback(Class<?> type, String fallback) {
        if (type == int.class) {
            json.writeNumberProperty("default", Integer.parseInt(fallback));
        } else if (type == double.class) {
            json.writeNumberProperty("default", Double.parseDouble(fallback));
        } else if (type == BigDecimal.class) {
            json.writeNumberProperty("default", new BigDecimal(fallback));
        } else if (type == boolean.class) {
            json.writeBooleanProperty("default", Boolean.parseBoolean(fallback));
        } else {
            json.writeStringProperty("default", fallback);
        }
    }
}
