package dev.sluice.core.failure;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads when a vendor wants to be asked again: {@code retry-after-ms}, {@code retry-after} in
 * seconds (whole, fractional) or as an HTTP date (RFC 9110, section 10.2.3), and the reset headers
 * {@code x-ratelimit-reset-requests}, {@code x-ratelimit-reset-tokens} of OpenAI ({@code 1s},
 * {@code 6m0s}, {@code 120ms}) and {@code anthropic-ratelimit-*-reset} (RFC 3339) where the
 * remaining count is 0.
 */
public final class RetryAfter {
    /** A year: so that no sum with it overflows. */
    static final long LONGEST_MILLIS = 365L * 86_400_000;

    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,400}(?:\\.\\d{0,400})?");
    private static final Pattern UNITS =
            Pattern.compile(
                    "(?=\\d)(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?"
                            + "(?:(\\d{1,9}(?:\\.\\d{1,9})?)s)?(?:(\\d{1,9}(?:\\.\\d{1,9})?)ms)?");
    private static final long[] UNIT_MILLIS = {86_400_000, 3_600_000, 60_000, 1_000, 1};

    // The three forms of RFC 9110, section 5.6.7.
    private static final List<DateTimeFormatter> DATES =
            List.of(
                    DateTimeFormatter.RFC_1123_DATE_TIME,
                    new DateTimeFormatterBuilder()
                            .parseCaseInsensitive()
                            .appendPattern("EEEE, dd-MMM-")
                            .appendValueReduced(ChronoField.YEAR, 2, 2, 1977)
                            .appendPattern(" HH:mm:ss 'GMT'")
                            .toFormatter(Locale.ENGLISH)
                            .withZone(ZoneOffset.UTC),
                    DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH)
                            .withZone(ZoneOffset.UTC));

    private RetryAfter() {}

    /**
     * Reads.
     *
     * @param headers names in lower case
     * @param now the time, for dates
     * @return null when nothing (readable) is said; negative times count as 0, and those of more
     *     than a year as a year
     */
    public static Failure.@Nullable Wait of(Map<String, String> headers, Instant now) {
        double millis = number(headers.get("retry-after-ms"), 1);
        if (Double.isNaN(millis)) {
            millis = time(headers.get("retry-after"), now);
        }
        return Double.isNaN(millis) ? reset(headers, now) : wait(millis);
    }

    private static Failure.Wait wait(double millis) {
        return new Failure.Wait((long) Math.clamp(Math.ceil(millis), 0, LONGEST_MILLIS));
    }

    // The latest of those that are used up.
    private static Failure.@Nullable Wait reset(Map<String, String> headers, Instant now) {
        double latest = Double.NaN;
        for (Map.Entry<String, String> each : headers.entrySet()) {
            @Nullable String remaining = remaining(each.getKey());
            if (remaining != null && number(headers.get(remaining), 1) <= 0) {
                double millis = time(each.getValue(), now);
                latest = latest >= millis || Double.isNaN(millis) ? latest : millis;
            }
        }
        return Double.isNaN(latest) ? null : wait(latest);
    }

    /** Returns the header that counts what the reset header is about; null for other headers. */
    private static @Nullable String remaining(String name) {
        if (name.startsWith("anthropic-ratelimit-") && name.endsWith("-reset")) {
            return name.substring(0, name.length() - "reset".length()) + "remaining";
        }
        return name.startsWith("x-ratelimit-reset-")
                ? name.replace("-reset-", "-remaining-")
                : null;
    }

    private static double time(@Nullable String text, Instant now) {
        double millis = number(text, 1_000);
        if (text == null || !Double.isNaN(millis)) {
            return millis;
        }
        Matcher units = UNITS.matcher(text.strip());
        return units.matches() ? sum(units) : date(text.strip(), now);
    }

    private static double sum(Matcher units) {
        double millis = 0;
        for (int i = 0; i < UNIT_MILLIS.length; i++) {
            @Nullable String count = units.group(i + 1);
            millis += count == null ? 0 : Double.parseDouble(count) * UNIT_MILLIS[i];
        }
        return millis;
    }

    private static double number(@Nullable String text, double unitMillis) {
        return text != null && NUMBER.matcher(text.strip()).matches()
                ? Double.parseDouble(text.strip()) * unitMillis
                : Double.NaN;
    }

    private static double date(String text, Instant now) {
        try {
            return millisTo(OffsetDateTime.parse(text).toInstant(), now);
        } catch (DateTimeException e) {
            // not RFC 3339
        }
        for (DateTimeFormatter each : DATES) {
            try {
                return millisTo(each.parse(text, Instant::from), now);
            } catch (DateTimeException e) {
                // not this form
            }
        }
        return Double.NaN;
    }

    // As doubles, because a year 9999 must not overflow.
    private static double millisTo(Instant then, Instant now) {
        return (then.getEpochSecond() - now.getEpochSecond()) * 1e3
                + (then.getNano() - now.getNano()) / 1e6;
    }
}
