package dev.sluice.wire.openai;

import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Foreign;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's count of tokens, in both directions. Its prompt includes what came from the cache and
 * what was sound; its completion includes reasoning and sound. Several vendors that use the same
 * words count otherwise; the sum that they state gives them away.
 */
final class OpenAiUsage {
    private static final String PROMPT = "prompt_tokens_details";
    private static final String COMPLETION = "completion_tokens_details";

    private final UsageFields in;
    private final List<Extras.Member> extras = new ArrayList<>();
    private long prompt;
    private long completion;
    private long total;
    private long cached;
    private long cacheWrite;
    private long audioIn;
    private long reasoning;
    private long audioOut;
    private boolean sumIsBelieved;
    private boolean makesNoSense;

    private OpenAiUsage(UsageFields in) {
        this.in = in;
    }

    /** Reads a {@code usage}; anything but an object is none. */
    static @Nullable Usage read(JsonReader in) {
        if (!in.is(Kind.OBJECT)) {
            return null;
        }
        var reader = new OpenAiUsage(new UsageFields.Any(in));
        in.members(reader::member);
        return reader.sorted();
    }

    /**
     * Reads a {@code usage} in the words of chats or in those of responses, pictures and sound, for
     * bills: a sum alone is all input, as embeddings and rankings have nothing else; and a sum that
     * leaves out a cache larger than the prompt says that the cache is not charged.
     *
     * @param isCount whether what it stands on can be the input, the output, or their sum
     * @return null when one of them cannot
     */
    static @Nullable Usage readEither(UsageFields in, BooleanSupplier isCount) {
        if (!in.isObject()) {
            return null;
        }
        var reader = new OpenAiUsage(in);
        in.members(name -> {
            String word = inWordsOfChats(name);
            boolean main =
                    switch (word) {
                        case "prompt_tokens", "completion_tokens", "total_tokens" -> true;
                        default -> false;
                    };
            if (main && !isCount.getAsBoolean()) {
                reader.makesNoSense = true;
            } else {
                reader.member(word);
            }
        });
        if (reader.makesNoSense) {
            return null;
        }
        if (reader.prompt == 0 && reader.completion == 0) {
            reader.prompt = reader.total;
        }
        reader.sumIsBelieved = true;
        return reader.sorted();
    }

    private static String inWordsOfChats(String name) {
        return switch (name) {
            case "input_tokens" -> "prompt_tokens";
            case "output_tokens" -> "completion_tokens";
            // Transcriptions leave out an "s".
            case "input_tokens_details", "input_token_details" -> PROMPT;
            case "output_tokens_details", "output_token_details" -> COMPLETION;
            default -> name;
        };
    }

    private void member(String name) {
        switch (name) {
            case "prompt_tokens" -> prompt = in.anyCount();
            case "completion_tokens" -> completion = in.anyCount();
            case "total_tokens" -> total = in.anyCount();
            case "prompt_tokens_details" -> details(PROMPT);
            case "completion_tokens_details" -> details(COMPLETION);
            // Writer leaves out an "s".
            case "prompt_token_details" -> details(PROMPT);
            case "completion_token_details" -> details(COMPLETION);
            default -> {
                // Other names for the same counts, beside which the vendor may state OpenAI's too.
                switch (name) {
                    case "prompt_cache_hit_tokens",
                            "cached_tokens",
                            "num_cached_tokens",
                            "cache_read_input_tokens" ->
                            cached = Math.max(cached, in.anyCount());
                    case "cache_creation_input_tokens" ->
                            cacheWrite = Math.max(cacheWrite, in.anyCount());
                    case "reasoning_tokens" -> reasoning = Math.max(reasoning, in.anyCount());
                    default -> {}
                }
                in.keep(name, extras);
            }
        }
    }

    private void details(String object) {
        if (!in.isObject()) {
            return;
        }
        boolean ofPrompt = object.equals(PROMPT);
        in.members(name -> {
            switch (name) {
                case "cached_tokens" -> cached = Math.max(cached, in.anyCount());
                case "cache_write_tokens", "cache_creation_tokens" ->
                        cacheWrite = Math.max(cacheWrite, in.anyCount());
                case "reasoning_tokens" -> reasoning = Math.max(reasoning, in.anyCount());
                case "audio_tokens" -> {
                    if (ofPrompt) {
                        audioIn = in.anyCount();
                    } else {
                        audioOut = in.anyCount();
                    }
                }
                default -> in.keep(object + '.' + name, extras);
            }
        });
    }

    private Usage sorted() {
        // Mistral leaves sound out of the prompt: 11 + 375 audio + 15 = 401.
        boolean audioBeside = audioIn > 0 && total == prompt + audioIn + completion;
        long inPrompt = audioBeside ? prompt : Math.max(0, prompt - audioIn);
        long audio = audioBeside ? audioIn : Math.min(audioIn, prompt);
        // A cache larger than the prompt cannot be part of it: some models leave it out.
        boolean leftOut = sumIsBelieved && total == prompt + completion;
        boolean cacheBeside = cached + cacheWrite > prompt && !leftOut;
        long read = cacheBeside ? cached : Math.min(cached, inPrompt);
        long write = cacheBeside ? cacheWrite : Math.min(cacheWrite, inPrompt - read);
        long fresh = cacheBeside ? inPrompt : inPrompt - read - write;
        // xAI leaves reasoning out of the completion: 175 + 5 + 202 reasoning = 382. More reasoning
        // than completion in a sum that leaves it out is another tokenizer's count, and is cut.
        boolean reasoningBeside =
                reasoning > 0
                        && (total == prompt + completion + reasoning
                                || (total == 0 && reasoning > completion));
        long spoken = Math.min(audioOut, completion);
        long thought = reasoningBeside ? reasoning : Math.min(reasoning, completion - spoken);
        long text = reasoningBeside ? completion - spoken : completion - spoken - thought;
        return new Usage(
                fresh, read, write, audio, text, thought, spoken, false, new Extras(extras));
    }

    /** Writes a member {@code usage} in OpenAI's own convention. */
    static void write(JsonWriter out, Usage usage, Foreign foreign) {
        Extras kept = foreign.at("usage").keep(usage.extras());
        out.object("usage").put("prompt_tokens", usage.input());
        out.put("completion_tokens", usage.output()).put("total_tokens", usage.total());
        out.object(PROMPT).put("cached_tokens", usage.cacheRead());
        if (usage.cacheWrite() > 0) {
            out.put("cache_write_tokens", usage.cacheWrite());
        }
        out.put("audio_tokens", usage.audioInput()).putNested(PROMPT, kept).endObject();
        out.object(COMPLETION).put("reasoning_tokens", usage.reasoning());
        out.put("audio_tokens", usage.audioOutput()).putNested(COMPLETION, kept).endObject();
        out.put(kept, PROMPT, COMPLETION).endObject();
    }
}
