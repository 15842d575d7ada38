package dev.sluice.wire.openai;

import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Foreign;
import dev.sluice.wire.chat.Media;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The pieces of an OpenAI message: content parts and tool calls, in both directions. Calls, replies
 * and chunks share them.
 */
final class OpenAiParts {
    private OpenAiParts() {}

    /** Reads a {@code content}: a string, null, or an array of parts and strings. */
    static List<Part> readContent(JsonReader in) {
        return switch (in.kind()) {
            case NULL -> List.of();
            case STRING -> List.of(Part.Text.of(in.string()));
            case ARRAY -> {
                var parts = new ArrayList<Part>();
                in.elements(_ -> parts.add(readPart(in)));
                yield parts;
            }
            case OBJECT, NUMBER, BOOLEAN ->
                    throw in.expected("a string, an array of content parts or null");
        };
    }

    private static Part readPart(JsonReader in) {
        if (in.is(Kind.STRING)) {
            return Part.Text.of(in.string());
        }
        return new PartReader(in).read();
    }

    /** Reads one part; its type may stand behind the member that it explains. */
    private static final class PartReader {
        private final JsonReader in;
        private final List<Extras.Member> extras = new ArrayList<>();
        private String type = "";
        private @Nullable String text;
        private @Nullable String refusal;
        private @Nullable String thinking;
        private @Nullable String signature;
        private @Nullable Media image;
        private @Nullable String detail;
        private @Nullable String sound;
        private String format = "";
        private @Nullable Media file;
        private @Nullable String filename;

        PartReader(JsonReader in) {
            this.in = in;
        }

        Part read() {
            int mark = in.mark();
            in.members(this::member);
            var rest = new Extras(extras);
            if (type.equals("text") && text != null) {
                return new Part.Text(text, rest);
            } else if (type.equals("image_url") && image != null) {
                return new Part.Image(image, detail, rest);
            } else if (type.equals("input_audio") && sound != null) {
                return new Part.Audio(sound, format, rest);
            } else if (type.equals("file") && file != null) {
                return new Part.File(file, filename, rest);
            } else if (type.equals("refusal") && refusal != null) {
                return new Part.Refusal(refusal, rest);
            } else if (type.equals("thinking") && thinking != null) {
                return new Part.Reasoning(thinking, signature, Part.Reasoning.Form.BLOCK, rest);
            }
            return new Part.Opaque(type, in.since(mark));
        }

        private void member(String name) {
            switch (name) {
                case "type" -> type = in.anyText();
                case "text" -> text = stringOrKept(name, text);
                case "refusal" -> refusal = stringOrKept(name, refusal);
                case "signature" -> signature = stringOrKept(name, signature);
                case "thinking" -> thinking = readThinking();
                case "image_url" -> readImage();
                case "input_audio" -> readSound();
                case "file" -> readFile();
                default -> in.keep(name, extras);
            }
        }

        private @Nullable String stringOrKept(String name, @Nullable String before) {
            if (in.is(Kind.STRING)) {
                return in.string();
            }
            in.keep(name, extras);
            return before;
        }

        // Mistral wraps it once more: {"thinking": [{"type": "text", "text": "..."}]}.
        private String readThinking() {
            return in.is(Kind.ARRAY) ? textOf(readContent(in)) : in.anyText();
        }

        private void readImage() {
            if (in.is(Kind.STRING)) {
                image = Media.ofUrl(in.string());
            } else if (in.is(Kind.OBJECT)) {
                in.members(name -> {
                    switch (name) {
                        case "url" -> image = Media.ofUrl(in.string());
                        case "detail" -> detail = in.stringOrNull();
                        default -> in.keep("image_url." + name, extras);
                    }
                });
            } else {
                in.keep("image_url", extras);
            }
        }

        private void readSound() {
            if (in.is(Kind.STRING)) {
                sound = in.string();
            } else if (in.is(Kind.OBJECT)) {
                in.members(name -> {
                    switch (name) {
                        case "data" -> sound = in.string();
                        case "format" -> format = in.anyText();
                        default -> in.keep("input_audio." + name, extras);
                    }
                });
            } else {
                in.keep("input_audio", extras);
            }
        }

