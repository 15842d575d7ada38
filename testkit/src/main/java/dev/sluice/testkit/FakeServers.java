package dev.sluice.testkit;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * JSON with the port of every vendor and the usual key, then serves until it is killed. Each server
 * also answers {@code GET /__requests} with what it has recorded (bodies as text and in base64) and
 * {@code POST /__reset}, which forgets it.
 */
public final class FakeServers {
    private static final String KEY = "sk-upstream-fake";

    private FakeServers() {}

    /**
     * Starts the servers; those of OpenAI's language on the given ports, or on free ones, the
     * others on free ones.
     */
    @SuppressWarnings("SystemOut") // a command's answer belongs on standard output
    public static void main(String[] args) throws InterruptedException {
        var servers = new ArrayList<FakeUpstream>();
        ObjectNode line = Json.object();
        for (var vendor : vendors().entrySet()) {
            int given = List.of("openai", "compatible", "azure").indexOf(vendor.getKey());
            int port = given < 0 ? 0 : port(args, given);
            FakeUpstream server = started(port, vendor.getValue());
            servers.add(server);
            line.put(vendor.getKey(), server.port());
        }
        line.put("key", KEY);
        System.out.println(line);
        try {
            new CountDownLatch(1).await();
        } finally {
            servers.forEach(FakeUpstream::close);
        }
    }

    /** Every fake vendor, with the credentials that clients/run configures. */
    private static Map<String, Function<Request, Answer>> vendors() {
        var all = new LinkedHashMap<String, Function<Request, Answer>>();
        all.put("openai", new FakeOpenAi(KEY));
        all.put("compatible", new FakeOpenAi(KEY, Strictness.COMPATIBLE));
        all.put("azure", new FakeAzure(KEY, Set.of("gpt-4o", "text-embedding-3-small")));
        all.put("claude", new FakeAnthropic(KEY));
        all.put("claude-web", new FakeClaudeWeb("sessionKey=" + KEY));
        all.put("gemini", new FakeGemini(KEY));
        all.put("cohere", new FakeCohere(KEY));
        all.put("bedrock", new FakeBedrock("AKIAFAKE", "bedrock-secret", "us-east-1", KEY));
        all.put("ollama", new FakeOllama());
        all.put("qwen", new FakeDashScope(KEY));
        all.put("wenxin", new FakeBaidu("wenxin-key", "wenxin-secret"));
        all.put("hunyuan", new FakeHunyuan("AKIDfake", "hunyuan-secret"));
        all.put("zhipu-v3", new FakeZhipuV3("id1.zhipusecret12345"));
        all.put("zhipu-v4", new FakeZhipuV4("id1.zhipusecret12345"));
        all.put("tigerbot", new FakeTigerBot(KEY));
        all.put("skylark", new FakeSkylark("AKfake", "skylark-secret"));
        all.put("spark", new FakeSpark("app1", "spark-key", "spark-secret"));
        all.put("bing", new FakeSydney("bing-user"));
        all.put("coze", new FakeCoze(KEY));
        all.put("dify", new FakeDify(KEY));
        return all;
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
