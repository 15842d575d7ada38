package dev.sluice.app.migrate;

import dev.sluice.app.config.Node;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a channel leads, and the words of {@code config} and {@code other} that help to get there.
 */
final class OneApiAddress {
    /** What one-api takes for Azure's version when a channel states none. */
    private static final String AZURE_VERSION = "2024-10-21";

    private static final String SPARK_VERSION = "v3.5";

    /** Versions by the addresses that they were asked at, where those differ. */
    private static final Map<String, String> SPARK_VERSIONS =
            Map.of("v1.1", "v1.5", "v2.1", "v2.0", "v3.1", "v3.0");

    private final Piece channel;
    private final String type;
    private final @Nullable Piece config;

    OneApiAddress(Piece channel, String type) {
        this.channel = channel;
        this.type = type;
        this.config = channel.json("config");
    }

    /** Returns the address of a channel, and the type of provider for it. */
    KnownAddress address(@Nullable String base, String usual) {
        @Nullable String address = base == null && !usual.isEmpty() ? usual : base;
        if (type.equals("cloudflare")) {
            address = cloudflare(address);
        }
        return address == null
                ? new KnownAddress(type, null)
                : KnownAddress.beforeVersion(type, Values.literal(address));
    }

    /** Adds the words to those of a provider. */
    void into(Map<String, Node> words, Map<String, Node> options, KnownAddress known) {
        @Nullable String address = known.base();
        if (address == null && type.equals("proxy")) {
            channel.found(
                    Finding.Kind.MANUAL,
                    "base_url",
                    "missing; the new file needs an api_base here",
                    "缺少地址；新文件此处需要 api_base");
        }
        if (address != null) {
            words.put("api_base", Values.text(address));
        }
        @Nullable String other = channel.text("other");
        switch (type) {
            case "azure" -> azure(words, other);
            case "bedrock" -> bedrock(words, options);
            case "vertex" -> vertex(options, other);
            case "xunfei-spark-api" -> spark(options, other);
            case "coze" -> option(options, "bot_id", null);
            default -> {
                if (other != null) {
                    channel.found(
                            Finding.Kind.UNSUPPORTED,
                            "other",
                            "has no meaning for " + type,
                            "对 " + type + " 没有意义");
                }
            }
        }
        if (config != null) {
            config.rest();
        }
    }

    private @Nullable String configured(String name) {
        return config == null ? null : config.text(name);
    }

    private void azure(Map<String, Node> words, @Nullable String other) {
        @Nullable String version = configured("api_version");
        String used = version != null ? version : other != null ? other : AZURE_VERSION;
        words.put("api_version", Values.text(used));
        if (version == null && other == null) {
            channel.found(
                    Finding.Kind.APPROXIMATE,
                    "other",
                    "states no version of Azure's API; " + AZURE_VERSION + " is written",
                    "未写 Azure API 版本，写入 " + AZURE_VERSION);
        }
    }

    private void spark(Map<String, Node> options, @Nullable String other) {
        if (other == null) {
            channel.found(
                    Finding.Kind.APPROXIMATE,
                    "other",
                    "states no version of Spark; " + SPARK_VERSION + " is written",
                    "未写星火版本，写入 " + SPARK_VERSION);
        }
        String stated = other == null ? SPARK_VERSION : other;
        options.put("api_model_version", Values.text(SPARK_VERSIONS.getOrDefault(stated, stated)));
    }

    private void bedrock(Map<String, Node> words, Map<String, Node> options) {
        replace(words, "region", configured("region"));
        replace(options, "access_key_id", configured("ak"));
        replace(options, "secret_access_key", configured("sk"));
    }

    private void vertex(Map<String, Node> options, @Nullable String other) {
        replace(options, "credentials", configured("vertex_ai_adc"));
        replace(options, "project", configured("vertex_ai_project_id"));
        @Nullable String region = configured("region");
        replace(options, "location", region == null ? other : region);
    }

    private void option(Map<String, Node> options, String name, @Nullable String value) {
        if (value == null) {
            channel.found(
                    Finding.Kind.MANUAL,
                    "a " + type + " provider needs options." + name + "; set it in the new file",
                    type + " 需要 options." + name + "，请在新文件中设置");
        } else {
            options.put(name, Values.text(Values.literal(value)));
        }
    }

    private static void replace(Map<String, Node> members, String name, @Nullable String value) {
        if (value != null) {
            members.put(name, Values.text(Values.literal(value)));
        }
    }

    /** Cloudflare's address holds the account, which one-api keeps apart. */
    private @Nullable String cloudflare(@Nullable String address) {
        @Nullable String account = configured("user_id");
        if (account == null) {
            return address;
        }
        String root = address == null ? "https://api.cloudflare.com" : address;
        return root.replaceFirst("/+$", "") + "/client/v4/accounts/" + account + "/ai/v1";
    }
}