        private void readFile() {
            if (!in.is(Kind.OBJECT)) {
                in.keep("file", extras);
                return;
            }
            in.members(name -> {
                switch (name) {
                    case "file_id" -> file = new Media.Stored(in.string());
                    case "file_data" -> file = Media.ofUrl(in.string());
                    case "filename" -> filename = in.stringOrNull();
                    default -> in.keep("file." + name, extras);
                }
            });
        }
    }

    /** Joins the text parts. */
    static String textOf(List<Part> parts) {
        var text = new StringBuilder();
        for (Part part : parts) {
            if (part instanceof Part.Text(String words, Extras _)) {
                text.append(words);
            }
        }
        return text.toString();
    }

    /** Writes content as an array of parts; what OpenAI has no part for is named as dropped. */
    static void writeParts(JsonWriter out, List<Part> parts, Foreign foreign) {
        out.array("content");
        for (int i = 0; i < parts.size(); i++) {
            writePart(out, parts.get(i), foreign.at("content[" + i + "]"));
        }
        out.endArray();
    }

    private static void writePart(JsonWriter out, Part part, Foreign foreign) {
        switch (part) {
            case Part.Text(String text, Extras extras) ->
                    out.object()
                            .put("type", "text")
                            .put("text", text)
                            .put(foreign.keep(extras))
                            .endObject();
            case Part.Refusal(String text, Extras extras) ->
                    out.object()
                            .put("type", "refusal")
                            .put("refusal", text)
                            .put(foreign.keep(extras))
                            .endObject();
            case Part.Image image -> writeImage(out, image, foreign.keep(image.extras()));
            case Part.Audio(String base64, String format, Extras extras) -> {
                Extras kept = foreign.keep(extras);
                out.object().put("type", "input_audio").object("input_audio").put("data", base64);
                out.put("format", format.isEmpty() ? null : format).putNested("input_audio", kept);
                out.endObject().put(kept, "input_audio").endObject();
            }
            case Part.File file -> writeFile(out, file, foreign.keep(file.extras()));
            case Part.Reasoning thought -> {
                out.object().put("type", "thinking").array("thinking");
                out.object().put("type", "text").put("text", thought.text()).endObject();
                out.endArray().put("signature", thought.signature());
                out.put(foreign.keep(thought.extras())).endObject();
            }
            case Part.Speech _ -> foreign.drop();
            case Part.Opaque(String _, Raw raw) -> {
                if (foreign.isForeign()) {
                    foreign.drop();
                } else {
                    out.value(raw);
                }
            }
        }
    }

    private static void writeImage(JsonWriter out, Part.Image image, Extras kept) {
        out.object().put("type", "image_url").object("image_url");
        out.put("url", image.source().asUrl()).put("detail", image.detail());
        out.putNested("image_url", kept).endObject().put(kept, "image_url").endObject();
    }

    private static void writeFile(JsonWriter out, Part.File file, Extras kept) {
        out.object().put("type", "file").object("file");
        switch (file.source()) {
            case Media.Stored(String id) -> out.put("file_id", id);
            case Media.Inline inline -> out.put("file_data", inline.asUrl());
            case Media.Url(String url) -> out.put("file_data", url);
        }
        out.put("filename", file.filename()).putNested("file", kept);
        out.endObject().put(kept, "file").endObject();
    }

    /** Reads a whole {@code tool_calls}; vendors send null and [] for none. */
    static List<ToolCall> readToolCalls(JsonReader in) {
        if (in.is(Kind.NULL)) {
            return List.of();
        }
        var calls = new ArrayList<ToolCall>();
        in.elements(_ -> calls.add(CallPiece.read(in).whole()));
        return calls;
    }

