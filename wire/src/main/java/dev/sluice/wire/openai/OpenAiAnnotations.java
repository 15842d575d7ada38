package dev.sluice.wire.openai;

import dev.sluice.wire.chat.Annotation;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Foreign;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The marks on a model's text, in both directions. */
final class OpenAiAnnotations {
    private OpenAiAnnotations() {}

    /** Reads {@code annotations}; null is none. */
    static List<Annotation> read(JsonReader in) {
        if (!in.is(Kind.ARRAY)) {
            return List.of();
        }
        var annotations = new ArrayList<Annotation>();
        in.elements(_ -> annotations.add(readAnnotation(in)));
        return annotations;
    }

    private static Annotation readAnnotation(JsonReader in) {
        int mark = in.mark();
        if (!in.is(Kind.OBJECT)) {
            return new Annotation.Opaque(in.raw());
        }
        var extras = new ArrayList<Extras.Member>();
        var url = new @Nullable String[2];
        var range = new long[2];
        in.members(name -> {
            if (name.equals("url_citation") && in.is(Kind.OBJECT)) {
                in.members(inner -> {
                    switch (inner) {
                        case "url" -> url[0] = in.anyText();
                        case "title" -> url[1] = in.anyText();
                        case "start_index" -> range[0] = in.anyCount();
                        case "end_index" -> range[1] = in.anyCount();
                        default -> in.keep("url_citation." + inner, extras);
                    }
                });
            } else if (!name.equals("type")) {
                in.keep(name, extras);
            }
        });
        if (url[0] == null) {
            return new Annotation.Opaque(in.since(mark));
        }
        String title = url[1] == null ? "" : url[1];
        return new Annotation.UrlCitation(url[0], title, range[0], range[1], new Extras(extras));
    }

    /** Writes {@code annotations}, if there are any. */
    static void write(JsonWriter out, List<Annotation> all, Foreign foreign) {
        if (all.isEmpty()) {
            return;
        }
        out.array("annotations");
        for (Annotation annotation : all) {
            switch (annotation) {
                case Annotation.UrlCitation c -> {
                    Extras kept = foreign.keep(c.extras());
                    out.object().put("type", "url_citation").object("url_citation");
                    out.put("start_index", c.start()).put("end_index", c.end());
                    out.put("url", c.url()).put("title", c.title());
                    out.putNested("url_citation", kept).endObject();
                    out.put(kept, "url_citation").endObject();
                }
                case Annotation.Opaque(Raw raw) -> {
                    if (foreign.isForeign()) {
                        foreign.at("annotations").drop();
                    } else {
                        out.value(raw);
                    }
                }
            }
        }
        out.endArray();
    }
}
