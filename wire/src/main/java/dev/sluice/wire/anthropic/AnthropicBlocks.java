package dev.sluice.wire.anthropic;

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
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the blocks of a conversation. */
final class AnthropicBlocks {
    private static final int MOST_MARKS = 4;
    private static final Raw EPHEMERAL = new Raw("{\"type\":\"ephemeral\"}");
    private static final Set<String> MARKS =
            Set.of(AnthropicConversation.CACHE, "prompt_cache_breakpoint");

    /** How a tool's failure is told where no member says so. */
    static final String FAILED = "Error: ";

    /** Holds the block that a text was made from, for the way back. */
    static final String SOURCE = "block";

    private final JsonWriter out;
    private final Foreign foreign;
    private final AnthropicIds ids = new AnthropicIds();
    private int marks;

    AnthropicBlocks(JsonWriter out, Foreign foreign) {
        this.out = out;
        this.foreign = foreign;
    }

    /** Writes a part and ends the block. */
    void part(Part part, String path) {
        switch (part) {
            case Part.Text(String text, Extras extras) -> {
                Raw source = foreign.isForeign() ? null : extras.get(SOURCE);
                if (source != null) {
                    out.value(source);
                } else {
                    out.object().put("type", "text").put("text", text);
                    end(extras, path);
                }
            }
            case Part.Image image -> {
                String detail = image.detail();
                if (detail != null && !detail.equals("auto")) {
                    foreign.at(path + ".image_url.detail").drop();
                }
                out.object().put("type", "image");
                source(image.source(), path, "image/");
                end(image.extras(), path);
            }
            case Part.File file -> file(file, path);
            case Part.Reasoning thought -> thought(thought);
            case Part.Opaque(String _, Raw raw) -> out.value(raw);
            case Part.Refusal(String text, Extras _) ->
                    out.object().put("type", "text").put("text", text).endObject();
            case Part.Audio _ -> throw cannot(path, "sound");
            case Part.Speech _ -> throw cannot(path, "speech");
        }
    }

    private void end(Extras extras, String path) {
        Foreign at = foreign.at(path);
        if (foreign.isForeign()) {
            at.dropAllBut(extras, MARKS);
        } else {
            out.put(extras.without(AnthropicConversation.CACHE));
        }
        mark(extras, at);
        out.endObject();
    }

    /** Writes {@code cache_control} where the caller marked it, up to the vendor's limit. */
    void mark(Extras extras, Foreign at) {
        Raw mark = extras.get(AnthropicConversation.CACHE);
        Raw breakpoint = extras.get("prompt_cache_breakpoint");
        boolean marked = breakpoint != null && !Set.of("null", "false").contains(breakpoint.json());
        if (mark == null && marked) {
            mark = EPHEMERAL;
        }
        if (mark == null || mark.isNull()) {
            return;
        }
        if (marks == MOST_MARKS) {
            at.at(AnthropicConversation.CACHE).drop();
            return;
        }
        marks++;
        out.put(AnthropicConversation.CACHE, mark);
    }

    private void thought(Part.Reasoning thought) {
        Raw data = thought.extras().get("data");
        if (thought.signature() == null && data != null) {
            out.object().put("type", "redacted_thinking").put("data", data).endObject();
            return;
        }
        out.object().put("type", "thinking").put("thinking", thought.text());
        out.put("signature", thought.signature()).endObject();
    }

    private void source(Media media, String path, String expected) {
        out.object("source");
        switch (media) {
            case Media.Stored(String id) -> out.put("type", "file").put("file_id", id);
            case Media.Url(String url) -> {
                if (!url.startsWith("http")) {
                    throw cannot(path, "an address that is neither http(s) nor base64 data");
                }
                out.put("type", "url").put("url", url);
            }
            case Media.Inline(String type, String base64) -> {
                if (!type.startsWith(expected)) {
                    throw cannot(path, "'" + type + "'");
                }
                String exact = type.equals("image/jpg") ? "image/jpeg" : type;
                out.put("type", "base64").put("media_type", exact).put("data", base64);
            }
        }
        out.endObject();
    }

    private void file(Part.File file, String path) {
        Media media = file.source();
        if (media instanceof Media.Inline inline && inline.mediaType().startsWith("image/")) {
            part(new Part.Image(media, null, file.extras()), path);
            return;
        }
        out.object().put("type", "document");
        if (media instanceof Media.Inline(String type, String base64) && type.startsWith("text/")) {
            out.object("source").put("type", "text").put("media_type", "text/plain");
            out.put("data", decoded(base64, path)).endObject();
        } else if (media instanceof Media.Url(String bare) && bare.startsWith("JVBERi")) {
            source(new Media.Inline("application/pdf", bare), path, "application/pdf");
        } else {
            source(media, path, "application/pdf");
        }
        out.put("title", file.filename());
        end(file.extras(), path);
    }

    private static String decoded(String base64, String path) {
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(base64);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw cannot(path, "data that is not base64");
        }
    }

    private static ApiException cannot(String path, String what) {
        return new ApiException(
                ApiError.badRequest(
                        "'"
                                + path
                                + "' holds "
                                + what
                                + ", which this model's vendor cannot take;"
                                + " it takes text, pictures and PDF documents.",
                        path,
                        "unsupported_content"));
    }

    /** Writes a call of a tool. */
    void call(ToolCall call) {
        out.object().put("type", "tool_use").put("id", ids.of(call)).put("name", call.name());
        out.put("input", input(call));
        if (!foreign.isForeign()) {
            out.put(call.extras());
        }
        out.endObject();
    }

    private static Raw input(ToolCall call) {
        String arguments = call.arguments().strip();
        if (call.kind() == ToolCall.Kind.CUSTOM) {
            return new Raw("{\"input\":" + Raws.quote(call.arguments()).json() + "}");
        }
        if (arguments.isEmpty()) {
            return new Raw("{}");
        }
        @Nullable Kind kind;
        try {
            kind = JsonReader.read(arguments.getBytes(StandardCharsets.UTF_8), JsonReader::kind);
        } catch (UnreadableJson e) {
            // A call that broke off; the model sees what it wrote.
            return new Raw("{\"_raw\":" + Raws.quote(arguments).json() + "}");
        }
        return kind == Kind.OBJECT ? new Raw(arguments) : new Raw("{\"value\":" + arguments + "}");
    }

    /** Writes a tool's answer. */
    void result(Turns.Result result) {
        out.object().put("type", "tool_result").put("tool_use_id", ids.of(result.call()));
        Raw failed = result.extras().get("is_error");
        boolean isError = failed != null && failed.json().equals("true");
        boolean plain =
                result.parts().stream()
                        .allMatch(s ->
                                s.part() instanceof Part.Text(String _, Extras extras)
                                        && (foreign.isForeign() || extras.isEmpty()));
        if (plain && !result.parts().isEmpty()) {
            String text = result.text();
            out.put("content", isError && text.startsWith(FAILED) ? text.substring(7) : text);
        } else if (!result.parts().isEmpty()) {
            out.array("content");
            result.parts().forEach(said -> part(said.part(), said.path()));
            out.endArray();
        }
        if (isError) {
            out.put("is_error", Boolean.TRUE);
        }
        mark(result.extras(), foreign.at("messages"));
        out.endObject();
    }
}
