package dev.sluice.app;

/** A reason not to start, as a sentence for people and an exit code for scripts. */
public final class Failure extends Exception {
    private static final long serialVersionUID = 1;

    /** Something went wrong while doing what was asked. */
    public static final int FAILED = 1;

    /** What was asked cannot be understood, or the configuration cannot be read. */
    public static final int USAGE = 2;

    private final int exitCode;

    /** Keeps the sentence, the code and what lies behind it. */
    public Failure(int exitCode, String sentence, Throwable... cause) {
        super(sentence, cause.length == 0 ? null : cause[0]);
        this.exitCode = exitCode;
    }

    /** Returns the exit code. */
    public int exitCode() {
        return exitCode;
    }
}
