package dev.sluice.wire.gemini;

import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One element of {@code parts} as it stands on the wire, in a call or an answer.
 *
 * @param data what it holds
 * @param thought whether it is what the model thought
 * @param signature {@code thoughtSignature}, or null
 */
record GeminiPart(Data data, boolean thought, @Nullable String signature) {
    /** The one member that says what a part is. */
    sealed interface Data {}

    record Text(String text) implements Data {}

    record Blob(String mimeType, String base64) implements Data {}

    record File(String mimeType, String uri) implements Data {}

    /**
     * A function call.
     *
     * @param args raw JSON, or null
     * @param partial pieces of the arguments, where the call asked for them (Vertex AI)
     * @param goesOn whether more of this call follows in the next part
     */
    record Call(String id, String name, @Nullable Raw args, List<Piece> partial, boolean goesOn)
            implements Data {
        /** A piece of one argument: where it belongs, and its text or its whole value. */
        record Piece(String path, @Nullable String text, @Nullable Raw value) {}
    }

    record Response(String id, String name, Raw response, List<GeminiPart> parts) implements Data {}

    record Code(String language, String code) implements Data {}

    record Output(String output) implements Data {}

    /** Anything else: {@code toolCall}, {@code toolResponse}, what is to come. */
    record Other(String type, Raw part) implements Data {}

    /** Returns the camel-case form of a member's name; Google takes both on input. */
    static String camel(String name) {
        if (name.indexOf('_') < 0) {
            return name;
        }
        var camel = new StringBuilder();
        boolean upper = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '_') {
                upper = true;
            } else {
                camel.append(upper ? Character.toUpperCase(c) : c);
                upper = false;
            }
        }
        return camel.toString();
    }

    /** Reads {@code parts}: an array, a single part, or a bare string. */
    static List<GeminiPart> readAll(JsonReader in) {
        var all = new ArrayList<GeminiPart>();
        switch (in.kind()) {
            case ARRAY -> in.elements(_ -> all.add(read(in)));
            case OBJECT, STRING -> all.add(read(in));
            case NULL -> {}
            case NUMBER, BOOLEAN -> throw in.expected("an array of parts");
        }
        return all;
    }

    static GeminiPart read(JsonReader in) {
        if (in.is(Kind.STRING)) {
            return new GeminiPart(new Text(in.string()), false, null);
        }
        int mark = in.mark();
        var data = new @Nullable Data[1];
        var thought = new boolean[1];
        var texts = new String[] {"", ""};
        in.members(name -> {
            switch (camel(name)) {
                case "thought" -> thought[0] = in.is(Kind.BOOLEAN) && in.anyText().equals("true");
                case "thoughtSignature" -> texts[0] = in.anyText();
                case "text" -> data[0] = new Text(in.anyText());
                case "inlineData" -> data[0] = blob(in);
                case "fileData" -> data[0] = file(in);
                case "functionCall" -> data[0] = call(in);
                case "functionResponse" -> data[0] = response(in);
                case "executableCode" -> data[0] = code(in);
                case "codeExecutionResult" -> data[0] = output(in);
                default -> texts[1] = texts[1].isEmpty() ? name : texts[1];
            }
        });
        Data found = data[0] == null ? new Other(texts[1], in.since(mark)) : data[0];
        return new GeminiPart(found, thought[0], texts[0].isEmpty() ? null : texts[0]);
    }

    private static String[] texts(JsonReader in, String first, String second) {
        var texts = new String[] {"", ""};
        in.members(name -> {
            String member = camel(name);
            if (member.equals(first)) {
                texts[0] = in.anyText();
            } else if (member.equals(second)) {
                texts[1] = in.anyText();
            }
        });
        return texts;
    }

    private static Data blob(JsonReader in) {
        String[] texts = texts(in, "mimeType", "data");
        return new Blob(texts[0], texts[1]);
    }

    private static Data file(JsonReader in) {
        String[] texts = texts(in, "mimeType", "fileUri");
        return new File(texts[0], texts[1]);
    }

    private static Data code(JsonReader in) {
        String[] texts = texts(in, "language", "code");
        return new Code(texts[0], texts[1]);
    }

    private static Data output(JsonReader in) {
        return new Output(texts(in, "outcome", "output")[1]);
    }

    private static Data call(JsonReader in) {
        var texts = new String[] {"", ""};
        var args = new @Nullable Raw[1];
        var pieces = new ArrayList<Call.Piece>();
        var goesOn = new boolean[1];
        in.members(name -> {
            switch (camel(name)) {
                case "id" -> texts[0] = in.anyText();
                case "name" -> texts[1] = in.anyText();
                case "args" -> args[0] = in.is(Kind.OBJECT) ? in.raw() : null;
                case "willContinue" -> goesOn[0] = in.anyText().equals("true");
                case "partialArgs" -> {
                    if (in.is(Kind.ARRAY)) {
                        in.elements(_ -> pieces.add(piece(in)));
                    }
                }
                default -> {}
            }
        });
        return new Call(texts[0], texts[1], args[0], pieces, goesOn[0]);
    }

    private static Call.Piece piece(JsonReader in) {
        var path = new String[] {""};
        var text = new @Nullable String[1];
        var value = new @Nullable Raw[1];
        in.members(name -> {
            switch (camel(name)) {
                case "jsonPath" -> path[0] = in.anyText();
                case "stringValue" -> text[0] = in.anyText();
                case "numberValue", "boolValue" -> value[0] = in.raw();
                case "nullValue" -> value[0] = Raw.NULL;
                default -> {}
            }
        });
        return new Call.Piece(path[0], text[0], value[0]);
    }

    private static Data response(JsonReader in) {
        var texts = new String[] {"", ""};
        var response = new Raw[] {new Raw("{}")};
        var parts = new ArrayList<GeminiPart>();
        in.members(name -> {
            switch (camel(name)) {
                case "id" -> texts[0] = in.anyText();
                case "name" -> texts[1] = in.anyText();
                case "response" -> response[0] = in.raw();
                case "parts" -> parts.addAll(readAll(in));
                default -> {}
            }
        });
        return new Response(texts[0], texts[1], response[0], parts);
    }

    /**
     * Returns a signature as Google's own OpenAI-compatible API carries it, {@code extra_content},
     * so that clients which know that API bring it back.
     */
    static Extras signed(@Nullable String signature) {
        if (signature == null) {
            return Extras.NONE;
        }
        var out = new JsonWriter().object().object("google");
        out.put("thought_signature", signature).endObject().endObject();
        return Extras.of("extra_content", new Raw(text(out)));
    }

    /** Returns the signature that {@link #signed} put among the extras, or null. */
    static @Nullable String signature(Extras extras) {
        Raw content = extras.get("extra_content");
        var found = new @Nullable String[1];
        if (content != null) {
            JsonReader.read(
                    bytes(content),
                    in -> {
                        if (in.is(Kind.OBJECT)) {
                            in.members(name -> {
                                if (name.equals("google") && in.is(Kind.OBJECT)) {
                                    found[0] = texts(in, "thoughtSignature", "")[0];
                                }
                            });
                        }
                        return null;
                    });
        }
        return found[0] == null || found[0].isEmpty() ? null : found[0];
    }

    static byte[] bytes(Raw raw) {
        return raw.json().getBytes(StandardCharsets.UTF_8);
    }

    static String text(JsonWriter out) {
        return new String(out.bytes(), StandardCharsets.UTF_8);
    }
}
