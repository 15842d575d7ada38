package dev.sluice.providers;

import org.jspecify.annotations.Nullable;

/** Who speaks which language: one factory for each that is not OpenAI's. */
public final class Languages {
    private Languages() {}

    /** Returns the factory of a language, or null where there is none. */
    public static @Nullable VendorFactory factory(Language language) {
        return switch (language) {
            case OPENAI, AZURE, ECHO, ROUTER, MODEL_NAME_ROUTER -> null;
            case ANTHROPIC -> new ClaudeFactory();
            case GEMINI -> new GeminiFactory();
            case VERTEX -> new VertexFactory();
            case BEDROCK -> new BedrockFactory();
            case COHERE -> new CohereFactory();
            case OLLAMA -> new OllamaFactory();
            case DASHSCOPE -> new QwenFactory();
            case ZHIPU -> new ZhipuFactory();
            case SPARK -> new SparkFactory();
            case BAIDU_V1 -> new WenxinFactory();
            case TIGERBOT -> new TigerBotFactory();
            case HUNYUAN -> new HunyuanFactory();
            case SKYLARK -> new SkylarkFactory();
            case COZE -> new CozeFactory();
            case DIFY -> new DifyFactory();
            case CLAUDE_WEB -> new ClaudeWebFactory();
            case SYDNEY -> new BingFactory();
        };
    }
}
