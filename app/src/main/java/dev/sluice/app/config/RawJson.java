package dev.sluice.app.config;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes a piece of configuration as JSON, numbers exactly as they stand in the file. */
public final class RawJson {
    private static final JsonFactory FACTORY = new JsonFactory();

    private RawJson() {}

    /** Returns a document of its own. */
    public static byte[] of(Node node) {
        var bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            write(node, json);
        }
        return bytes.toByteArray();
    }

    /** Writes into a document that has been begun. */
    public static void write(Node node, JsonGenerator json) {
        switch (node) {
            case Node.Members members -> {
                json.writeStartObject();
                for (Map.Entry<String, Node> each : members.members().entrySet()) {
                    json.writeName(each.getKey());
                    write(each.getValue(), json);
                }
                json.writeEndObject();
            }
            case Node.Items items -> {
                json.writeStartArray();
                items.items().forEach(each -> write(each, json));
                json.writeEndArray();
            }
            case Node.Scalar scalar -> scalar(scalar, json);
        }
    }

    private static void scalar(Node.Scalar scalar, JsonGenerator json) {
        switch (scalar.kind()) {
            case TEXT -> json.writeString(scalar.text());
            case BOOLEAN -> json.writeBoolean(Boolean.parseBoolean(scalar.text()));
            case NULL -> json.writeNull();
            case NUMBER -> {
                if (finite(scalar.text())) {
                    json.writeNumber(scalar.text());
                } else {
                    json.writeString(scalar.text()); // YAML's .inf and .nan; JSON has none
                }
            }
        }
    }

    private static boolean finite(String number) {
        return number.chars().allMatch(c -> "+-.eE0123456789".indexOf(c) >= 0);
    }
}
