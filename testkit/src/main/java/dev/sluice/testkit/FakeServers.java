package dev.sluice.testkit;

import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The fake vendors as a program, for clients in other languages.
 *
 * <p>{@code java -jar testkit.jar [openai-port [compatible-port [azure-port]]]} prints one line of
 * JSON with the ports and keys, then serves until it is killed. Each server also answers {@code GET
 * /__requests} with what it has recorded (bodies as text and in base64) and {@code POST /__reset},
 * which forgets it.
 */
public final class FakeServers {
    private static final String KEY = "sk-upstream-fake";

    private FakeServers() {}

    /** Starts the servers on the given ports, or on free ones. */
    @SuppressWarnings("SystemOut") // a command's answer belongs on standard output
    public static void main(String[] args) throws InterruptedException {
        Function<Request, Answer> azure =
                new FakeAzure(KEY, Set.of("gpt-4o", "text-embedding-3-small"));
        try (FakeUpstream strict = started(port(args, 0), new FakeOpenAi(KEY));
                FakeUpstream lenient =
                        started(port(args, 1), new FakeOpenAi(KEY, Strictness.COMPATIBLE));
                FakeUpstream deployments = started(port(args, 2), azure)) {
            ObjectNode line = Json.object();
            line.put("openai", strict.port()).put("compatible", lenient.port());
            line.put("azure", deployments.port()).put("key", KEY);
            System.out.println(line);
            new CountDownLatch(1).await();
        }
    }

    /** An upstream that answers the control paths itself and leaves the rest to {@code vendor}. */
    static FakeUpstream started(int port, Function<Request, Answer> vendor) {
        AtomicReference<FakeUpstream> self = new AtomicReference<>();
        FakeUpstream upstream =
                FakeUpstream.start(
                        port,
                        request ->
                                switch (request.path()) {
                                    case "/__requests" -> recorded(self.get().requests());
                                    case "/__reset" -> {
                                        self.get().reset();
                                        yield Answer.json(200, "{}");
                                    }
                                    default -> vendor.apply(request);
                                });
        self.set(upstream);
        return upstream;
    }

    private static Answer recorded(List<Request> requests) {
        ObjectNode document = Json.object();
        ArrayNode list = document.putArray("requests");
        for (Request request : requests) {
            if (!request.path().startsWith("/__")) {
                ObjectNode item = list.addObject();
                item.put("method", request.method()).put("target", request.target());
                item.put("path", request.path()).put("connection", request.connection());
                item.put("disconnected", request.disconnected());
                ArrayNode headers = item.putArray("headers");
                for (Headers.Line line : request.headers().lines()) {
                    headers.addArray().add(line.name()).add(line.value());
                }
                item.put("body", request.text());
                item.put("body_base64", Base64.getEncoder().encodeToString(request.body()));
            }
        }
        return Answer.json(200, document.toString());
    }

    private static int port(String[] args, int index) {
        return index < args.length ? Integer.parseInt(args[index]) : 0;
    }
}
