package dev.sluice.relay;

import dev.sluice.core.Upstream;
import dev.sluice.core.failure.Failure;
import dev.sluice.providers.Address;
import dev.sluice.providers.Auth;
import dev.sluice.providers.Received;
import dev.sluice.providers.Timeouts;
import dev.sluice.providers.VendorRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One request that the program around the gateway makes on its own account, to an address of the
 * configuration: it leaves by the same door as every other.
 */
final class Outing {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private Outing() {}

    /** Asks on an event loop, and waits on the caller's thread. */
    static Received ask(EventLoopState loop, VendorRequest request, int limit) throws IOException {
        var answer = new CompletableFuture<Received>();
        var remote =
                new Upstream.Remote(
                        new Address.OpenAiBase(request.origin(), ""),
                        new Auth.None(),
                        Map.of(),
                        Timeouts.DEFAULT,
                        null,
                        null);
        loop.executor()
                .execute(() -> {
                    var errand =
                            new Exchange.Errand(
                                    loop.pool(request.origin(), remote), request, Map.of(), limit);
                    new Exchange(errand, new Hearing(answer))
                            .begin(loop, PATIENCE, Failure.Phase.TOTAL);
                });
        try {
            // The loop ends it before; it could be gone itself.
            return answer.get(PATIENCE.toSeconds() + 1, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException(
                    e.getCause() == null ? "it failed" : e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            throw new IOException("it took too long", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private record Hearing(CompletableFuture<Received> answer) implements Exchange.Outcome {
        @Override
        public void received(Received whole) {
            answer.complete(whole);
        }

        @Override
        public void failed(Failure failure) {
            String why =
                    switch (failure) {
                        case Failure.NotConnected(var reason) -> reason;
                        case Failure.Broken(var reason) -> reason;
                        case Failure.Malformed(var reason) -> reason;
                        case Failure.TimedOut _ -> "it took too long";
                        case Failure.Refused _ -> "it was refused";
                        case Failure.Internal(), Failure.ShuttingDown() -> "the gateway broke off";
                    };
            answer.completeExceptionally(new IOException(why));
        }
    }
}
