package dev.sluice.providers;

import static dev.sluice.providers.Preset.Ability.EMBEDDINGS;
import static dev.sluice.providers.Preset.Ability.IMAGES;
import static dev.sluice.providers.Preset.Ability.JSON_SCHEMA;
import static dev.sluice.providers.Preset.Ability.REASONING;
import static dev.sluice.providers.Preset.Ability.SEARCH;
import static dev.sluice.providers.Preset.Ability.TOOLS;
import static dev.sluice.providers.Preset.Ability.VISION;
import static dev.sluice.providers.PresetBuilder.azure;
import static dev.sluice.providers.PresetBuilder.openAi;

import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.openai.Quirks;
import dev.sluice.wire.openai.QuirksBuilder;
import dev.sluice.wire.openai.VendorSearch;
import dev.sluice.wire.openai.VendorSearch.Whose;
import java.util.List;

/** Services outside China that speak OpenAI's language. Source: their own docs, read 2026-11. */
final class GlobalVendors {
    private GlobalVendors() {}

    /** What templates of open models know: no {@code developer}, and {@code max_tokens}. */
    static QuirksBuilder open(QuirksBuilder says) {
        return says.instructions(Quirks.Instructions.SYSTEM).limit(Quirks.Limit.MAX_TOKENS);
    }

