package dev.sluice.core.failure;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads when a vendor wants to be asked again: {@code retry-after-ms}, {@code retry-after} in seconds
 * (whole, fractional) or as an HTTP date (RFC 9110, section 10.2.3), and the reset headers {@code
 * x-ratelimit-reset-requests}, {@code x-ratelimit-reset-tokens} of OpenAI ({@code 1s}, {@code 6m0s},
 * {@code 120ms}) and {@code anthropic-ratelimit-*-reset} (RFC 3339) where the remaining count is 0.
 */
public final class RetryAfter {
    private RetryAfter() {}

    /**
     * Reads.
     *
     * @param headers names in lower case
     * @param now the time, for dates
     * @return null when nothing (readable) is said; negative times count as 0
     */
    public static Failure.@Nullable Wait of(Map<String, String> headers, Instant now) {
        throw new UnsupportedOperationException("not built yet: " + headers + now);
    }
}
