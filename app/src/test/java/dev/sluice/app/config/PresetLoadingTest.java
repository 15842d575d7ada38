package dev.sluice.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.config.Configuration.Loaded;
import dev.sluice.app.config.Configuration.Moment;
import dev.sluice.app.config.Configuration.Rejected;
import dev.sluice.core.Deployment;
import dev.sluice.core.Upstream;
import dev.sluice.providers.Manners;
import dev.sluice.providers.Post;
import dev.sluice.providers.Relayable;
import dev.sluice.providers.Searching;
import dev.sluice.wire.json.JsonMembers;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a preset's word in a file comes to. */
class PresetLoadingTest {
    private static Deployment entry(String type, String config) {
        String text =
                "[{\"token\":\"t\",\"type\":\""
                        + type
                        + "\",\"config\":{\"api_key\":\"k\""
                        + config
                        + "}}]";
        return assertInstanceOf(Loaded.class, ProblemsTest.read("m.json", text, Moment.RELOAD))
                .snapshot()
                .deployments()
                .getFirst();
    }

    private static Upstream.Translated translated(Deployment deployment) {
        return assertInstanceOf(Upstream.Translated.class, deployment.upstream());
    }

    private static Upstream.Remote remote(Deployment deployment) {
        return deployment.upstream() instanceof Upstream.Translated translated
                ? translated.remote()
                : assertInstanceOf(Upstream.Remote.class, deployment.upstream());
    }

    private static boolean passes(Upstream.Translated upstream, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        var members = new JsonMembers();
        members.scan(bytes, 0, bytes.length);
        Relayable relayed = upstream.relayed();
        assertNotNull(relayed);
        return relayed.test(bytes, members);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "groq||https://api.groq.com/openai/v1",
                "perplexity||https://api.perplexity.ai",
                "zhipu||https://open.bigmodel.cn/api/paas/v4",
                "zhipu|,\"api_base\":\"http://h:1\"|http://h:1/api/paas/v4",
                "zhipu|,\"api_base\":\"http://h:1/api/paas/v4/\"|http://h:1/api/paas/v4",
                "kimi|,\"api_base\":\"https://api.moonshot.cn/v1/\"|https://api.moonshot.cn/v1",
                "kimi|,\"region\":\"intl\"|https://api.moonshot.ai/v1",
                "bedrock-mantle|,\"region\":\"eu-west-1\""
                        + "|https://bedrock-mantle.eu-west-1.api.aws/v1",
                "databricks|,\"api_base\":\"https://w.net\"|https://w.net/serving-endpoints",
                "vllm||http://localhost:8000/v1",
                "openrouter||https://openrouter.ai/api/v1",
            })
    void knowsTheAddress(String type, String config, String base) {
        Upstream.Remote remote = remote(entry(type, config == null ? "" : config));
        var origin = remote.address().origin();
        String port = origin.port() == 443 || origin.port() == 80 ? "" : ":" + origin.port();
        assertEquals(
                base + "/chat/completions",
                (origin.tls() ? "https://" : "http://")
                        + origin.host()
                        + port
                        + remote.address().target("/chat/completions", "", null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kimi|,\"region\":\"mars\"|one of intl",
                "groq|,\"region\":\"mars\"|one address",
                "bedrock-mantle||{region}",
                "databricks||{workspace}",
                "proxy||the address",
                "glm|,\"sensitive_finish_reason\":\"perhaps\"|on or off",
                "glm|,\"internet_unsupported\":\"perhaps\"|ignore or error",
            })
    void saysWhatIsWrong(String type, String config, String words) {
        String text =
                "[{\"token\":\"t\",\"type\":\""
                        + type
                        + "\",\"config\":{\"api_key\":\"k\""
                        + (config == null ? "" : config)
                        + "}}]";
        Rejected rejected =
                assertInstanceOf(Rejected.class, ProblemsTest.read("m.json", text, Moment.RELOAD));
        assertTrue(rejected.problems().toString().contains(words), rejected::toString);
    }

    private static final String PLAIN = "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    @Test
    void relaysWhatAVendorTakes() {
        Upstream.Translated groq = translated(entry("groq", ""));
        assertInstanceOf(Post.class, groq.protocol());
        assertTrue(passes(groq, PLAIN));
        assertTrue(!passes(groq, PLAIN.replace("{\"mess", "{\"internet\":true,\"mess")));
        assertInstanceOf(Upstream.Remote.class, entry("openai", "").upstream());
        assertInstanceOf(
                Upstream.Remote.class, entry("proxy", ",\"api_base\":\"http://h\"").upstream());
        assertInstanceOf(Searching.class, translated(entry("kimi", "")).protocol());
    }

    @Test
    void asksMistralForNoUsage() {
        assertEquals(Deployment.StreamUsage.LEAVE, entry("mistral", "").streamUsage());
        assertEquals(Deployment.StreamUsage.ASK, entry("groq", "").streamUsage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "glm||SENSITIVE|OPENAI|IGNORED REPORTED",
                "glm|,\"sensitive_finish_reason\":false|CONTENT_FILTER|OPENAI|IGNORED REPORTED",
                "openai|,\"sensitive_finish_reason\":true|SENSITIVE|OPENAI|IGNORED REPORTED",
                "openai|,\"code_msg\":true|AS_SAID|CODE_AND_MSG|IGNORED REPORTED",
                "openai|,\"estimate_usage\":true|AS_SAID|OPENAI|IGNORED REPORTED",
                "minimax|,\"internet_unsupported\":\"error\",\"strict\":true"
                        + "|AS_SAID|OPENAI|REFUSED REFUSED",
            })
    void readsTheMannersAndTranslatesForThem(
            String type,
            String config,
            Manners.Sensitive sensitive,
            Manners.Envelope envelope,
            String others) {
        Deployment deployment = entry(type, config == null ? "" : config);
        Upstream.Translated upstream = translated(deployment);
        assertSame(Relayable.NEVER, upstream.relayed());
        assertEquals(sensitive, upstream.manners().sensitive());
        assertEquals(envelope, upstream.manners().envelope());
        Manners manners = upstream.manners();
        assertEquals(others, manners.search() + " " + manners.losses());
        assertEquals(Set.of(), deployment.overrides().keySet());
    }

    @Test
    void translatesForAzureToo() {
        String yaml =
                """
                providers:
                - {id: a, type: azure, api_base: "https://r.openai.azure.com", api_version: v1,
                   api_key: k, code_msg: true}
                models: [{name: gpt, provider: a}]
                keys: [{id: k, key: s}]
                """;
        Loaded loaded =
                assertInstanceOf(
                        Loaded.class, ProblemsTest.read("sluice.yaml", yaml, Moment.RELOAD));
        Deployment azure = loaded.snapshot().deployments().getFirst();
        assertEquals("gpt", azure.upstreamModel());
        assertEquals(
                "/openai/v1/chat/completions",
                assertInstanceOf(Post.class, translated(azure).protocol()).whole());
    }
}
