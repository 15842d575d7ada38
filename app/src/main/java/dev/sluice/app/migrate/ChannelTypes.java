package dev.sluice.app.migrate;

import java.util.Map;

/**
 * What the numbers of channel types mean. one-api and new-api, which came out of it, agree up to 25
 * but for two, and not beyond. Sources: one-api, relay/channeltype/define.go; new-api,
 * constant/channel.go; read 2026-11.
 */
final class ChannelTypes {
    /** one-api's. */
    static final ChannelTypes ONE_API =
            new ChannelTypes(
                    Map.ofEntries(
                            Map.entry(26, "baichuan"),
                            Map.entry(27, "minimax"),
                            Map.entry(28, "mistral"),
                            Map.entry(29, "groq"),
                            Map.entry(30, "ollama-native"),
                            Map.entry(31, "yi"),
                            Map.entry(32, "stepfun"),
                            Map.entry(33, "bedrock"),
                            Map.entry(34, "coze"),
                            Map.entry(35, "cohere"),
                            Map.entry(36, "deepseek"),
                            Map.entry(37, "cloudflare"),
                            Map.entry(39, "together"),
                            Map.entry(40, "doubao"),
                            Map.entry(41, "novita"),
                            Map.entry(42, "vertex"),
                            Map.entry(44, "siliconflow"),
                            Map.entry(45, "xai"),
                            Map.entry(47, "qianfan"),
                            Map.entry(48, "spark-http"),
                            Map.entry(49, "qwen-compatible"),
                            Map.entry(50, "proxy"),
                            Map.entry(51, "gemini-openai"),
                            Map.entry(4, "proxy"),
                            Map.entry(5, "openai-sb")),
                    Map.of(
                            2, "API2D",
                            21, "AIProxy library",
                            22, "FastGPT",
                            38, "DeepL",
                            43, "Proxy",
                            46, "Replicate"));

    /** new-api's. */
    static final ChannelTypes NEW_API =
            new ChannelTypes(
                    Map.ofEntries(
                            Map.entry(4, "ollama-native"),
                            Map.entry(26, "glm"),
                            Map.entry(27, "perplexity"),
                            Map.entry(31, "yi"),
                            Map.entry(33, "bedrock"),
                            Map.entry(34, "cohere"),
                            Map.entry(35, "minimax"),
                            Map.entry(37, "dify"),
                            Map.entry(39, "cloudflare"),
                            Map.entry(40, "siliconflow"),
                            Map.entry(41, "vertex"),
                            Map.entry(42, "mistral"),
                            Map.entry(43, "deepseek"),
                            Map.entry(45, "doubao"),
                            Map.entry(46, "qianfan"),
                            Map.entry(47, "xinference"),
                            Map.entry(48, "xai"),
                            Map.entry(49, "coze")),
                    Map.ofEntries(
                            Map.entry(2, "Midjourney"),
                            Map.entry(5, "Midjourney Plus"),
                            Map.entry(21, "AIProxy library"),
                            Map.entry(22, "FastGPT"),
                            Map.entry(36, "Suno"),
                            Map.entry(38, "Jina"),
                            Map.entry(44, "MokaAI"),
                            Map.entry(50, "Kling"),
                            Map.entry(51, "Jimeng"),
                            Map.entry(52, "Vidu"),
                            Map.entry(53, "Submodel"),
                            Map.entry(54, "Doubao video"),
                            Map.entry(55, "Sora"),
                            Map.entry(56, "Replicate"),
                            Map.entry(57, "Codex")));

    /** The numbers that both understand alike. */
    private static final Map<Integer, String> COMMON =
            Map.ofEntries(
                    Map.entry(1, "openai"),
                    Map.entry(3, "azure"),
                    Map.entry(6, "proxy"),
                    Map.entry(7, "proxy"),
                    Map.entry(8, "proxy"),
                    Map.entry(9, "proxy"),
                    Map.entry(10, "proxy"),
                    Map.entry(12, "proxy"),
                    Map.entry(13, "proxy"),
                    Map.entry(14, "claude"),
                    Map.entry(15, "wenxin"),
                    Map.entry(16, "zhipu-api"),
                    Map.entry(17, "qwen"),
                    Map.entry(18, "xunfei-spark-api"),
                    Map.entry(19, "360"),
                    Map.entry(20, "openrouter"),
                    Map.entry(23, "hunyuan"),
                    Map.entry(24, "gemini"),
                    Map.entry(25, "kimi"));

    /** Addresses of relays that a channel need not state. */
    private static final Map<Integer, String> ADDRESSES =
            Map.of(
                    4, "https://api.closeai-proxy.xyz",
                    6, "https://api.openaimax.com",
                    7, "https://api.ohmygpt.com",
                    9, "https://api.caipacity.com",
                    10, "https://api.aiproxy.io",
                    12, "https://api.api2gpt.com",
                    13, "https://api.aigc2d.com");

    private final Map<Integer, String> types;
    private final Map<Integer, String> foreign;

    private ChannelTypes(Map<Integer, String> own, Map<Integer, String> foreign) {
        this.types = own;
        this.foreign = foreign;
    }

    /** Returns the type of provider for a number; "" for one that there is none for. */
    String type(int number) {
        return types.getOrDefault(number, COMMON.getOrDefault(number, ""));
    }

    /** Returns the address that goes without saying, "" when there is none. */
    static String address(int number) {
        return ADDRESSES.getOrDefault(number, "");
    }

    /** Returns what a number without a provider is called. */
    String name(int number) {
        return foreign.getOrDefault(number, number == 11 ? "PaLM" : "type " + number);
    }
}
