package dev.sluice.core.price;

import java.time.DayOfWeek;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The hours of the week, UTC, at which a price holds, for vendors that ask more when many call.
 * Holidays are not known here.
 */
public final class Hours {
    private static final int DAY = 24 * 60 * 60;

    private final String text;
    private final DayOfWeek first;
    private final DayOfWeek last;
    private final List<Span> spans;

    /** Seconds of a day; the end is exclusive. */
    private record Span(int from, int to) {}

    private Hours(String text, DayOfWeek first, DayOfWeek last, List<Span> spans) {
        this.text = text;
        this.first = first;
        this.last = last;
        this.spans = spans;
    }

    /**
     * Reads such as {@code Mon-Fri 01:00-04:00 06:00-10:00}; midnight as an end is {@code 24:00}.
     *
     * @throws IllegalArgumentException in a sentence
     */
    public static Hours of(String text) {
        String[] parts = text.strip().split(" +", -1);
        String[] days = parts[0].split("-", -1);
        List<Span> spans = new ArrayList<>();
        try {
            for (int i = 1; i < parts.length; i++) {
                String[] ends = parts[i].split("-", -1);
                var span = new Span(seconds(ends[0]), seconds(ends[1]));
                if (ends.length > 2 || span.from >= span.to || span.to > DAY) {
                    throw new IllegalArgumentException();
                }
                spans.add(span);
            }
            if (spans.isEmpty()) {
                throw new IllegalArgumentException();
            }
            return new Hours(
                    String.join(" ", parts), day(days[0]), day(days[days.length - 1]), spans);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(
                    "hours are '" + text + "', expected such as 'Mon-Fri 01:00-04:00 06:00-10:00'",
                    e);
        }
    }

    private static DayOfWeek day(String name) {
        for (DayOfWeek day : DayOfWeek.values()) {
            if (day.name().substring(0, 3).equals(name.toUpperCase(Locale.ROOT))) {
                return day;
            }
        }
        throw new IllegalArgumentException();
    }

    private static int seconds(String time) {
        String[] parts = time.split(":", -1);
        int hours = Integer.parseInt(parts[0]);
        int minutes = Integer.parseInt(parts[1]);
        if (parts.length != 2 || hours < 0 || hours > 24 || minutes < 0 || minutes > 59) {
            throw new IllegalArgumentException();
        }
        return (hours * 60 + minutes) * 60;
    }

    /** Returns whether this is one of them. */
    boolean cover(Instant at) {
        long day = Math.floorDiv(at.getEpochSecond(), DAY);
        int second = (int) Math.floorMod(at.getEpochSecond(), (long) DAY);
        // 1970 began on a Thursday.
        int weekday = Math.floorMod(day + DayOfWeek.THURSDAY.getValue() - 1, 7) + 1;
        if (weekday < first.getValue() || weekday > last.getValue()) {
            return false;
        }
        for (int i = 0; i < spans.size(); i++) {
            Span span = spans.get(i);
            if (second >= span.from && second < span.to) {
                return true;
            }
        }
        return false;
    }

    /** Returns it as it is written. */
    @Override
    public String toString() {
        return text;
    }
}
