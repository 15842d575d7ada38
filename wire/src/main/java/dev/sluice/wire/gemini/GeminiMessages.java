package dev.sluice.wire.gemini;

import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Media;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the {@code contents} of a call into messages. */
final class GeminiMessages {
    private final List<Message> all = new ArrayList<>();
    private List<ToolCall> open = new ArrayList<>();

    /** Returns the messages read so far. */
    List<Message> all() {
        return all;
    }

    /** Reads {@code contents}: an array of contents, one content, or a text. */
    void readAll(JsonReader in) {
        switch (in.kind()) {
            case ARRAY -> in.elements(_ -> content(in));
            case OBJECT, STRING -> content(in);
            case NULL -> {}
            case NUMBER, BOOLEAN -> throw in.expected("an array of contents");
        }
    }

    /** Reads a {@code systemInstruction}: a content, its parts, or a text. */
    static @Nullable Message instructions(JsonReader in) {
        var parts = new ArrayList<GeminiPart>();
        if (in.is(Kind.OBJECT)) {
            in.members(name -> {
                switch (name) {
                    case "parts" -> parts.addAll(GeminiPart.readAll(in));
                    case "text" -> parts.add(part(in.anyText()));
                    default -> {}
                }
            });
        } else {
            parts.addAll(GeminiPart.readAll(in));
        }
        var texts = new ArrayList<Part>();
        for (GeminiPart part : parts) {
            if (part.data() instanceof GeminiPart.Text(String text)) {
                texts.add(Part.Text.of(text));
            }
        }
        return texts.isEmpty()
                ? null
                : new Message.Instructions(
                        Message.Instructions.Role.SYSTEM, texts, null, Extras.NONE);
    }

    private static GeminiPart part(String text) {
        return new GeminiPart(new GeminiPart.Text(text), false, null);
    }

    private void content(JsonReader in) {
        var role = new String[] {"user"};
        var parts = new ArrayList<GeminiPart>();
        if (in.is(Kind.OBJECT)) {
            in.members(name -> {
                switch (name) {
                    case "role" -> {
                        role[0] = in.is(Kind.NULL) ? "user" : in.string();
                        if (!List.of("user", "model", "function", "").contains(role[0])) {
                            throw in.expected("user or model");
                        }
                    }
                    case "parts" -> parts.addAll(GeminiPart.readAll(in));
                    default -> {}
                }
            });
        } else {
            parts.addAll(GeminiPart.readAll(in));
        }
        if (role[0].equals("model")) {
            model(parts);
        } else {
            user(parts);
        }
    }

    private void model(List<GeminiPart> parts) {
        var said = new ArrayList<Part>();
        var calls = new ArrayList<ToolCall>();
        Extras extras = Extras.NONE;
        for (GeminiPart part : parts) {
            if (part.data() instanceof GeminiPart.Call call) {
                String id = call.id();
                if (id.isEmpty()) {
                    // Made of where it stands, so that it is the same in every later call.
                    id = "call_" + all.size() + '_' + calls.size();
                }
                String arguments = call.args() == null ? "{}" : call.args().json();
                Extras signed = GeminiPart.signed(part.signature());
                calls.add(new ToolCall(id, ToolCall.Kind.FUNCTION, call.name(), arguments, signed));
            } else if (!part.thought()) {
                add(part.data(), said);
                extras = part.signature() == null ? extras : GeminiPart.signed(part.signature());
            }
        }
        all.add(new Message.Assistant(said, calls, List.of(), null, extras));
        open = new ArrayList<>(calls);
    }

    private void user(List<GeminiPart> parts) {
        var said = new ArrayList<Part>();
        for (GeminiPart part : parts) {
            if (part.data() instanceof GeminiPart.Response response) {
                result(response);
            } else {
                add(part.data(), said);
            }
        }
        if (!said.isEmpty()) {
            all.add(new Message.User(said, null, Extras.NONE));
        }
    }

    private void result(GeminiPart.Response response) {
        var content = new ArrayList<Part>();
        content.add(Part.Text.of(text(response.response())));
        response.parts().forEach(part -> add(part.data(), content));
        String id = callId(response);
        all.add(new Message.ToolResult(id, content, response.name(), Extras.NONE));
    }

    // By id, else by name in the order of the calls.
    private String callId(GeminiPart.Response response) {
        for (ToolCall call : open) {
            boolean same =
                    response.id().isEmpty()
                            ? call.name().equals(response.name())
                            : call.id().equals(response.id());
            if (same) {
                open.remove(call);
                return call.id();
            }
        }
        return response.id().isEmpty() ? "call_" + response.name() : response.id();
    }

    /** Unwraps {@code {"output": "text"}}; any other object stays JSON. */
    private static String text(Raw response) {
        var names = new ArrayList<String>();
        var text = new @Nullable String[1];
        JsonReader.read(
                GeminiPart.bytes(response),
                in -> {
                    if (in.is(Kind.OBJECT)) {
                        in.members(name -> {
                            names.add(name);
                            text[0] = in.is(Kind.STRING) ? in.string() : null;
                        });
                    }
                    return null;
                });
        boolean wrapped =
                names.size() == 1 && List.of("output", "result").contains(names.getFirst());
        return wrapped && text[0] != null ? text[0] : response.json();
    }

    private static void add(GeminiPart.Data data, List<Part> into) {
        switch (data) {
            case GeminiPart.Text(String text) -> into.add(Part.Text.of(text));
            case GeminiPart.Blob(String type, String base64) -> into.add(blob(type, base64));
            case GeminiPart.File(String type, String uri) -> {
                Media source = new Media.Url(uri);
                into.add(
                        type.startsWith("image/")
                                ? new Part.Image(source, null, Extras.NONE)
                                : new Part.File(source, null, Extras.NONE));
            }
            case GeminiPart.Code(String language, String code) ->
                    into.add(Part.Text.of("```" + language + '\n' + code + "\n```"));
            case GeminiPart.Output(String output) ->
                    into.add(Part.Text.of("```\n" + output + "\n```"));
            case GeminiPart.Other(String type, Raw part) -> into.add(new Part.Opaque(type, part));
            // Handled by whoever calls; out of place here.
            case GeminiPart.Call _, GeminiPart.Response _ -> {}
        }
    }

    private static Part blob(String type, String base64) {
        if (type.startsWith("image/")) {
            return new Part.Image(new Media.Inline(type, base64), null, Extras.NONE);
        }
        if (type.startsWith("audio/")) {
            String format = type.substring("audio/".length());
            return new Part.Audio(base64, format.equals("mpeg") ? "mp3" : format, Extras.NONE);
        }
        return new Part.File(new Media.Inline(type, base64), null, Extras.NONE);
    }
}
