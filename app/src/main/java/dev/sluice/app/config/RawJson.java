package dev.sluice.app.config;

import java.io.ByteArrayOutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;

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

    /** Writes a string, quotes and all. */
    static String text(String value) {
        return new String(
                of(new Node.Scalar(0, Node.Kind.TEXT, value, value)), StandardCharsets.UTF_8);
    }

    /** Writes a piece on lines of their own, with a final line break. */
    static String indented(Node node) {
        var text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(indenting(), text)) {
            write(node, json);
        }
        return text + "\n";
    }

    /** Returns what has a generator write members and items on lines of their own. */
    static ObjectWriteContext indenting() {
        var indent = new DefaultIndenter("  ", "\n");
        var printer = new DefaultPrettyPrinter().withObjectIndenter(indent);
        return new ObjectWriteContext.Base() {
            @Override
            public PrettyPrinter getPrettyPrinter() {
                return printer.createInstance();
            }

            @Override
            public boolean hasPrettyPrinter() {
                return true;
            }
        };
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
