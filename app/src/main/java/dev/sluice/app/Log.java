package dev.sluice.app;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The log: one line per event on one stream. Not on a call's way; see {@link AccessLog}. */
public final class Log {
    private final PrintStream out;
    private final Clock clock;

    /** Writes to a stream, times taken from a clock. */
    public Log(PrintStream out, Clock clock) {
        this.out = out;
        this.clock = clock;
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

    /** Prints text for people as it stands. */
    public void plain(String text) {
        out.println(text);
        out.flush();
    }

    private void line(String level, String message) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        plain(now + " " + level + " " + message.replace('\n', ' ').replace('\r', ' '));
    }
}
