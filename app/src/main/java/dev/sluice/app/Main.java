package dev.sluice.app;

import dev.sluice.app.cli.SluiceCommand;
import dev.sluice.app.cli.Terminal;
import java.io.PrintStream;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** The program's entry: {@code sluice COMMAND}, {@code serve} when no command is named. */
public final class Main {
    private Main() {}

    /** Whether a failure shows its stack trace. */
    public enum Trace {
        SHOWN,
        HIDDEN
    }

    /** Runs a command line and ends the process with its exit code. */
    public static void main(String... args) {
        Log.quietLibraries(); // a command such as `ledger check` has no log
        @Nullable ServeOptions quick = ServeOptions.quick(args);
        int code = quick == null ? SluiceCommand.run(args) : serve(quick, Trace.HIDDEN);
        if (code >= 0) {
            Runtime.getRuntime().halt(flushed(code));
        }
    }

    /**
     * Serves until the process is told to end.
     *
     * @param trace whether a failure shows its stack trace
     * @return the exit code when it did not start; otherwise this does not return
     */
    public static int serve(ServeOptions options, Trace trace) {
        PrintStream out = Terminal.out();
        try {
            SluiceServer server =
                    SluiceServer.start(options, System.getenv(), new Log(out, Clock.systemUTC()));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop"));
            new CountDownLatch(1).await();
            return 0;
        } catch (Failure e) {
            Terminal.err().println("sluice: " + e.getMessage());
            if (trace == Trace.SHOWN) {
                e.printStackTrace(Terminal.err());
            }
            return e.exitCode();
        } catch (InterruptedException _) {
            return 0;
        }
    }

    /** A JVM that a signal ends exits with 143 whatever its hooks do; a clean stop is a 0. */
    private static void stop(SluiceServer server) {
        server.drain();
        Runtime.getRuntime().halt(flushed(0));
    }

    private static int flushed(int code) {
        Terminal.out().flush();
        Terminal.err().flush();
        return code;
    }
}
