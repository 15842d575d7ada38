package dev.sluice.app;

import dev.sluice.core.meter.UsageRecord;
import dev.sluice.relay.CallRecord;
import java.io.PrintStream;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The log: one line per event on one stream, as text or as JSON. Not on a call's way; see {@link
 * AccessLog}. Whatever a message holds, it stays one line: nobody can forge a second one.
 */
public final class Log {
    static {
        quietLibraries();
    }

    /**
     * Libraries ask SLF4J for a logger. There is none, by intention, and SLF4J is not to say so on
     * standard error. To be called before one of them is loaded.
     */
    static void quietLibraries() {
        System.setProperty("slf4j.internal.verbosity", "ERROR");
    }

    private final PrintStream out;
    private final Clock clock;
    private volatile Format format = Format.TEXT;

    /** How a line is written. */
    public enum Format {
        /** Time, level, message. */
        TEXT,
        /** One JSON object. */
        JSON
    }

    /** Writes text to a stream, times taken from a clock. */
    public Log(PrintStream out, Clock clock) {
        this.out = out;
        this.clock = clock;
    }

    /** Writes in this format from now on. */
    public void format(Format next) {
        format = next;
    }

    /** Says that something happened. */
    public void info(String message) {
        line("INFO ", message);
    }

    /** Says that something needs an eye. */
    public void warn(String message) {
        line("WARN ", message);
    }

    /** Says that something failed. */
    public void error(String message) {
        line("ERROR", message);
    }

    /** Prints text for people as it stands; in a log for programs it is a line like any other. */
    public void plain(String text) {
        switch (format) {
            case TEXT -> print(text);
            case JSON -> {
                if (!text.isBlank()) {
                    line("INFO ", text.strip());
                }
            }
        }
    }

    /**
     * Says that a call has ended.
     *
     * @param record what the ledger keeps of it, or null where that is nothing or not known
     */
    void call(CallRecord call, @Nullable UsageRecord record) {
        switch (format) {
            case TEXT -> line("INFO ", CallText.of(call, record));
            case JSON -> print(JsonLine.call(clock.instant(), call, record));
        }
    }

    private void line(String level, String message) {
        switch (format) {
            case TEXT ->
                    print(
                            clock.instant().truncatedTo(ChronoUnit.SECONDS)
                                    + " "
                                    + level
                                    + " "
                                    + oneLine(message));
            case JSON -> print(JsonLine.event(clock.instant(), level.strip(), message));
        }
    }

    /**
     * Takes out what would end the line, move the cursor or turn the direction of writing: all of
     * it can make a reader see what was never logged.
     */
    static String oneLine(String message) {
        for (int i = 0; i < message.length(); i++) {
            if (isDeceptive(message.charAt(i))) {
                var clean = new StringBuilder(message);
                for (int j = i; j < clean.length(); j++) {
                    char c = clean.charAt(j);
                    if (isDeceptive(c)) {
                        clean.setCharAt(j, c == '\n' || c == '\r' || c == '\t' ? ' ' : '?');
                    }
                }
                return clean.toString();
            }
        }
        return message;
    }

    private static boolean isDeceptive(char c) {
        return c < ' '
                || (c >= '\u007f' && c <= '\u009f')
                || (c >= '\u2028' && c <= '\u202e')
                || (c >= '\u2066' && c <= '\u2069');
    }

    private void print(String text) {
        synchronized (out) {
            out.println(text);
            out.flush();
        }
    }
}
