package dev.sluice.wire.gemini;

import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.JsonWriter;
import java.util.ArrayList;
import java.util.Locale;

/** Turns Google's older schemas into JSON Schema: types in lower case, no {@code nullable}. */
final class GeminiSchema {
    private GeminiSchema() {}

    /** Returns the schema that the cursor stands on, as JSON Schema. */
    static Raw read(JsonReader in) {
        var out = new JsonWriter();
        schema(in, out);
        return new Raw(GeminiPart.text(out));
    }

    private static void schema(JsonReader in, JsonWriter out) {
        if (!in.is(Kind.OBJECT)) {
            out.value(in.raw());
            return;
        }
        var type = new String[] {""};
        var nullable = new boolean[1];
        out.object();
        in.members(written -> {
            String name = GeminiPart.camel(written);
            if (name.equals("type") && in.is(Kind.STRING)) {
                type[0] = in.string().toLowerCase(Locale.ROOT);
            } else if (name.equals("nullable")) {
                nullable[0] = in.anyText().equals("true");
            } else {
                member(in, name, out);
            }
        });
        putType(out, type[0], nullable[0]);
        out.endObject();
    }

    private static void member(JsonReader in, String name, JsonWriter out) {
        switch (name) {
            case "properties", "$defs", "defs" -> {
                out.object(name);
                in.members(property -> {
                    out.name(property);
                    schema(in, out);
                });
                out.endObject();
            }
            case "items", "additionalProperties" -> {
                out.name(name);
                schema(in, out);
            }
            case "anyOf", "oneOf", "allOf", "prefixItems" -> {
                out.array(name);
                in.elements(_ -> schema(in, out));
                out.endArray();
            }
            case "propertyOrdering", "example" -> {}
            // Google writes 64-bit integers as strings.
            case "minItems",
                    "maxItems",
                    "minLength",
                    "maxLength",
                    "minProperties",
                    "maxProperties" ->
                    out.put(name, in.anyCount());
            default -> out.put(name, in.raw());
        }
    }

    private static void putType(JsonWriter out, String type, boolean nullable) {
        if (type.isEmpty()) {
            return;
        }
        if (!nullable) {
            out.put("type", type);
            return;
        }
        var types = new ArrayList<String>();
        types.add(type);
        types.add("null");
        out.array("type");
        types.forEach(out::value);
        out.endArray();
    }
}
