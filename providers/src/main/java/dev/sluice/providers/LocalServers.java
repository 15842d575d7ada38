package dev.sluice.providers;

import static dev.sluice.providers.Preset.Ability.EMBEDDINGS;
import static dev.sluice.providers.Preset.Ability.JSON_SCHEMA;
import static dev.sluice.providers.Preset.Ability.REASONING;
import static dev.sluice.providers.Preset.Ability.TOOLS;
import static dev.sluice.providers.Preset.Ability.VISION;
import static dev.sluice.providers.PresetBuilder.local;
import static dev.sluice.wire.openai.ErrorTable.CONTEXT;

import dev.sluice.wire.openai.ErrorTable;
import dev.sluice.wire.openai.Quirks;
import dev.sluice.wire.openai.QuirksBuilder;
import java.util.List;

/** Servers that one runs oneself and that speak OpenAI's language, at their usual port. */
final class LocalServers {
    private LocalServers() {}

    static List<PresetBuilder> all() {
        return List.of(
                local("vllm", "vLLM", "http://localhost:8000/v1")
                        .quirks(GlobalVendors::open)
                        .can(TOOLS, VISION, REASONING, JSON_SCHEMA, EMBEDDINGS)
                        .docs("docs.vllm.ai"),
                local("sglang", "SGLang", "http://localhost:30000/v1")
                        .quirks(GlobalVendors::open)
                        .can(TOOLS, VISION, REASONING, JSON_SCHEMA, EMBEDDINGS)
                        .docs("docs.sglang.ai"),
                local("ollama", "Ollama", "http://localhost:11434/v1")
                        .quirks(q -> GlobalVendors.open(q).inlinePictures())
                        .can(TOOLS, VISION, REASONING, JSON_SCHEMA, EMBEDDINGS)
                        .docs("docs.ollama.com"),
                local("llamacpp", "llama.cpp server", "http://localhost:8080/v1")
                        .alias("llama.cpp", "llama-cpp")
                        .quirks(GlobalVendors::open)
                        .can(TOOLS, VISION, REASONING, JSON_SCHEMA, EMBEDDINGS)
                        .docs("github.com/ggml-org/llama.cpp"),
                local("lmstudio", "LM Studio", "http://localhost:1234/v1")
                        .alias("lm-studio")
                        .quirks(q -> GlobalVendors.open(q).inlinePictures())
                        .can(TOOLS, VISION, REASONING, JSON_SCHEMA, EMBEDDINGS)
                        .docs("lmstudio.ai/docs"),
                local("xinference", "Xinference", "http://localhost:9997/v1")
                        .quirks(q -> GlobalVendors.open(q).refuses("logit_bias"))
                        .can(TOOLS, VISION, REASONING, EMBEDDINGS)
                        .docs("inference.readthedocs.io"),
                local("lmdeploy", "LMDeploy", "http://localhost:23333/v1")
                        .quirks(GlobalVendors::open)
                        .can(TOOLS, VISION, REASONING)
                        .docs("lmdeploy.readthedocs.io"),
                local("fastchat", "FastChat", "http://localhost:8000/v1")
                        .quirks(LocalServers::fastChat)
                        .can(EMBEDDINGS)
                        .docs("github.com/lm-sys/FastChat"),
                local("tgi", "Text Generation Inference", "http://localhost:8080/v1")
                        .quirks(GlobalVendors::open)
                        .can(TOOLS, VISION)
                        .docs("huggingface.co/docs/text-generation-inference"),
                local("localai", "LocalAI", "http://localhost:8080/v1")
                        .quirks(GlobalVendors::open)
                        .can(TOOLS, VISION, EMBEDDINGS)
                        .docs("localai.io"),
                local("llamafile", "llamafile", "http://localhost:8080/v1")
                        .quirks(GlobalVendors::open)
                        .can(VISION)
                        .docs("github.com/mozilla-ai/llamafile"),
                local("jan", "Jan", "http://localhost:1337/v1")
                        .quirks(GlobalVendors::open)
                        .can(TOOLS)
                        .docs("jan.ai/docs"),
                local("koboldcpp", "KoboldCpp", "http://localhost:5001/v1")
                        .quirks(GlobalVendors::open)
                        .docs("github.com/LostRuins/koboldcpp"),
                local("text-generation-webui", "Text generation web UI", "http://localhost:5000/v1")
                        .alias("oobabooga")
                        .quirks(GlobalVendors::open)
                        .docs("github.com/oobabooga/text-generation-webui"),
                local("mistralrs", "mistral.rs", "http://localhost:1234/v1")
                        .quirks(GlobalVendors::open)
                        .can(TOOLS, VISION)
                        .docs("github.com/EricLBuehler/mistral.rs"),
                local("litellm", "LiteLLM proxy", "http://localhost:4000/v1")
                        .can(TOOLS, VISION, REASONING, JSON_SCHEMA, EMBEDDINGS)
                        .docs("docs.litellm.ai"),
                local("chatglm-server", "ChatGLM demo server", "http://localhost:8000/v1")
                        .called("ChatGLM 示例服务", "chatglm")
                        .quirks(LocalServers::chatGlm)
                        .docs("github.com/THUDM/ChatGLM2-6B"));
    }

    /** It answers every mistake with 400 and a code of its own. */
    private static QuirksBuilder fastChat(QuirksBuilder says) {
        return GlobalVendors.open(says)
                .refuses("tools", "tool_choice", "parallel_tool_calls")
                .formats(Quirks.Formats.TEXT)
                .errors(
                        ErrorTable.NONE
                                .with(401, "", "40101 40102 40103")
                                .with(404, "model_not_found", "40301")
                                .with(400, CONTEXT, "40303")
                                .with(429, "", "42901 42902 42903")
                                .with(500, "", "50001 50002 50003 50004"));
    }

    /** It knows text only, and {@code max_length}. */
    private static QuirksBuilder chatGlm(QuirksBuilder says) {
        return says.instructions(Quirks.Instructions.SYSTEM)
                .limit(Quirks.Limit.MAX_TOKENS_AND_LENGTH)
                .textOnly()
                .takesOnly(
                        "model",
                        "messages",
                        "temperature",
                        "top_p",
                        "max_tokens",
                        "max_length",
                        "stream")
                .formats(Quirks.Formats.TEXT)
                .noStreamOptions();
    }
}
