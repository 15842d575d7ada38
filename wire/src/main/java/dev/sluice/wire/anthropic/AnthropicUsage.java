package dev.sluice.wire.anthropic;

import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Foreign;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic's count of tokens. Its input leaves out what came from the cache and what was written
 * to it; its output includes thinking. In a stream a later statement replaces the members that it
 * has; its counts are totals, never to be added.
 */
final class AnthropicUsage {
    private static final String THINKING = "output_tokens_details";
    private static final String THINKING_MEMBER = "thinking_tokens";

    private long input;
    private long cacheRead;
    private long cacheWrite;
    private long output;
    private long thinking;
    private boolean said;
    private Extras extras = Extras.NONE;

    /** Takes a {@code usage}; anything but an object says nothing. */
    void read(JsonReader in) {
        if (!in.is(Kind.OBJECT)) {
            return;
        }
        List<Extras.Member> found = new ArrayList<>();
        in.members(name -> {
            if (!in.is(Kind.NULL)) {
                member(in, name, found);
            }
        });
        for (Extras.Member member : found) {
            extras = extras.without(member.name());
        }
        extras = extras.plus(new Extras(found));
    }

    private void member(JsonReader in, String name, List<Extras.Member> found) {
        switch (name) {
            case "input_tokens" -> {
                input = in.anyCount();
                said = true;
            }
            case "output_tokens" -> {
                output = in.anyCount();
                said = true;
            }
            case "cache_read_input_tokens" -> cacheRead = in.anyCount();
            case "cache_creation_input_tokens" -> cacheWrite = in.anyCount();
            case THINKING -> {
                if (in.is(Kind.OBJECT)) {
                    in.members(inner -> {
                        if (inner.equals(THINKING_MEMBER)) {
                            thinking = in.anyCount();
                        }
                    });
                }
            }
            default -> in.keep(name, found);
        }
    }

    /** Returns what was said so far, or null for nothing. */
    @Nullable Usage usage() {
        if (!said) {
            return null;
        }
        long thought = Math.min(thinking, output);
        return new Usage(
                input, cacheRead, cacheWrite, 0, output - thought, thought, 0, false, extras);
    }

    /** Writes a member {@code usage}. */
    static void write(JsonWriter out, @Nullable Usage usage, Foreign foreign) {
        out.object("usage");
        if (usage == null) {
            out.put("input_tokens", 0).put("output_tokens", 0);
        } else {
            out.put("input_tokens", usage.freshInput() + usage.audioInput());
            out.put("cache_creation_input_tokens", usage.cacheWrite());
            out.put("cache_read_input_tokens", usage.cacheRead());
            out.put("output_tokens", usage.output());
            if (usage.reasoning() > 0) {
                out.object(THINKING).put(THINKING_MEMBER, usage.reasoning()).endObject();
            }
            out.put(foreign.at("usage").keep(usage.extras()));
        }
        out.endObject();
    }
}
