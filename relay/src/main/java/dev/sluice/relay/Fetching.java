package dev.sluice.relay;

import dev.sluice.core.Deployment;
import dev.sluice.core.Upstream;
import dev.sluice.core.failure.Failure;
import dev.sluice.providers.Auth;
import dev.sluice.providers.Received;
import dev.sluice.providers.VendorRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A GET to a vendor with its deployment's credential, for what the vendor lists. */
final class Fetching implements Exchange.Outcome {
    private static final int LARGEST_ANSWER = 4 << 20;

    private final EventLoopState loop;
    private final Deployment deployment;
    private final CompletableFuture<Fetched> result = new CompletableFuture<>();

    private Fetching(EventLoopState loop, Deployment deployment) {
        this.loop = loop;
        this.deployment = deployment;
    }

    /** Begins; from any thread. */
    static CompletableFuture<Fetched> begin(
            EventLoopState loop, Deployment deployment, Gateway.Wanted wanted) {
        var fetching = new Fetching(loop, deployment);
        loop.tell(() -> fetching.begin(wanted));
        return fetching.result;
    }

    private void begin(Gateway.Wanted wanted) {
        Upstream.@Nullable Remote remote = deployment.upstream().reached();
        if (remote == null || remote.auth() instanceof Auth.OAuth) {
            failed(new Failure.NotConnected("there is nobody to ask without a call"));
            return;
        }
        VendorRequest plain =
                VendorRequest.of(remote.address().origin(), "GET", wanted.target())
                        .with("user-agent", "Sluice")
                        .with("accept", "application/json");
        for (Map.Entry<String, String> each : wanted.headers().entrySet()) {
            plain = plain.with(each.getKey(), each.getValue());
        }
        var errand = Exchange.Errand.besideCalls(loop, remote, plain, LARGEST_ANSWER);
        new Exchange(errand, this).begin(loop, wanted.patience(), Failure.Phase.TOTAL);
    }

    @Override
    public void received(Received answer) {
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        result.complete(
                new Fetched.Answered(answer, OwnSecrets.without(deployment.upstream(), text)));
    }

    @Override
    public void failed(Failure failure) {
        result.complete(new Fetched.Unanswered(Failures.explain(failure, deployment.id())));
    }
}
