package dev.sluice.wire.openai;

import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.UnreadableJson;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A usage object that stands by itself, in any of OpenAI's vocabularies. It is believed only where
 * it makes sense: it is the ground of bills.
 */
public final class StatedUsage {
    /** No call uses a billion tokens. */
    private static final long MOST = 1_000_000_000;

    private static final int MOST_DIGITS = 30;

    private StatedUsage() {}

    /**
     * Reads it; null when it is not an object, states nothing, or states a number of input, output
     * or all tokens that cannot be one. Vendors' ways of putting their buckets together are undone
     * as in {@link OpenAiReplies}.
     */
    public static @Nullable Usage read(String json) {
        try {
            byte[] text = json.getBytes(StandardCharsets.UTF_8);
            Usage usage = text.length == json.length() ? plain(text) : any(text);
            return usage != null && usage.input() <= MOST && usage.output() <= MOST ? usage : null;
        } catch (UnreadableJson e) {
            return null;
        }
    }

    private static @Nullable Usage plain(byte[] ascii) {
        try {
            var in = new PlainUsage(ascii);
            Usage usage = OpenAiUsage.readEither(in, () -> in.anyCount() <= MOST);
            in.finish();
            return usage;
        } catch (PlainUsage.NotPlain _) {
            return any(ascii);
        }
    }

    /** Reads any usage. */
    static @Nullable Usage any(byte[] text) {
        return JsonReader.<@Nullable Usage>read(
                text, in -> OpenAiUsage.readEither(new UsageFields.Any(in), () -> isCount(in)));
    }

    private static boolean isCount(JsonReader in) {
        long plain = in.plainCount();
        return plain < 0 ? in.is(Kind.NULL) || read(in.raw()) >= 0 : plain <= MOST;
    }

    /** Reads a count of tokens; 0 for anything that cannot be one. */
    public static long count(Raw value) {
        return Math.max(0, read(value));
    }

    private static long read(Raw value) {
        String json = value.json();
        boolean quoted = json.length() > 1 && json.startsWith("\"") && json.endsWith("\"");
        String digits = quoted ? json.substring(1, json.length() - 1).strip() : json;
        if (digits.isEmpty() || digits.length() > MOST_DIGITS) {
            return -1;
        }
        try {
            // 1e999999999 is a number too: its size is asked before it is written out.
            var number = new BigDecimal(digits);
            if (number.signum() < 0 || number.precision() - (long) number.scale() > 10) {
                return -1;
            }
            BigInteger whole = number.toBigIntegerExact();
            return whole.longValueExact() <= MOST ? whole.longValueExact() : -1;
        } catch (ArithmeticException | NumberFormatException e) {
            return -1;
        }
    }
}
