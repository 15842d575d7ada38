package dev.sluice.wire.anthropic;

import dev.sluice.wire.chat.Annotation;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sources of a passage. A citation belongs to the whole text block that carries it. */
final class AnthropicCitations {
    private AnthropicCitations() {}

    /** Reads one citation of a text that spans those characters of the answer. */
    static Annotation read(Raw citation, long start, long end) {
        var extras = new ArrayList<Extras.Member>();
        var texts = new @Nullable String[2];
        Raws.<@Nullable Void>read(
                citation,
                in -> {
                    if (in.is(Kind.OBJECT)) {
                        in.members(name -> member(in, name, texts, extras));
                    }
                    return null;
                });
        if (texts[0] == null) {
            return new Annotation.Opaque(citation);
        }
        String title = texts[1] == null ? "" : texts[1];
        return new Annotation.UrlCitation(texts[0], title, start, end, new Extras(extras));
    }

    private static void member(
            JsonReader in, String name, @Nullable String[] texts, List<Extras.Member> extras) {
        switch (name) {
            case "url" -> texts[0] = in.stringOrNull();
            case "title" -> texts[1] = in.stringOrNull();
            default -> in.keep(name, extras);
        }
    }

    /** Writes one citation as a value; the marks of other languages become web sources. */
    static void write(JsonWriter out, Annotation annotation, Extras kept) {
        switch (annotation) {
            case Annotation.Opaque(Raw raw) -> out.value(raw);
            case Annotation.UrlCitation c -> {
                out.object();
                if (kept.get("type") == null) {
                    out.put("type", "web_search_result_location");
                    out.put("cited_text", "").put("encrypted_index", "");
                }
                out.put("url", c.url()).put("title", c.title()).put(kept).endObject();
            }
        }
    }
}
