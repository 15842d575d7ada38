package dev.sluice.wire.anthropic;

import dev.sluice.wire.chat.Foreign;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** JSON Schemas in the form that Anthropic takes. */
final class AnthropicSchema {
    private static final Raw EMPTY = new Raw("{\"type\":\"object\",\"properties\":{}}");
    private static final Set<String> MAPS =
            Set.of("properties", "patternProperties", "$defs", "definitions");
    private static final Set<String> LISTS = Set.of("anyOf", "oneOf", "allOf", "prefixItems");
    private static final Set<String> SINGLES = Set.of("items", "not", "if", "then", "else");
    private static final Set<String> REFUSED =
            Set.of(
                    "minLength",
                    "maxLength",
                    "minimum",
                    "maximum",
                    "exclusiveMinimum",
                    "exclusiveMaximum",
                    "multipleOf",
                    "minItems",
                    "maxItems",
                    "uniqueItems",
                    "minProperties",
                    "maxProperties");

    private final JsonReader in;
    private final JsonWriter out;
    private final Foreign foreign;

    private AnthropicSchema(JsonReader in, JsonWriter out, Foreign foreign) {
        this.in = in;
        this.out = out;
        this.foreign = foreign;
    }

    /** Returns the schema of a tool's input, which must say that it is an object. */
    static Raw ofTool(@Nullable Raw schema) {
        if (schema == null || !schema.json().startsWith("{")) {
            return EMPTY;
        }
        if (Raws.member(schema, "type") != null) {
            return schema;
        }
        String rest = schema.json().substring(1).strip();
        return new Raw("{\"type\":\"object\"" + (rest.equals("}") ? "" : ",") + rest);
    }

    /** Returns a schema without its {@code $schema}, which other vendors stumble over. */
    static Raw unmarked(Raw schema) {
        if (Raws.member(schema, "$schema") == null) {
            return schema;
        }
        var out = new JsonWriter().object();
        Raws.<@Nullable Void>read(
                schema,
                in -> {
                    in.members(name -> {
                        if (!name.equals("$schema")) {
                            out.put(name, in.raw());
                        }
                    });
                    return null;
                });
        return new Raw(new String(out.endObject().bytes(), StandardCharsets.UTF_8));
    }

    /**
     * Returns a schema for the text of an answer: every object is closed, and the keywords that the
     * vendor refuses are left out and named.
     */
    static Raw ofAnswer(Raw schema, Foreign foreign) {
        var out = new JsonWriter();
        Raws.<@Nullable Void>read(
                schema,
                in -> {
                    new AnthropicSchema(in, out, foreign).schema();
                    return null;
                });
        return new Raw(new String(out.bytes(), StandardCharsets.UTF_8));
    }

    private void schema() {
        if (!in.is(Kind.OBJECT)) {
            out.value(in.raw());
            return;
        }
        var isObject = new boolean[1];
        out.object();
        in.members(name -> {
            if (REFUSED.contains(name)) {
                foreign.at(name).drop();
                return;
            }
            isObject[0] |= name.equals("properties");
            if (name.equals("additionalProperties")) {
                if (!in.raw().json().equals("false")) {
                    foreign.at(name).drop();
                }
            } else if (name.equals("type")) {
                Raw type = in.raw();
                isObject[0] |= type.json().contains("\"object\"");
                out.put(name, type);
            } else {
                out.name(name);
                member(name);
            }
        });
        if (isObject[0]) {
            out.put("additionalProperties", Boolean.FALSE);
        }
        out.endObject();
    }

    private void member(String name) {
        if (MAPS.contains(name) && in.is(Kind.OBJECT)) {
            out.object();
            in.members(property -> {
                out.name(property);
                schema();
            });
            out.endObject();
        } else if (LISTS.contains(name) && in.is(Kind.ARRAY)) {
            out.array();
            in.elements(_ -> schema());
            out.endArray();
        } else if (SINGLES.contains(name)) {
            schema();
        } else {
            out.value(in.raw());
        }
    }
}
