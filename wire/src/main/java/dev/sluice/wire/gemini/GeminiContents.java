package dev.sluice.wire.gemini;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Foreign;
import dev.sluice.wire.chat.Media;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.Turns;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.JsonWriter;
import dev.sluice.wire.fields.UnreadableJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes {@code contents}: the turns of a conversation as Google wants them. */
final class GeminiContents {
    /** What Google documents as a signature for calls that have lost theirs. */
    private static final String NO_SIGNATURE = "skip_thought_signature_validator";

    private static final String FILES = "https://generativelanguage.googleapis.com/v1beta/";

    private static final Map<String, String> TYPES =
            Map.ofEntries(
                    Map.entry("png", "image/png"),
                    Map.entry("jpg", "image/jpeg"),
                    Map.entry("jpeg", "image/jpeg"),
                    Map.entry("webp", "image/webp"),
                    Map.entry("gif", "image/gif"),
                    Map.entry("heic", "image/heic"),
                    Map.entry("pdf", "application/pdf"),
                    Map.entry("txt", "text/plain"),
                    Map.entry("md", "text/markdown"),
                    Map.entry("csv", "text/csv"),
                    Map.entry("html", "text/html"),
                    Map.entry("mp3", "audio/mpeg"),
                    Map.entry("wav", "audio/wav"),
                    Map.entry("ogg", "audio/ogg"),
                    Map.entry("flac", "audio/flac"),
                    Map.entry("m4a", "audio/mp4"),
                    Map.entry("mp4", "video/mp4"),
                    Map.entry("mov", "video/quicktime"),
                    Map.entry("webm", "video/webm"),
                    Map.entry("mpeg", "video/mpeg"));

    private final JsonWriter out;
    private final GeminiModel model;
    private final Foreign foreign;

    GeminiContents(JsonWriter out, GeminiModel model, Foreign foreign) {
        this.out = out;
        this.model = model;
        this.foreign = foreign;
    }

    /**
     * Writes a member {@code contents}.
     *
     * @param preface instructions to put before the first words of the user, "" for none
     */
    void write(List<Turns.Turn> turns, String preface) {
        out.array("contents");
        String before = preface;
        // A conversation begins with the user.
        if (turns.isEmpty() || turns.getFirst() instanceof Turns.Assistant) {
            open("user");
            text(before.isEmpty() ? " " : before);
            close();
            before = "";
        }
        for (Turns.Turn turn : turns) {
            switch (turn) {
                case Turns.User user -> {
                    user(user, before);
                    before = "";
                }
                case Turns.Assistant assistant -> assistant(assistant);
            }
        }
        out.endArray();
    }

    private void open(String role) {
        out.object().put("role", role).array("parts");
    }

    private void close() {
        out.endArray().endObject();
    }

    private void text(String words) {
        out.object().put("text", words).endObject();
    }

    // Answers of tools stand alone in their content: Google counts its parts against the calls.
    private void user(Turns.User turn, String preface) {
        var extra = new ArrayList<Turns.Said>();
        if (!turn.results().isEmpty()) {
            open("user");
            turn.results().forEach(result -> result(result, extra));
            close();
        }
        var parts = new ArrayList<>(extra);
        parts.addAll(sayable(turn.parts()));
        if (parts.isEmpty() && preface.isEmpty() && !turn.results().isEmpty()) {
            return;
        }
        open("user");
        if (!preface.isEmpty()) {
            text(preface);
        } else if (parts.isEmpty()) {
            text(" ");
        }
        parts.forEach(said -> part(said, null));
        close();
    }

    private void assistant(Turns.Assistant turn) {
        List<Turns.Said> parts = sayable(turn.parts());
        if (parts.isEmpty() && turn.calls().isEmpty()) {
            return;
        }
        open("model");
        String signature = GeminiPart.signature(turn.extras());
        for (int i = 0; i < parts.size(); i++) {
            part(parts.get(i), i == parts.size() - 1 ? signature : null);
        }
        for (int i = 0; i < turn.calls().size(); i++) {
            call(turn.calls().get(i), i == 0);
        }
        close();
    }

    private void call(ToolCall call, boolean first) {
        String signature = GeminiPart.signature(call.extras());
        if (signature == null && first && model.isThird()) {
            signature = NO_SIGNATURE;
        }
        out.object().object("functionCall");
        putId(call.id());
        out.put("name", call.name()).put("args", arguments(call)).endObject();
        out.put("thoughtSignature", signature).endObject();
    }

    // Older models match by order, and some servers that speak for them do not know the member.
    private void putId(String id) {
        out.put("id", model.isThird() && !id.isEmpty() ? id : null);
    }

    /** Returns a call's arguments as the object that Google wants. */
    private static Raw arguments(ToolCall call) {
        if (call.kind() == ToolCall.Kind.CUSTOM) {
            return new Raw(
                    GeminiPart.text(
                            new JsonWriter().object().put("input", call.arguments()).endObject()));
        }
        if (call.arguments().isBlank()) {
            return new Raw("{}");
        }
        Raw raw = new Raw(call.arguments().strip());
        Kind kind = kind(raw);
        if (kind == Kind.OBJECT) {
            return raw;
        }
        var wrapped = new JsonWriter().object();
        if (kind == null) {
            wrapped.put("_raw", call.arguments());
        } else {
            wrapped.put("value", raw);
        }
        return new Raw(GeminiPart.text(wrapped.endObject()));
    }

