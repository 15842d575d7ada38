package dev.sluice.wire.gemini;

import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.JsonWriter;
import org.jspecify.annotations.Nullable;

/**
 * {@code usageMetadata}, in both directions. Thoughts stand outside the candidates' tokens, the
 * cache inside the prompt's, what built-in tools fetched outside it.
 */
final class GeminiUsage {
    private final JsonReader in;
    private long prompt;
    private long tools;
    private long cached;
    private long candidates;
    private long thoughts;
    private long audioIn;
    private long audioCached;
    private long audioOut;
    private boolean counted;

    private GeminiUsage(JsonReader in) {
        this.in = in;
    }

    /** Reads a {@code usageMetadata}; one without counts, as Vertex AI begins streams, is none. */
    static @Nullable Usage read(JsonReader in) {
        if (!in.is(Kind.OBJECT)) {
            return null;
        }
        var reader = new GeminiUsage(in);
        in.members(reader::member);
        return reader.counted ? reader.sorted() : null;
    }

    private void member(String name) {
        switch (name) {
            case "promptTokenCount" -> prompt = count();
            case "toolUsePromptTokenCount" -> tools = count();
            case "cachedContentTokenCount" -> cached = count();
            case "candidatesTokenCount" -> candidates = count();
            case "thoughtsTokenCount" -> thoughts = count();
            case "promptTokensDetails" -> audioIn = audio();
            case "cacheTokensDetails" -> audioCached = audio();
            case "candidatesTokensDetails" -> audioOut = audio();
            default -> {}
        }
    }

    private long count() {
        counted = true;
        return in.anyCount();
    }

    private long audio() {
        var sum = new long[1];
        if (in.is(Kind.ARRAY)) {
            in.elements(_ -> {
                var modality = new String[] {""};
                var tokens = new long[1];
                in.members(name -> {
                    switch (name) {
                        case "modality" -> modality[0] = in.anyText();
                        case "tokenCount" -> tokens[0] = in.anyCount();
                        default -> {}
                    }
                });
                // Some endpoints write the number of the enum's value.
                if (modality[0].equals("AUDIO") || modality[0].equals("4")) {
                    sum[0] += tokens[0];
                }
            });
        }
        return sum[0];
    }

    private Usage sorted() {
        long input = prompt + tools;
        long read = Math.min(cached, input);
        long heard = Math.min(Math.max(0, audioIn - audioCached), input - read);
        long spoken = Math.min(audioOut, candidates);
        return new Usage(
                input - read - heard,
                read,
                0,
                heard,
                candidates - spoken,
                thoughts,
                spoken,
                false,
                Extras.NONE);
    }

    /** Writes a member {@code usageMetadata}. */
    static void write(JsonWriter out, Usage usage) {
        out.object("usageMetadata").put("promptTokenCount", usage.input());
        out.put("candidatesTokenCount", usage.textOutput() + usage.audioOutput());
        if (usage.reasoning() > 0) {
            out.put("thoughtsTokenCount", usage.reasoning());
        }
        if (usage.cacheRead() > 0) {
            out.put("cachedContentTokenCount", usage.cacheRead());
        }
        out.put("totalTokenCount", usage.total()).endObject();
    }
}
