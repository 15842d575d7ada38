package dev.sluice.app.migrate;

import dev.sluice.app.config.Node;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a deployment is reached: {@code litellm_params} without what calls are made of.
 *
 * @param named its vendor and model
 */
record LiteLlmConnection(Piece params, LiteLlmVendors.Named named, LiteLlmDefaults defaults) {
    /** What LiteLLM takes for Azure's version when nobody states one. */
    private static final String AZURE_VERSION = "2025-02-01-preview";

    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);

    /** Returns the name that the vendor is asked for. */
    String model() {
        return switch (named.vendor().type()) {
            // Hints at how LiteLLM should ask; no part of the name.
            case "azure" -> named.model().replaceFirst("^(o_series|gpt5_series|responses)/", "");
            case "bedrock" -> named.model().replaceFirst("^(converse|invoke)/", "");
            default -> named.model();
        };
    }

    /** Adds the words and options of the provider, and returns its type. */
    String into(Map<String, Node> words, Map<String, Node> options) {
        String vendor = named.vendor().type();
        KnownAddress address = address(vendor.isEmpty() ? "proxy" : vendor);
        if (address.base() != null) {
            words.put("api_base", Values.text(address.base()));
        } else if (!params.has("api_base") && !named.vendor().region().isEmpty()) {
            words.put("region", Values.text(named.vendor().region()));
        }
        switch (vendor) {
            case "bedrock" -> bedrock(words, options);
            case "vertex" -> vertex(options);
            case "azure" -> {
                key(words);
                azure(words);
            }
            default -> key(words);
        }
        headers(words);
        timeout(words);
        long parallel = params.whole("max_parallel_requests", 0);
        if (parallel > 0) {
            words.put("max_calls", Values.number(Math.min(parallel, 1_000_000)));
            params.found(
                    Finding.Kind.APPROXIMATE,
                    "max_parallel_requests",
                    "max_calls: further calls wait for their turn",
                    "写为 max_calls：超出的调用会排队");
        }
        if (defaults.strict()) {
            words.put("strict", Values.truth(true));
        }
        params.take("drop_params");
        return address.type();
    }

    private KnownAddress address(String type) {
        @Nullable String base = text("api_base");
        @Nullable String other = text("base_url");
        @Nullable String used = base == null ? other : base;
        if (named.vendor().type().isEmpty()) {
            params.found(
                    Finding.Kind.APPROXIMATE,
                    "model",
                    "'" + named.word() + "' is taken for a service that speaks OpenAI's language",
                    "将 '" + named.word() + "' 视为 OpenAI 兼容服务");
        }
        if (used == null) {
            return new KnownAddress(type, missing(type));
        }
        KnownAddress known = KnownAddress.complete(type, used);
        if (known.type().equals("proxy") && KnownAddress.isBare(used)) {
            params.found(
                    Finding.Kind.APPROXIMATE,
                    base == null ? "base_url" : "api_base",
                    "a bare host gets /v1, which LiteLLM does not add",
                    "只有主机名的地址会补上 /v1，LiteLLM 不会");
        }
        return known;
    }

    /** The variable that LiteLLM reads for an address that only its owner knows; null for none. */
    private static @Nullable String missing(String type) {
        return switch (type) {
            case "azure" -> "${AZURE_API_BASE}";
            case "databricks" -> "${DATABRICKS_API_BASE}";
            case "litellm" -> "${LITELLM_PROXY_API_BASE}";
            case "proxy" -> "${OPENAI_LIKE_API_BASE}";
            default -> null;
        };
    }

    private void key(Map<String, Node> words) {
        @Nullable String key = text("api_key");
        String variable = named.vendor().key();
        if (key != null) {
            words.put("api_key", Values.text(key));
        } else if (!variable.isEmpty()) {
            words.put("api_key", Values.text("${" + variable + "}"));
        }
    }

    private void azure(Map<String, Node> words) {
        @Nullable String version = text("api_version");
        words.put(
                "api_version",
                Values.text(
                        version == null ? "${AZURE_API_VERSION:" + AZURE_VERSION + "}" : version));
        if (version == null) {
            params.found(
                    Finding.Kind.APPROXIMATE,
                    "states no api_version; AZURE_API_VERSION is read, else " + AZURE_VERSION,
                    "未写 api_version；读取 AZURE_API_VERSION，否则为 " + AZURE_VERSION);
        }
        for (String name : List.of("azure_ad_token", "tenant_id", "client_id", "client_secret")) {
            if (params.take(name) != null) {
                params.found(
                        Finding.Kind.UNSUPPORTED,
                        name,
                        "Azure is asked with a key; Entra ID is not",
                        "Azure 仅支持密钥，不支持 Entra ID");
            }
        }
    }

    private void bedrock(Map<String, Node> words, Map<String, Node> options) {
        @Nullable String region = text("aws_region_name");
        @Nullable String id = text("aws_access_key_id");
        @Nullable String secret = text("aws_secret_access_key");
        @Nullable String session = text("aws_session_token");
        words.put("region", Values.text(region == null ? "${AWS_REGION_NAME}" : region));
        options.put("access_key_id", Values.text(id == null ? "${AWS_ACCESS_KEY_ID}" : id));
        options.put(
                "secret_access_key",
                Values.text(secret == null ? "${AWS_SECRET_ACCESS_KEY}" : secret));
        if (session != null) {
            options.put("session_token", Values.text(session));
        }
        if (id == null) {
            params.found(
                    Finding.Kind.MANUAL,
                    "roles and profiles of AWS are not looked for; set AWS_ACCESS_KEY_ID and"
                            + " AWS_SECRET_ACCESS_KEY",
                    "不会读取 AWS 角色或配置文件；请设置 AWS_ACCESS_KEY_ID 与 AWS_SECRET_ACCESS_KEY");
        }
    }

    private void vertex(Map<String, Node> options) {
        @Nullable String project = text("vertex_project");
        @Nullable String location = text("vertex_location");
        if (project != null) {
            options.put("project", Values.text(project));
        }
        if (location != null) {
            options.put("location", Values.text(location));
        }
        @Nullable String credentials = text("vertex_credentials");
        if (credentials != null && credentials.startsWith("/")) {
            options.put("credentials", Values.text("file:" + credentials));
        } else if (credentials != null
                && (credentials.startsWith("{") || credentials.startsWith("${"))) {
            options.put("credentials", Values.text(credentials));
        } else {
            options.put("credentials", Values.text("${VERTEX_CREDENTIALS}"));
            params.found(
                    Finding.Kind.MANUAL,
                    "Google's default credentials are not looked for; set VERTEX_CREDENTIALS to the"
                            + " JSON of a service account",
                    "不会查找 Google 默认凭据；请把 VERTEX_CREDENTIALS 设为服务账号的 JSON");
        }
    }

    private void headers(Map<String, Node> words) {
        Map<String, Node> headers = new LinkedHashMap<>();
        @Nullable String organization = text("organization");
        if (organization != null) {
            headers.put("openai-organization", Values.text(organization));
        }
        for (String name : List.of("headers", "extra_headers")) {
            @Nullable Piece more = params.piece(name);
            if (more != null) {
                for (String header : more.names()) {
                    @Nullable String value = more.text(header);
                    if (value != null) {
                        headers.put(header, Values.text(LiteLlm.referred(value)));
                    }
                }
            }
        }
        if (!headers.isEmpty()) {
            words.put("headers", Values.members(headers));
        }
    }

    private void timeout(Map<String, Node> words) {
        @Nullable BigDecimal own = params.number("timeout");
        @Nullable BigDecimal used = own == null ? defaults.timeout() : own;
        if (used != null && used.signum() > 0) {
            boolean whole = used.stripTrailingZeros().scale() <= 0;
            words.put(
                    "timeout",
                    whole
                            ? Values.text(Values.plain(used) + "s")
                            : Values.text(used.multiply(THOUSAND).longValue() + "ms"));
        }
    }

    private @Nullable String text(String name) {
        @Nullable String text = params.text(name);
        return text == null ? null : LiteLlm.referred(text);
    }
}
