package dev.sluice.app;

import dev.sluice.console.Site;
import dev.sluice.relay.Control;
import dev.sluice.relay.Pages;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * The console's files, read at the first visit: that takes a tenth of a second of CPU, which a
 * start should not pay and a gateway that nobody looks at need not.
 */
final class ConsolePages implements Pages {
    private final FutureTask<Site> site = new FutureTask<>(Site::load);

    @Override
    public Control.@Nullable Reply answer(Control.Ask ask) {
        Site.@Nullable Answer answer =
                site().answer(
                                ask.path(),
                                ask.header("if-none-match"),
                                ask.header("accept-encoding"));
        return answer == null
                ? null
                : new Control.Reply(
                        answer.status(), answer.type(), answer.body(), answer.headers());
    }

    private Site site() {
        site.run(); // nothing happens when it has run
        try {
            return site.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the console cannot be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the console was read", e);
        }
    }
}
