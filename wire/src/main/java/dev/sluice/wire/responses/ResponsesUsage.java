package dev.sluice.wire.responses;

import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The count of tokens: input includes what a cache gave or took, output includes reasoning. */
final class ResponsesUsage {
    private final JsonReader in;
    private final List<Extras.Member> extras = new ArrayList<>();
    private long input;
    private long output;
    private long cacheRead;
    private long cacheWrite;
    private long reasoning;

    private ResponsesUsage(JsonReader in) {
        this.in = in;
    }

    /** Reads a {@code usage}; anything but an object is none. */
    static @Nullable Usage read(JsonReader in) {
        if (!in.is(Kind.OBJECT)) {
            return null;
        }
        var usage = new ResponsesUsage(in);
        in.members(usage::member);
        return usage.sorted();
    }

    private void member(String name) {
        switch (name) {
            case "input_tokens" -> input = in.anyCount();
            case "output_tokens" -> output = in.anyCount();
            case "total_tokens" -> {}
            case "input_tokens_details" -> details("prompt_tokens_details");
            case "output_tokens_details" -> details("completion_tokens_details");
            default -> in.keep(name, extras);
        }
    }

    private void details(String object) {
        if (!in.is(Kind.OBJECT)) {
            return;
        }
        in.members(name -> {
            switch (name) {
                case "cached_tokens" -> cacheRead = in.anyCount();
                case "cache_write_tokens" -> cacheWrite = in.anyCount();
                case "reasoning_tokens" -> reasoning = in.anyCount();
                default -> in.keep(object + '.' + name, extras);
            }
        });
    }

    private Usage sorted() {
        long read = Math.min(cacheRead, input);
        long write = Math.min(cacheWrite, input - read);
        long thought = Math.min(reasoning, output);
        return new Usage(
                input - read - write,
                read,
                write,
                0,
                output - thought,
                thought,
                0,
                false,
                new Extras(extras));
    }
}
