package dev.sluice.core.meter;

import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.openai.StatedUsage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a vendor says was used, in OpenAI's words: of chats and completions, of responses,
 * embeddings, rankings, pictures and transcriptions, with the names that other vendors have for the
 * same counts.
 *
 * <p>A vendor can say anything. A count is a whole number from 0 to a billion, as a number or as
 * digits in a string; where a main count (input, output, total) is anything else, or all of them
 * are 0, the vendor has said nothing and is not believed in part. A bucket that is no count is
 * empty, and one that is larger than what it is part of is cut to it. Nothing becomes negative, and
 * nothing is thrown.
 */
public final class UsageReader {
    private static final BigDecimal MILLIS = BigDecimal.valueOf(1000);

    private UsageReader() {}

    /** Reads a usage object; null when it says nothing that can be believed. */
    public static @Nullable Quantities read(String json) {
        Usage usage = StatedUsage.read(json);
        if (usage == null) {
            return null;
        }
        long millis = millis(usage.extras().get("seconds"));
        if (usage.total() == 0 && millis == 0) {
            return null;
        }
        Extras extras = usage.extras();
        long images = Math.min(usage.freshInput(), image(extras));
        return new Quantities(counts(usage, estimated(extras)), images, 0, millis, 0);
    }

    /** Leaves out what we have no word for: that was for the client; records keep counts only. */
    private static Usage counts(Usage usage, boolean estimated) {
        return new Usage(
                usage.freshInput(),
                usage.cacheRead(),
                usage.cacheWrite(),
                usage.audioInput(),
                usage.textOutput(),
                usage.reasoning(),
                usage.audioOutput(),
                estimated,
                Extras.NONE);
    }

    /** Takes a usage that a dialect has read already. */
    static Quantities of(Usage usage) {
        long images = Math.min(usage.freshInput(), image(usage.extras()));
        return new Quantities(counts(usage, usage.estimated()), images, 0, 0, 0);
    }

    /** The relay's own count of a translated answer says so. */
    private static boolean estimated(Extras extras) {
        Raw raw = extras.get("estimated");
        return raw != null && raw.json().equals("true");
    }

    /** Input tokens that were pictures. */
    private static long image(Extras extras) {
        Raw raw = extras.get("prompt_tokens_details.image_tokens");
        return raw == null ? 0 : StatedUsage.count(raw);
    }

    /** A length of time in seconds, such as 12 or 12.84; a millisecond begun counts. */
    private static long millis(@Nullable Raw seconds) {
        if (seconds == null || seconds.json().length() > 20) {
            return 0;
        }
        try {
            BigDecimal millis =
                    new BigDecimal(seconds.json().replace("\"", ""))
                            .multiply(MILLIS)
                            .setScale(0, RoundingMode.CEILING);
            return millis.signum() < 0 || millis.precision() - (long) millis.scale() > 12
                    ? 0
                    : millis.longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            return 0;
        }
    }
}
