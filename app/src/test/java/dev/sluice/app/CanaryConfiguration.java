package dev.sluice.app;

import static dev.sluice.app.Canaries.Kind.VIRTUAL_KEY;

import dev.sluice.app.secret.Vault;
import dev.sluice.providers.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A configuration with a canary in every place that holds a secret. */
final class CanaryConfiguration {
    /** Every provider; the models {@code NAME-*} lead to it. */
    static final List<String> PROVIDERS =
            List.of(
                    "openai", "pool", "claude", "gemini", "azure", "cohere", "baidu", "spark",
                    "tencent", "aws", "zhipu", "web", "proxied", "gone", "sealed");

    /** The environment that goes with it. */
    static final Map<String, String> ENVIRONMENT =
            Map.of("ADMIN_TOKEN", secret("ADMIN_TOKEN"), "SLUICE_SECRET_KEY", secret("MASTER_KEY"));

    private CanaryConfiguration() {}

    private static String secret(String kind) {
        return Canaries.Kind.valueOf(kind).secret();
    }

    /**
     * Returns it.
     *
     * @param at the address of the vendor that all of them are
     * @param proxy port of a proxy
     * @param gone port where nobody is
     */
    static String of(String at, int proxy, int gone) {
        var text = new StringBuilder();
        text.append("server: {access_log: true}\n");
        text.append("keys:\n  - {id: team-a, key: ").append(VIRTUAL_KEY.secret()).append("}\n");
        text.append("providers:\n");
        line(text, "openai", "openai", "api_base: " + at, "api_key: " + secret("OPENAI_KEY"));
        line(
                text,
                "pool",
                "proxy",
                "api_base: " + at,
                "api_keys: [" + secret("POOL_KEY") + ", " + secret("POOL_KEY") + "2]",
                "headers: {x-department: " + secret("VENDOR_HEADER") + "}");
        line(text, "claude", "claude", "api_base: " + at, "api_key: " + secret("CLAUDE_KEY"));
        line(text, "gemini", "gemini", "api_base: " + at, "api_key: " + secret("GEMINI_KEY"));
        line(
                text,
                "azure",
                "azure",
                "api_base: " + at,
                "api_key: " + secret("AZURE_KEY"),
                "deployment_id: d",
                "api_version: 2024-10-21");
        line(text, "cohere", "cohere", "api_base: " + at, "api_key: " + secret("COHERE_KEY"));
        line(
                text,
                "baidu",
                "wenxin",
                "api_base: " + at,
                "api_key: " + secret("BAIDU_KEY"),
                options("oauth_url: " + at + "/oauth", "secret_key: " + secret("BAIDU_SECRET")));
        line(
                text,
                "spark",
                "xunfei-spark-api",
                "api_base: " + at.replace("http", "ws"),
                "api_key: " + secret("SPARK_KEY"),
                options(
                        "app_id: app",
                        "api_model_version: v3.5",
                        "api_secret: " + secret("SPARK_SECRET")));
        line(
                text,
                "tencent",
                "hunyuan",
                "api_base: " + at,
                options("secret_id: id", "secret_key: " + secret("TENCENT_SECRET")));
        line(
                text,
                "aws",
                "bedrock",
                "api_base: " + at,
                "region: us-east-1",
                options("access_key_id: id", "secret_access_key: " + secret("AWS_SECRET")));
        line(
                text,
                "zhipu",
                "zhipu-api",
                "api_base: " + at,
                "api_key: id." + secret("ZHIPU_SECRET"));
        line(
                text,
                "web",
                "claude-web",
                "api_base: " + at,
                options("cookie: sessionKey=" + secret("COOKIE")));
        String proxied = "user:" + secret("PROXY_PASSWORD") + "@127.0.0.1:" + proxy;
        line(
                text,
                "proxied",
                "proxy",
                "api_base: http://far.example/v1",
                "api_key: " + secret("OPENAI_KEY"),
                "proxy: 'http://" + proxied + "'");
        line(
                text,
                "gone",
                "proxy",
                "api_base: http://127.0.0.1:" + gone + "/v1",
                "api_key: " + secret("OPENAI_KEY"));
        line(text, "sealed", "openai", "api_base: " + at, "api_key: " + sealed());
        text.append("models:\n");
        for (String each : PROVIDERS) {
            text.append("  - {name: ").append(each).append("-*, provider: ").append(each);
            text.append("}\n");
        }
        text.append("  - name: any-*\n    targets: [{provider: openai}, {provider: claude}]\n");
        return text.toString();
    }

    private static String sealed() {
        var vault = Vault.of(ENVIRONMENT, Path.of("nowhere"));
        return vault.seal(Vault.Purpose.CONFIGURATION, Secret.of(secret("SEALED_KEY")));
    }

    /**
     * Returns the words that send what happens to a collector, keep bodies, and share limits
     * through a Redis.
     */
    static String around(String collector, int redis) {
        return "telemetry: {otlp_endpoint: '"
                + collector
                + "', otlp_headers: {authorization: "
                + secret("OTLP_HEADER")
                + "}}\nledger: {log_bodies: true, redis: 'redis://:"
                + secret("REDIS_PASSWORD")
                + "@127.0.0.1:"
                + redis
                + "'}\n";
    }

    /** Returns the words that keep the ledger in a PostgreSQL. */
    static String store(int port) {
        return "ledger: {log_bodies: true, store: 'jdbc:postgresql://127.0.0.1:"
                + port
                + "/sluice?user=sluice&password="
                + secret("STORE_PASSWORD")
                + "'}\n";
    }

    private static String options(String... words) {
        return "options: {" + String.join(", ", words) + "}";
    }

    private static void line(StringBuilder text, String id, String type, String... words) {
        text.append("  - {id: ").append(id).append(", type: ").append(type);
        for (String each : words) {
            text.append(", ").append(each);
        }
        text.append("}\n");
    }
}
