package dev.sluice.testkit.conformance;

import dev.sluice.providers.Auth;
import dev.sluice.providers.Auth.SigV4.Family;
import dev.sluice.providers.Secret;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeAnthropic;
import dev.sluice.testkit.FakeBaidu;
import dev.sluice.testkit.FakeBedrock;
import dev.sluice.testkit.FakeCohere;
import dev.sluice.testkit.FakeDashScope;
import dev.sluice.testkit.FakeGemini;
import dev.sluice.testkit.FakeHunyuan;
import dev.sluice.testkit.FakeOllama;
import dev.sluice.testkit.FakeSkylark;
import dev.sluice.testkit.FakeTigerBot;
import dev.sluice.testkit.FakeZhipuV3;
import dev.sluice.testkit.Request;
import dev.sluice.testkit.Requests;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The fake vendors that judge requests. */
final class Judges {
    private static final Secret KEY = Secret.of("key");
    private static final String DASHSCOPE = "/api/v1/services/aigc/";

    /** All of them, by the name of the language. */
    static final Map<String, Strict> ALL =
            Map.ofEntries(
                    Map.entry(
                            "anthropic",
                            new Strict(
                                    new FakeAnthropic("key"),
                                    "/v1/messages",
                                    "/v1/messages",
                                    Map.of("anthropic-version", "2023-06-01"),
                                    new Auth.HeaderKey("x-api-key", KEY))),
                    Map.entry(
                            "gemini",
                            new Strict(
                                    new FakeGemini("key"),
                                    "/v1beta/models/{model}:generateContent",
                                    "/v1beta/models/{model}:streamGenerateContent?alt=sse",
                                    Map.of(),
                                    new Auth.HeaderKey("x-goog-api-key", KEY))),
                    Map.entry(
                            "bedrock",
                            new Strict(
                                    new FakeBedrock("id", "secret", "us-east-1", "key"),
                                    "/model/{model}/converse",
                                    "/model/{model}/converse-stream",
                                    Map.of(),
                                    new Auth.Bearer(KEY))),
                    Map.entry(
                            "zhipu-v3",
                            new Strict(
                                    new FakeZhipuV3("id.secret"),
                                    "/api/paas/v3/model-api/{model}/invoke",
                                    "/api/paas/v3/model-api/{model}/sse-invoke",
                                    Map.of(),
                                    new Auth.Jwt(Secret.of("id.secret"), ""))),
                    Map.entry(
                            "hunyuan",
                            at(
                                    new FakeHunyuan("id", "key"),
                                    "/",
                                    Map.of(
                                            "x-tc-action",
                                            "ChatCompletions",
                                            "x-tc-version",
                                            "2023-09-01"),
                                    signed(Family.TENCENT, "", "hunyuan"))),
                    Map.entry(
                            "skylark",
                            at(
                                    new FakeSkylark("id", "key"),
                                    "/api/v1/chat",
                                    Map.of("content-type", "application/json; charset=utf-8"),
                                    signed(Family.VOLCENGINE, "cn-beijing", "ml_maas"))),
                    Map.entry("baidu", baidu()),
                    Map.entry("cohere", bearer(new FakeCohere("key"), "/v2/chat")),
                    Map.entry("ollama", bearer(new FakeOllama(), "/api/chat")),
                    Map.entry("tigerbot", bearer(new FakeTigerBot("key"), "/v1/chat/completions")),
                    Map.entry("dashscope", bearer(Judges::dashScope, DASHSCOPE)));

    private Judges() {}

    private static Strict at(
            Function<Request, Answer> vendor, String path, Map<String, String> headers, Auth auth) {
        return new Strict(vendor, path, path, headers, auth);
    }

    private static Strict bearer(Function<Request, Answer> vendor, String path) {
        return at(vendor, path, Map.of(), new Auth.Bearer(KEY));
    }

    private static Auth signed(Family family, String region, String service) {
        return new Auth.SigV4(family, "id", KEY, null, region, service);
    }

    private static Strict baidu() {
        var vendor = new FakeBaidu("key", "secret");
        String asked = "?grant_type=client_credentials&client_id=key&client_secret=secret";
        vendor.apply(Requests.post("/oauth/2.0/token" + asked, Map.of(), new byte[0]));
        String chat = "/rpc/2.0/ai_custom/v1/wenxinworkshop/chat/completions_pro";
        return at(vendor, chat + "?access_token=24.fake1", Map.of(), new Auth.None());
    }

    /** DashScope has one address for texts and one for pictures, where only models that see are. */
    private static Answer dashScope(Request asked) {
        String text = asked.text();
        boolean shown = text.contains("\"content\":[");
        String body = shown ? text.replaceFirst("\"qwen-plus\"", "\"qwen-vl-plus\"") : text;
        var headers = new LinkedHashMap<String, String>();
        asked.headers().lines().forEach(line -> headers.put(line.name(), line.value()));
        String service = (shown ? "multimodal" : "text") + "-generation/generation";
        return new FakeDashScope("key")
                .apply(
                        Requests.post(
                                DASHSCOPE + service,
                                headers,
                                body.getBytes(StandardCharsets.UTF_8)));
    }
}