    static List<PresetBuilder> all() {
        return List.of(
                openAi("openai", "OpenAI", "https://api.openai.com/v1")
                        .usually("gpt-3.5-turbo")
                        .can(TOOLS, VISION, REASONING, JSON_SCHEMA, EMBEDDINGS, IMAGES)
                        .docs("platform.openai.com/docs"),
                azure("azure", "Azure OpenAI", "https://{resource}.openai.azure.com")
                        .alias("azure-openai")
                        .can(TOOLS, VISION, REASONING, JSON_SCHEMA, EMBEDDINGS, IMAGES)
                        .docs("learn.microsoft.com/azure/ai-services/openai"),
                openAi("groq", "Groq", "https://api.groq.com/openai/v1")
                        .quirks(q ->
                                q.refuses(
                                                "logit_bias",
                                                "logprobs",
                                                "top_logprobs",
                                                "presence_penalty",
                                                "frequency_penalty",
                                                "store",
                                                "metadata")
                                        .bounds("n", "1", "1"))
                        .can(TOOLS, VISION, REASONING, JSON_SCHEMA)
                        .docs("console.groq.com/docs"),
                openAi("mistral", "Mistral AI", "https://api.mistral.ai/v1")
                        .quirks(GlobalVendors::mistral)
                        .can(TOOLS, VISION, REASONING, JSON_SCHEMA, EMBEDDINGS)
                        .docs("docs.mistral.ai"),
                openAi("xai", "xAI", "https://api.x.ai/v1")
                        .alias("grok")
                        .in("us-east-1", "https://us-east-1.api.x.ai/v1")
                        .in("eu-west-1", "https://eu-west-1.api.x.ai/v1")
                        .quirks(q ->
                                q.models(
                                                List.of("grok-3-mini", "grok-4"),
                                                "stop presence_penalty frequency_penalty")
                                        .search(new VendorSearch.Responses(Whose.XAI))
                                        .sources("citations"))
                        .can(TOOLS, VISION, REASONING, JSON_SCHEMA, SEARCH, IMAGES)
                        .docs("docs.x.ai"),
                openAi("openrouter", "OpenRouter", "https://openrouter.ai/api/v1")
                        .quirks(q -> q.searchTool("{\"type\":\"openrouter:web_search\"}", null))
                        .can(TOOLS, VISION, REASONING, JSON_SCHEMA, SEARCH, EMBEDDINGS)
                        .docs("openrouter.ai/docs"),
                openAi("huggingface", "Hugging Face", "https://router.huggingface.co/v1")
                        .alias("hf")
                        .quirks(GlobalVendors::open)
                        .can(TOOLS, VISION, REASONING, JSON_SCHEMA)
                        .docs("huggingface.co/docs/inference-providers"),
                openAi("together", "Together AI", "https://api.together.xyz/v1")
                        .quirks(GlobalVendors::open)
                        .can(TOOLS, VISION, REASONING, JSON_SCHEMA, EMBEDDINGS, IMAGES)
                        .docs("docs.together.ai"),
                openAi("fireworks", "Fireworks AI", "https://api.fireworks.ai/inference/v1")
                        .quirks(GlobalVendors::open)
                        .can(TOOLS, VISION, REASONING, JSON_SCHEMA, EMBEDDINGS)
                        .docs("docs.fireworks.ai"),
                openAi("perplexity", "Perplexity", "https://api.perplexity.ai")
                        .quirks(q ->
                                q.instructions(Quirks.Instructions.SYSTEM)
                                        .search(
                                                new VendorSearch.Options(
                                                        new Raw("{\"disable_search\":true}")))
                                        .sources("search_results", "citations"))
                        .can(VISION, REASONING, JSON_SCHEMA, SEARCH)
                        .docs("docs.perplexity.ai"),
                openAi("cerebras", "Cerebras", "https://api.cerebras.ai/v1")
                        .quirks(q -> q)
                        .can(TOOLS, REASONING, JSON_SCHEMA)
                        .docs("inference-docs.cerebras.ai"),
                openAi("nvidia-nim", "NVIDIA NIM", "https://integrate.api.nvidia.com/v1")
                        .alias("nvidia")
                        .quirks(GlobalVendors::open)
                        .can(TOOLS, VISION, REASONING, EMBEDDINGS)
                        .docs("docs.api.nvidia.com"),
                openAi("sambanova", "SambaNova", "https://api.sambanova.ai/v1")
                        .quirks(GlobalVendors::open)
                        .can(TOOLS, VISION, REASONING, EMBEDDINGS)
                        .docs("docs.sambanova.ai"),
                openAi("novita", "Novita AI", "https://api.novita.ai/v3/openai")
                        .quirks(GlobalVendors::open)
                        .can(TOOLS, VISION, REASONING, JSON_SCHEMA)
                        .docs("novita.ai/docs"),
                openAi("hyperbolic", "Hyperbolic", "https://api.hyperbolic.xyz/v1")
                        .quirks(GlobalVendors::open)
                        .can(TOOLS, VISION, REASONING)
                        .docs("docs.hyperbolic.xyz"),
                openAi("deepinfra", "DeepInfra", "https://api.deepinfra.com/v1/openai")
                        .quirks(GlobalVendors::open)
                        .can(TOOLS, VISION, REASONING, JSON_SCHEMA, EMBEDDINGS)
                        .docs("deepinfra.com/docs"),
                openAi("baseten", "Baseten", "https://inference.baseten.co/v1")
                        .quirks(GlobalVendors::open)
                        .can(TOOLS, REASONING, JSON_SCHEMA)
                        .docs("docs.baseten.co"),
                openAi("featherless", "Featherless", "https://api.featherless.ai/v1")
                        .quirks(GlobalVendors::open)
                        .can(TOOLS)
                        .docs("featherless.ai/docs"),
                openAi("crusoe", "Crusoe", "https://api.inference.crusoecloud.com/v1")
                        .quirks(GlobalVendors::open)
                        .can(TOOLS, REASONING)
                        .docs("docs.crusoecloud.com"),
                openAi("avian", "Avian", "https://api.avian.io/v1")
                        .quirks(GlobalVendors::open)
                        .can(TOOLS, REASONING)
                        .docs("avian.io"),
                openAi("ai21", "AI21", "https://api.ai21.com/studio/v1")
                        .quirks(GlobalVendors::open)
                        .can(TOOLS)
                        .docs("docs.ai21.com"),
                openAi("writer", "Writer", "https://api.writer.com/v1")
                        .chat("/chat")
                        .quirks(q -> open(q).read())
                        .can(TOOLS)
                        .docs("dev.writer.com"),
                openAi("venice", "Venice", "https://api.venice.ai/api/v1")
                        .quirks(GlobalVendors::open)
                        .can(TOOLS, VISION, REASONING, JSON_SCHEMA)
                        .docs("docs.venice.ai"),
                openAi("databricks", "Databricks", "https://{workspace}/serving-endpoints")
                        .quirks(GlobalVendors::open)
                        .can(TOOLS, VISION, REASONING, JSON_SCHEMA, EMBEDDINGS)
                        .docs("docs.databricks.com"),
                openAi(
                                "snowflake-cortex",
                                "Snowflake Cortex",
                                "https://{account}.snowflakecomputing.com/api/v2/cortex/v1")
                        .quirks(q -> q)
                        .can(TOOLS, JSON_SCHEMA)
                        .docs("docs.snowflake.com"),
                openAi(
                                "cloudflare",
                                "Cloudflare Workers AI",
                                "https://api.cloudflare.com/client/v4/accounts/{account}/ai/v1")
                        .quirks(GlobalVendors::open)
                        .can(TOOLS, EMBEDDINGS)
                        .docs("developers.cloudflare.com/workers-ai"),
                openAi("github-models", "GitHub Models", "https://models.github.ai/inference")
                        .quirks(q -> q)
                        .can(TOOLS, VISION, REASONING, JSON_SCHEMA)
                        .docs("docs.github.com/github-models"),
                openAi("github-copilot", "GitHub Copilot", "https://api.githubcopilot.com")
                        .standing(Preset.Standing.Kind.UNOFFICIAL, "github-models")
                        .quirks(q -> q)
                        .can(TOOLS, VISION, REASONING)
                        .docs("docs.github.com/copilot"),
                openAi("vercel-gateway", "Vercel AI Gateway", "https://ai-gateway.vercel.sh/v1")
                        .can(TOOLS, VISION, REASONING, JSON_SCHEMA, EMBEDDINGS)
                        .docs("vercel.com/docs/ai-gateway"),
                openAi("portkey", "Portkey", "https://api.portkey.ai/v1")
                        .can(TOOLS, VISION, REASONING, JSON_SCHEMA)
                        .docs("portkey.ai/docs"),
                openAi(
                                "gemini-openai",
                                "Gemini, OpenAI way",
                                "https://generativelanguage.googleapis.com/v1beta/openai")
                        .quirks(q -> q.instructions(Quirks.Instructions.SYSTEM))
                        .can(TOOLS, VISION, REASONING, JSON_SCHEMA, EMBEDDINGS, IMAGES)
                        .docs("ai.google.dev/gemini-api/docs/openai"),
                openAi(
                                "bedrock-mantle",
                                "Amazon Bedrock, OpenAI way",
                                "https://bedrock-mantle.{region}.api.aws/v1")
                        .quirks(q -> q)
                        .can(TOOLS, REASONING)
                        .docs("docs.aws.amazon.com/bedrock"),
                openAi(
                                "cohere-compat",
                                "Cohere, OpenAI way",
                                "https://api.cohere.ai/compatibility/v1")
                        .quirks(q -> open(q).noStreamOptions())
                        .can(TOOLS, JSON_SCHEMA, EMBEDDINGS)
                        .docs("docs.cohere.com/docs/compatibility-api"),
                openAi("ollama-cloud", "Ollama Cloud", "https://ollama.com/v1")
                        .quirks(q -> open(q).inlinePictures())
                        .can(TOOLS, VISION, REASONING)
                        .docs("docs.ollama.com/cloud"));
    }

    private static QuirksBuilder mistral(QuirksBuilder says) {
        return open(says)
                .takesOnly(
                        "model",
                        "messages",
                        "tools",
                        "tool_choice",
                        "parallel_tool_calls",
                        "temperature",
                        "top_p",
                        "max_tokens",
                        "stream",
                        "stop",
                        "n",
                        "random_seed",
                        "response_format",
                        "presence_penalty",
                        "frequency_penalty",
                        "prediction",
                        "prompt_mode",
                        "reasoning_effort",
                        "safe_prompt",
                        "guardrails",
                        "prompt_cache_key",
                        "service_tier",
                        "metadata")
                .renames("seed", "random_seed")
                .noStreamOptions()
                .order(Quirks.Order.MISTRAL)
                .readsModels("magistral");
    }
}
