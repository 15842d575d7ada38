package dev.sluice.packer;

import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** JSON on one line, and the members of its objects. */
final class Json {
    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private Json() {}

    /** Returns the same without white space. */
    static String packed(String name, String text) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            parser.nextToken();
            return copied(parser);
        } catch (JacksonException e) {
            throw new Refused(name + ": " + e.getOriginalMessage());
        }
    }

    /** Returns the members of an object, each as JSON. */
    static Map<String, String> members(String name, String text) {
        Map<String, String> members = new LinkedHashMap<>();
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new Refused(name + " is no object");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String key = parser.currentName();
                parser.nextToken();
                members.put(key, copied(parser));
            }
        } catch (JacksonException e) {
            throw new Refused(name + ": " + e.getOriginalMessage());
        }
        return members;
    }

    private static String copied(JsonParser parser) {
        var out = new StringWriter();
        try (var generator = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            generator.copyCurrentStructure(parser);
        }
        return out.toString();
    }
}
