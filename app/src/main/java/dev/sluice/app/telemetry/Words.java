package dev.sluice.app.telemetry;

import dev.sluice.relay.CallRecord;
import java.util.Locale;

/** The few words that values become as labels: whatever is unbounded is taken out. */
final class Words {
    private static final String[] CLASSES = {"none", "1xx", "2xx", "3xx", "4xx", "5xx"};

    private Words() {}

    /** Returns the class of a status: {@code 2xx}; {@code none} when nothing was answered. */
    static String statusClass(int status) {
        int hundreds = status / 100;
        return CLASSES[hundreds >= 1 && hundreds <= 5 ? hundreds : 0];
    }

    /** Returns how a call ended. */
    static String outcome(CallRecord.Outcome outcome) {
        return switch (outcome) {
            case COMPLETE -> "complete";
            case BROKEN -> "broken";
            case ABORTED -> "aborted";
        };
    }

    /**
     * Returns how an attempt ended as one word without the vendor's number: {@code rate_limited}
     * for {@code rate_limited 429}.
     */
    static String attempt(String outcome) {
        int end = outcome.length();
        while (end > 0 && isNumber(outcome.charAt(end - 1))) {
            end--;
        }
        return outcome.substring(0, end).strip().replace(' ', '_').toLowerCase(Locale.ROOT);
    }

    /** Returns the number at the end of an outcome, or "" when there is none. */
    static String number(String outcome) {
        int space = outcome.lastIndexOf(' ');
        String last = outcome.substring(space + 1);
        return !last.isEmpty() && last.chars().allMatch(c -> c >= '0' && c <= '9') ? last : "";
    }

    private static boolean isNumber(char c) {
        return c >= '0' && c <= '9';
    }
}
