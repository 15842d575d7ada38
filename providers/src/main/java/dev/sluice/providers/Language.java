package dev.sluice.providers;

/** The languages that vendors speak, and the two kinds of entry that only lead on to others. */
public enum Language {
    /** OpenAI's, more or less. */
    OPENAI,
    /** OpenAI's, under Azure's addresses. */
    AZURE,
    /** Anthropic's Messages. */
    ANTHROPIC,
    /** Google's generateContent. */
    GEMINI,
    /** Google's, under Vertex AI's addresses and credentials. */
    VERTEX,
    /** Amazon's Converse. */
    BEDROCK,
    /** Cohere's v2. */
    COHERE,
    /** Ollama's own. */
    OLLAMA,
    /** Alibaba's DashScope. */
    DASHSCOPE,
    /** Zhipu's v3 for {@code chatglm} models, OpenAI's for all others. */
    ZHIPU,
    /** iFlytek's WebSocket. */
    SPARK,
    /** Baidu's wenxinworkshop. */
    BAIDU_V1,
    /** TigerBot's own. */
    TIGERBOT,
    /** Tencent's TC3. */
    HUNYUAN,
    /** Volcengine's first. */
    SKYLARK,
    /** Coze's agents. */
    COZE,
    /** Dify's applications. */
    DIFY,
    /** The web page of Claude. */
    CLAUDE_WEB,
    /** The web page of Bing's chat. */
    SYDNEY,
    /** None: the gateway answers. */
    ECHO,
    /** None: an entry that spreads calls over others. */
    ROUTER,
    /** None: an entry that chooses another by the name of the model. */
    MODEL_NAME_ROUTER
}
