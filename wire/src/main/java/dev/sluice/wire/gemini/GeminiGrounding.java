package dev.sluice.wire.gemini;

import dev.sluice.wire.chat.Annotation;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code groundingMetadata}, in both directions: the pages an answer rests on. Google counts the
 * bytes of one part, OpenAI the characters of the whole text.
 */
final class GeminiGrounding {
    private final List<Source> sources = new ArrayList<>();
    private final List<Support> supports = new ArrayList<>();

    private record Source(String url, String title) {}

    private record Support(int start, int end, String text, List<Integer> sources) {}

    private GeminiGrounding() {}

    /** Reads a {@code groundingMetadata}. */
    static GeminiGrounding read(JsonReader in) {
        var grounding = new GeminiGrounding();
        in.members(name -> {
            if (in.is(Kind.ARRAY) && name.equals("groundingChunks")) {
                in.elements(_ -> grounding.sources.add(source(in)));
            } else if (in.is(Kind.ARRAY) && name.equals("groundingSupports")) {
                in.elements(_ -> grounding.supports.add(support(in)));
            }
        });
        return grounding;
    }

    // {"web": {uri, title}}, {"retrievedContext": ...} or {"maps": ...}.
    private static Source source(JsonReader in) {
        var texts = new String[] {"", ""};
        in.members(kind -> {
            if (in.is(Kind.OBJECT)) {
                in.members(name -> {
                    switch (name) {
                        case "uri" -> texts[0] = in.anyText();
                        case "title" -> texts[1] = in.anyText();
                        default -> {}
                    }
                });
            }
        });
        return new Source(texts[0], texts[1]);
    }

    private static Support support(JsonReader in) {
        var range = new int[2];
        var text = new String[] {""};
        var indices = new ArrayList<Integer>();
        in.members(name -> {
            if (name.equals("segment") && in.is(Kind.OBJECT)) {
                in.members(inner -> {
                    switch (inner) {
                        case "startIndex" -> range[0] = (int) in.anyCount();
                        case "endIndex" -> range[1] = (int) in.anyCount();
                        case "text" -> text[0] = in.anyText();
                        default -> {}
                    }
                });
            } else if (name.equals("groundingChunkIndices") && in.is(Kind.ARRAY)) {
                in.elements(_ -> indices.add((int) in.anyCount()));
            }
        });
        return new Support(range[0], range[1], text[0], indices);
    }

    /**
     * Returns the marks on a text: one for each passage and page, then the pages that no passage
     * names.
     *
     * @param text the whole answer
     */
    List<Annotation> marks(String text) {
        var marks = new ArrayList<Annotation>();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var cited = new boolean[sources.size()];
        for (Support support : supports) {
            int[] range = range(support, text, bytes);
            for (int index : support.sources()) {
                if (index < cited.length) {
                    cited[index] = true;
                    add(marks, sources.get(index), range);
                }
            }
        }
        for (int i = 0; i < cited.length; i++) {
            if (!cited[i]) {
                add(marks, sources.get(i), new int[2]);
            }
        }
        return marks;
    }

    private static void add(List<Annotation> marks, Source source, int[] range) {
        if (!source.url().isEmpty()) {
            marks.add(
                    new Annotation.UrlCitation(
                            source.url(), source.title(), range[0], range[1], Extras.NONE));
        }
    }

    // The bytes are those of one part; where they do not hold the passage, it is looked for.
    private static int[] range(Support support, String text, byte[] bytes) {
        int start = support.start();
        int end = support.end();
        if (start < end && end <= bytes.length) {
            String before = new String(bytes, 0, start, StandardCharsets.UTF_8);
            String passage = new String(bytes, start, end - start, StandardCharsets.UTF_8);
            if (support.text().isEmpty() || support.text().equals(passage)) {
                int from = characters(before);
                return new int[] {from, from + characters(passage)};
            }
        }
        int at = support.text().isEmpty() ? -1 : text.indexOf(support.text());
        if (at < 0) {
            return new int[2];
        }
        int from = text.codePointCount(0, at);
        return new int[] {from, from + characters(support.text())};
    }

    private static int characters(String text) {
        return text.codePointCount(0, text.length());
    }

    /** Writes a member {@code groundingMetadata}, if there are pages. */
    static void write(JsonWriter out, String text, List<Annotation> annotations) {
        var pages = new LinkedHashMap<String, String>();
        var cited = new ArrayList<Annotation.UrlCitation>();
        for (Annotation annotation : annotations) {
            if (annotation instanceof Annotation.UrlCitation page) {
                pages.putIfAbsent(page.url(), page.title());
                if (page.end() > page.start() && page.end() <= characters(text)) {
                    cited.add(page);
                }
            }
        }
        if (pages.isEmpty()) {
            return;
        }
        out.object("groundingMetadata").array("groundingChunks");
        for (Map.Entry<String, String> page : pages.entrySet()) {
            out.object().object("web").put("uri", page.getKey()).put("title", page.getValue());
            out.endObject().endObject();
        }
        out.endArray().array("groundingSupports");
        var urls = new ArrayList<>(pages.keySet());
        for (Annotation.UrlCitation page : cited) {
            int from = text.offsetByCodePoints(0, (int) page.start());
            int to = text.offsetByCodePoints(0, (int) page.end());
            String passage = text.substring(from, to);
            int start = text.substring(0, from).getBytes(StandardCharsets.UTF_8).length;
            int end = start + passage.getBytes(StandardCharsets.UTF_8).length;
            out.object().object("segment").put("startIndex", start).put("endIndex", end);
            out.put("text", passage).endObject();
            String index = "[" + urls.indexOf(page.url()) + "]";
            out.put("groundingChunkIndices", new Raw(index)).endObject();
        }
        out.endArray().endObject();
    }
}
