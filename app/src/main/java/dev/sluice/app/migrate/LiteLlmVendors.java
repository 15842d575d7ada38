package dev.sluice.app.migrate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * LiteLLM's words for vendors. Source: LiteLLM's provider pages and {@code get_llm_provider_logic},
 * read 2026-11.
 */
final class LiteLlmVendors {
    /**
     * A vendor.
     *
     * @param type the type of provider, "" for one that there is none for
     * @param key the variable that LiteLLM reads where a deployment states no key; "" for none
     * @param region the region of ours that is LiteLLM's usual address; "" for the same
     */
    record Vendor(String type, String key, String region) {
        static final Vendor UNKNOWN = new Vendor("", "", "");
    }

    private static final Map<String, Vendor> ALL = new HashMap<>();

    static {
        put("openai", "openai", "OPENAI_API_KEY");
        put("text-completion-openai", "openai", "OPENAI_API_KEY");
        put("azure", "azure", "AZURE_API_KEY");
        put("azure_text", "azure", "AZURE_API_KEY");
        put("azure_ai", "proxy", "AZURE_AI_API_KEY");
        put("anthropic", "claude", "ANTHROPIC_API_KEY");
        put("bedrock", "bedrock", "");
        put("bedrock_converse", "bedrock", "");
        put("vertex_ai", "vertex", "");
        put("vertex_ai_beta", "vertex", "");
        put("gemini", "gemini", "GEMINI_API_KEY");
        put("cohere", "cohere", "COHERE_API_KEY");
        put("cohere_chat", "cohere", "COHERE_API_KEY");
        put("mistral", "mistral", "MISTRAL_API_KEY");
        put("groq", "groq", "GROQ_API_KEY");
        put("deepseek", "deepseek", "DEEPSEEK_API_KEY");
        put("together_ai", "together", "TOGETHERAI_API_KEY");
        put("fireworks_ai", "fireworks", "FIREWORKS_API_KEY");
        put("openrouter", "openrouter", "OPENROUTER_API_KEY");
        put("perplexity", "perplexity", "PERPLEXITYAI_API_KEY");
        put("xai", "xai", "XAI_API_KEY");
        put("nvidia_nim", "nvidia-nim", "NVIDIA_NIM_API_KEY");
        put("sambanova", "sambanova", "SAMBANOVA_API_KEY");
        put("cerebras", "cerebras", "CEREBRAS_API_KEY");
        put("databricks", "databricks", "DATABRICKS_API_KEY");
        put("huggingface", "huggingface", "HUGGINGFACE_API_KEY");
        put("deepinfra", "deepinfra", "DEEPINFRA_API_KEY");
        put("ai21", "ai21", "AI21_API_KEY");
        put("ai21_chat", "ai21", "AI21_API_KEY");
        put("hyperbolic", "hyperbolic", "HYPERBOLIC_API_KEY");
        put("novita", "novita", "NOVITA_API_KEY");
        put("featherless_ai", "featherless", "FEATHERLESS_AI_API_KEY");
        put("baseten", "baseten", "BASETEN_API_KEY");
        put("snowflake", "snowflake-cortex", "SNOWFLAKE_JWT");
        put("cloudflare", "cloudflare", "CLOUDFLARE_API_KEY");
        put("github", "github-models", "GITHUB_API_KEY");
        put("vercel_ai_gateway", "vercel-gateway", "VERCEL_AI_GATEWAY_API_KEY");
        put("volcengine", "doubao", "VOLCENGINE_API_KEY");
        put("zai", "zai", "ZAI_API_KEY");
        put("ollama", "ollama-native", "");
        put("ollama_chat", "ollama-native", "");
        put("hosted_vllm", "vllm", "");
        put("lm_studio", "lmstudio", "");
        put("llamafile", "llamafile", "");
        put("xinference", "xinference", "");
        put("custom_openai", "proxy", "");
        put("openai_like", "proxy", "");
        put("litellm_proxy", "litellm", "LITELLM_PROXY_API_KEY");
        // These three are at home in China; LiteLLM asks them abroad.
        ALL.put("moonshot", new Vendor("kimi", "MOONSHOT_API_KEY", "intl"));
        ALL.put("dashscope", new Vendor("qwen-compatible", "DASHSCOPE_API_KEY", "intl"));
        ALL.put("minimax", new Vendor("minimax", "MINIMAX_API_KEY", "intl"));
    }

    /** Beginnings of names that stand for a vendor by themselves. */
    private static final Map<String, List<String>> BARE =
            Map.of(
                    "openai",
                    List.of(
                            "gpt-",
                            "chatgpt-",
                            "o1",
                            "o3",
                            "o4",
                            "text-embedding-",
                            "dall-e",
                            "whisper-",
                            "tts-",
                            "ft:gpt-",
                            "omni-moderation"),
                    "anthropic",
                    List.of("claude-"),
                    "cohere",
                    List.of("command"),
                    "vertex_ai",
                    List.of("gemini-"));

    private LiteLlmVendors() {}

    private static void put(String word, String type, String key) {
        ALL.put(word, new Vendor(type, key, ""));
    }

    /**
     * What {@code litellm_params.model} says.
     *
     * @param word LiteLLM's word for the vendor, "" when none could be found
     * @param model the name that the vendor is asked for
     */
    record Named(String word, String model) {
        Vendor vendor() {
            return ALL.getOrDefault(word, Vendor.UNKNOWN);
        }
    }

    /**
     * Takes a name apart.
     *
     * @param model such as {@code azure/my-deployment} or {@code gpt-4o}
     * @param stated {@code custom_llm_provider}, or null
     */
    static Named named(String model, @Nullable String stated) {
        if (stated != null) {
            String beginning = stated + "/";
            return new Named(
                    stated,
                    model.startsWith(beginning) ? model.substring(beginning.length()) : model);
        }
        int slash = model.indexOf('/');
        if (slash > 0) {
            return new Named(model.substring(0, slash), model.substring(slash + 1));
        }
        for (Map.Entry<String, List<String>> each : BARE.entrySet()) {
            if (each.getValue().stream().anyMatch(model::startsWith)) {
                return new Named(each.getKey(), model);
            }
        }
        return new Named("", model);
    }
}