    private static @Nullable Kind kind(Raw raw) {
        try {
            return JsonReader.read(GeminiPart.bytes(raw), JsonReader::kind);
        } catch (UnreadableJson e) {
            return null;
        }
    }

    private void result(Turns.Result result, List<Turns.Said> extra) {
        var files = new ArrayList<Turns.Said>();
        for (Turns.Said said : sayable(result.parts())) {
            if (!(said.part() instanceof Part.Text)) {
                files.add(said);
            }
        }
        out.object().object("functionResponse");
        putId(result.call().id());
        out.put("name", result.call().name());
        String text = result.text();
        Raw raw = new Raw(text.strip());
        if (kind(raw) == Kind.OBJECT) {
            out.put("response", raw);
        } else {
            Raw failed = result.extras().get("is_error");
            boolean isError = failed != null && failed.json().equals("true");
            out.object("response").put(isError ? "error" : "output", text).endObject();
        }
        if (model.isThird() && !files.isEmpty()) {
            out.array("parts");
            files.forEach(said -> part(said, null));
            out.endArray();
        } else {
            extra.addAll(files);
        }
        out.endObject().endObject();
    }

    /** Returns the parts that Google has a word for; names the others. */
    private List<Turns.Said> sayable(List<Turns.Said> parts) {
        var kept = new ArrayList<Turns.Said>();
        for (Turns.Said said : parts) {
            boolean says =
                    switch (said.part()) {
                        case Part.Text _, Part.Image _, Part.Audio _, Part.File _, Part.Refusal _ ->
                                true;
                        // Thoughts are not sent back; their signature is.
                        case Part.Reasoning _ -> false;
                        case Part.Speech speech -> named(said, !speech.transcript().isEmpty());
                        case Part.Opaque(String type, Raw _) ->
                                named(said, !foreign.isForeign() || type.equals("video_url"));
                    };
            if (says) {
                kept.add(said);
            }
        }
        return kept;
    }

    private boolean named(Turns.Said said, boolean kept) {
        if (!kept) {
            foreign.at(said.path()).drop();
        }
        return kept;
    }

    private void part(Turns.Said said, @Nullable String signature) {
        String path = said.path();
        switch (said.part()) {
            case Part.Text(String words, Extras extras) -> {
                foreign.at(path).keep(extras);
                out.object().put("text", words).put("thoughtSignature", signature).endObject();
            }
            case Part.Refusal(String words, Extras _) -> text(words);
            case Part.Speech speech -> text(speech.transcript());
            case Part.Image(Media source, String _, Extras extras) -> {
                foreign.at(path).keep(extras);
                media(source, path);
            }
            case Part.Audio(String base64, String format, Extras _) ->
                    inline(format.isEmpty() ? "audio/wav" : "audio/" + format, base64);
            case Part.File(Media source, String _, Extras _) -> media(source, path);
            case Part.Opaque(String type, Raw raw) -> {
                if (type.equals("video_url")) {
                    media(Media.ofUrl(url(raw)), path);
                } else {
                    out.value(raw);
                }
            }
            // Not sayable.
            case Part.Reasoning _ -> {}
        }
    }

    private static String url(Raw part) {
        var url = new String[] {""};
        JsonReader.read(
                GeminiPart.bytes(part),
                in -> {
                    in.members(name -> {
                        if (name.equals("video_url") && in.is(Kind.OBJECT)) {
                            in.members(
                                    inner -> url[0] = inner.equals("url") ? in.anyText() : url[0]);
                        } else if (name.equals("video_url")) {
                            url[0] = in.anyText();
                        }
                    });
                    return null;
                });
        return url[0];
    }

    private void inline(String type, String base64) {
        out.object().object("inlineData").put("mimeType", type).put("data", base64);
        out.endObject().endObject();
    }

    private void media(Media source, String path) {
        switch (source) {
            case Media.Inline(String type, String base64) -> {
                int parameters = type.indexOf(';');
                inline(parameters < 0 ? type : type.substring(0, parameters), base64);
            }
            case Media.Url(String url) -> {
                if (!url.matches("(?is)(https?|gs)://.*")) {
                    throw unusable(path, "the provider takes base64 data:, https: and gs:");
                }
                file(url);
            }
            case Media.Stored(String id) -> {
                if (!id.matches("(files/|https?://|gs://).*")) {
                    throw unusable(path, "the file is in another provider's store");
                }
                file(id.startsWith("files/") ? FILES + id : id);
            }
        }
    }

    private static ApiException unusable(String path, String why) {
        return new ApiException(
                ApiError.badRequest(
                        "'" + path + "' cannot be sent to this provider: " + why + ".",
                        path,
                        "unsupported_content"));
    }

    private void file(String uri) {
        String end = uri.replaceAll("[?#].*", "").toLowerCase(Locale.ROOT);
        String type = TYPES.get(end.substring(end.lastIndexOf('.') + 1));
        out.object().object("fileData").put("mimeType", type).put("fileUri", uri);
        out.endObject().endObject();
    }
}
