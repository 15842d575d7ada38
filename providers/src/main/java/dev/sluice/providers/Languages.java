package dev.sluice.providers;

import org.jspecify.annotations.Nullable;

/** Who speaks which language: one factory for each that is not OpenAI's. */
public final class Languages {
    private Languages() {}

    /** Returns the factory of a language, or null where there is none. */
    public static @Nullable VendorFactory factory(Language language) {
        return switch (language) {
            case OPENAI, AZURE, ECHO, ROUTER, MODEL_NAME_ROUTER -> null;
            case ANTHROPIC -> null; // new ClaudeFactory()
            case GEMINI -> null; // new GeminiFactory()
            case VERTEX -> null; // new VertexFactory()
            case BEDROCK -> null; // new BedrockFactory()
            case COHERE -> null; // new CohereFactory()
            case OLLAMA -> null; // new OllamaFactory()
            case DASHSCOPE -> null; // new QwenFactory()
            case ZHIPU -> null; // new ZhipuFactory()
            case SPARK -> null; // new SparkFactory()
            case BAIDU_V1 -> null; // new WenxinFactory()
            case TIGERBOT -> null; // new TigerBotFactory()
            case HUNYUAN -> null; // new HunyuanFactory()
            case SKYLARK -> null; // new SkylarkFactory()
            case COZE -> null; // new CozeFactory()
            case DIFY -> null; // new DifyFactory()
            case CLAUDE_WEB -> null; // new ClaudeWebFactory()
            case SYDNEY -> null; // new BingFactory()
        };
    }

    /** Says whether calls to a preset are served. */
    public static boolean isBuilt(Preset preset) {
        return switch (preset.language()) {
            case OPENAI, AZURE, ECHO, ZHIPU -> true;
            case ROUTER, MODEL_NAME_ROUTER -> false;
            case ANTHROPIC,
                    GEMINI,
                    VERTEX,
                    BEDROCK,
                    COHERE,
                    OLLAMA,
                    DASHSCOPE,
                    SPARK,
                    BAIDU_V1,
                    TIGERBOT,
                    HUNYUAN,
                    SKYLARK,
                    COZE,
                    DIFY,
                    CLAUDE_WEB,
                    SYDNEY ->
                    factory(preset.language()) != null;
        };
    }
}