    /**
     * One element of a {@code tool_calls}, whole or a fragment.
     *
     * @param index {@code index}, -1 when absent
     * @param id "" when absent or null
     * @param kind which of the two members was there
     * @param name "" when absent
     * @param arguments "" when absent
     * @param extras members the hub has no word for
     */
    record CallPiece(
            long index,
            String id,
            ToolCall.Kind kind,
            String name,
            String arguments,
            Extras extras) {
        static CallPiece read(JsonReader in) {
            var extras = new ArrayList<Extras.Member>();
            var index = new long[] {-1};
            var id = new String[] {""};
            var function = new FunctionReader(in, ToolCall.Kind.FUNCTION);
            in.members(name -> {
                switch (name) {
                    case "index" -> index[0] = in.is(Kind.NUMBER) ? in.anyCount() : -1;
                    case "id" -> id[0] = in.anyText();
                    case "function" -> function.read(ToolCall.Kind.FUNCTION);
                    case "custom" -> function.read(ToolCall.Kind.CUSTOM);
                    case "type" -> {
                        String type = in.anyText();
                        // Moonshot's "builtin_function" must come back as it was.
                        if (!List.of("", "function", "custom").contains(type)) {
                            in.keep(name, extras);
                        }
                    }
                    default -> in.keep(name, extras);
                }
            });
            return new CallPiece(
                    index[0],
                    id[0],
                    function.kind,
                    function.name,
                    function.arguments,
                    new Extras(extras));
        }

        /** Reads the legacy {@code function_call}. */
        static CallPiece readLegacy(JsonReader in) {
            var function = new FunctionReader(in, ToolCall.Kind.LEGACY_FUNCTION);
            function.read(ToolCall.Kind.LEGACY_FUNCTION);
            return new CallPiece(
                    -1, "", function.kind, function.name, function.arguments, Extras.NONE);
        }

        /** Says whether there is no call at all: Snowflake fills in every member. */
        boolean isEmpty() {
            return name.isEmpty() && arguments.isEmpty();
        }

        ToolCall whole() {
            return new ToolCall(id, kind, name, arguments, extras);
        }
    }

    private static final class FunctionReader {
        private final JsonReader in;
        private ToolCall.Kind kind;
        private String name = "";
        private String arguments = "";

        FunctionReader(JsonReader in, ToolCall.Kind kind) {
            this.in = in;
            this.kind = kind;
        }

        void read(ToolCall.Kind found) {
            if (in.is(Kind.NULL)) {
                return;
            }
            var texts = new String[] {"", ""};
            in.members(member -> {
                switch (member) {
                    case "name" -> texts[0] = in.anyText();
                    // Should be a string; some vendors send the object itself, or null.
                    case "arguments", "input" -> texts[1] = in.anyText();
                    default -> {}
                }
            });
            // Snowflake fills in an empty "custom" beside every "function".
            if (texts[0].isEmpty() && !name.isEmpty()) {
                return;
            }
            kind = texts[0].isEmpty() && texts[1].isEmpty() ? kind : found;
            name = texts[0];
            arguments = arguments.isEmpty() ? texts[1] : arguments;
        }
    }

    /**
     * Writes {@code tool_calls} and {@code function_call} of a message, as far as there are any.
     *
     * @param keep chooses which extras of a call are written
     */
    static void writeToolCalls(JsonWriter out, List<ToolCall> calls, UnaryOperator<Extras> keep) {
        boolean open = false;
        for (ToolCall call : calls) {
            if (call.kind() != ToolCall.Kind.LEGACY_FUNCTION) {
                if (!open) {
                    out.array("tool_calls");
                    open = true;
                }
                writeToolCall(out, call, keep.apply(call.extras()));
            }
        }
        if (open) {
            out.endArray();
        }
        for (ToolCall call : calls) {
            if (call.kind() == ToolCall.Kind.LEGACY_FUNCTION) {
                out.object("function_call").put("name", call.name());
                out.put("arguments", call.arguments()).endObject();
                return;
            }
        }
    }

    private static void writeToolCall(JsonWriter out, ToolCall call, Extras kept) {
        out.object().put("id", call.id());
        boolean custom = call.kind() == ToolCall.Kind.CUSTOM;
        String type = custom ? "custom" : "function";
        if (kept.get("type") == null) {
            out.put("type", type);
        }
        out.object(type).put("name", call.name());
        out.put(custom ? "input" : "arguments", call.arguments()).endObject();
        out.put(kept).endObject();
    }
}
