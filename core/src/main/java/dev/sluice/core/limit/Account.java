package dev.sluice.core.limit;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A budget through the windows of the calendar: which purse is open. Windows only go forward: a
 * wall clock that jumps back finds the later window still open.
 */
final class Account {
    /** Opens the purse of a window. */
    @FunctionalInterface
    interface Opener {
        Purse open(String budget, long begun, long ends);
    }

    /** Stands in for the open purse when the account has been thrown away. */
    private static final Purse GONE = new OwnPurse(0, Long.MAX_VALUE);

    private final String budget;
    private final Budget.Window window;
    private final Opener opener;
    private final AtomicReference<Purse> open;

    Account(Budget of, long millis, Opener opener) {
        this.budget = of.id();
        this.window = of.window();
        this.opener = opener;
        open = new AtomicReference<>(next(millis));
    }

    private Purse next(long millis) {
        long begun = window.begun(millis);
        return opener.open(budget, begun, window.ends(begun));
    }

    /** Returns the open purse, or null when the account is thrown away. */
    @Nullable Purse purse(long millis) {
        while (true) {
            Purse now = open.get();
            if (now == GONE) {
                return null;
            }
            if (millis < now.ends()) {
                return now;
            }
            open.compareAndSet(now, next(millis));
        }
    }

    /** Throws it away if its window is over and nobody holds anything of it. Returns whether. */
    boolean retire(long millis) {
        Purse now = open.get();
        return now != GONE
                && millis >= now.ends()
                && now.held() == 0
                && open.compareAndSet(now, GONE);
    }
}
