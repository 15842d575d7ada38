package dev.sluice.app.meter;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import dev.sluice.core.meter.TokenCounter;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Counts tokens of OpenAI's models with OpenAI's vocabularies, those of all others by the formula.
 * For one thread at a time.
 *
 * <p>A vocabulary takes half a second to load and some 30 MB. It is loaded by the executor when it
 * is first asked for; until it is there the formula counts, so that nobody waits. Of texts longer
 * than 50,000 characters the beginning is counted and the rest taken to be like it: that bounds
 * what one call can cost the thread that writes the journal. Special tokens are ordinary text here,
 * as they are for OpenAI when a caller writes them.
 */
public final class JTokkitCounter implements TokenCounter {
    /** What a message has besides its text: a beginning, a role, an end. */
    private static final int PER_MESSAGE = 4;

    /** Every answer is begun for the model. */
    private static final int PER_CONVERSATION = 3;

    private static final int MOST_COUNTED = 50_000;

    // Its time grows faster than the length of what has no spaces.
    private static final int PIECE = 10_000;

    private static final Pattern LATER =
            Pattern.compile("(?:gpt-4o|gpt-4\\.|gpt-[5-9]|gpt-oss|chatgpt-|o[1-9](?:-|$)).*");
    private static final Pattern EARLIER =
            Pattern.compile("(?:gpt-4(?:-|$)|gpt-3\\.5|gpt-35|text-embedding-).*");

    private final EncodingRegistry registry = Encodings.newLazyEncodingRegistry();
    private final Map<EncodingType, Encoding> loaded = new ConcurrentHashMap<>();
    private final Set<EncodingType> asked = EnumSet.noneOf(EncodingType.class);
    private final Executor loader;

    /** Creates it with what loads vocabularies, off the caller's thread. */
    public JTokkitCounter(Executor loader) {
        this.loader = loader;
    }

    @Override
    public long count(String model, String text) {
        Encoding encoding = encoding(model);
        return encoding == null
                ? FORMULA.count(model, text)
                : new Count(encoding).add(text).tokens();
    }

    @Override
    public long conversation(String model, List<String> messages) {
        Encoding encoding = encoding(model);
        if (encoding == null) {
            return FORMULA.conversation(model, messages);
        }
        var count = new Count(encoding);
        messages.forEach(count::add);
        return count.tokens() + (long) PER_MESSAGE * messages.size() + PER_CONVERSATION;
    }

    private @Nullable Encoding encoding(String model) {
        EncodingType type = type(model);
        if (type == null) {
            return null;
        }
        if (asked.add(type)) {
            loader.execute(() -> loaded.put(type, registry.getEncoding(type)));
        }
        return loaded.get(type);
    }

    /** Returns the vocabulary of a model; null when it is not known. */
    static @Nullable EncodingType type(String model) {
        String name = model.startsWith("ft:") ? model.substring(3) : model;
        if (LATER.matcher(name).matches()) {
            return EncodingType.O200K_BASE;
        }
        return EARLIER.matcher(name).matches() ? EncodingType.CL100K_BASE : null;
    }

    /** One call's texts. */
    private static final class Count {
        private final Encoding encoding;
        private long characters;
        private long counted;
        private long tokens;

        Count(Encoding encoding) {
            this.encoding = encoding;
        }

        Count add(String text) {
            characters += text.length();
            int to = (int) Math.min(text.length(), MOST_COUNTED - counted);
            for (int from = 0; from < to; ) {
                int end = piece(text, from, to);
                tokens += encoding.countTokensOrdinary(text.substring(from, end));
                from = end;
            }
            counted += to;
            return this;
        }

        /** Cuts before a space if there is one: most tokens begin with it. */
        private static int piece(String text, int from, int to) {
            if (to - from <= PIECE) {
                return to;
            }
            int space = text.lastIndexOf(' ', from + PIECE);
            if (space > from + PIECE / 2) {
                return space;
            }
            int end = from + PIECE;
            return Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
        }

        long tokens() {
            return counted == characters
                    ? tokens
                    : Math.multiplyExact(tokens, characters) / Math.max(1, counted);
        }
    }
}
