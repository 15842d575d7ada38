package dev.sluice.app.cli;

import java.io.PrintStream;

/** The process's own streams: the one place that takes them. */
public final class Terminal {
    private Terminal() {}

    /** Returns standard output, where the foreground process logs. */
    public static PrintStream out() {
        return System.out;
    }

    /** Returns standard error, where it says why it does not start. */
    public static PrintStream err() {
        return System.err;
    }
}
