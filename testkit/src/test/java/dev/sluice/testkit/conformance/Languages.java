package dev.sluice.testkit.conformance;

import dev.sluice.testkit.FakeAnthropic;
import dev.sluice.testkit.FakeCohere;
import dev.sluice.testkit.FakeGemini;
import dev.sluice.testkit.Recording;
import dev.sluice.wire.anthropic.AnthropicCompleteDialect;
import dev.sluice.wire.anthropic.AnthropicDialect;
import dev.sluice.wire.baidu.BaiduDialect;
import dev.sluice.wire.bedrock.BedrockDialect;
import dev.sluice.wire.chat.Dialect;
import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.claudeweb.ClaudeWebDialect;
import dev.sluice.wire.cohere.CohereDialect;
import dev.sluice.wire.coze.CozeDialect;
import dev.sluice.wire.dashscope.DashScopeDialect;
import dev.sluice.wire.dify.DifyDialect;
import dev.sluice.wire.frames.Framing;
import dev.sluice.wire.gemini.GeminiDialect;
import dev.sluice.wire.hunyuan.HunyuanDialect;
import dev.sluice.wire.ollama.OllamaDialect;
import dev.sluice.wire.openai.OpenAiDialect;
import dev.sluice.wire.responses.ResponsesDialect;
import dev.sluice.wire.skylark.SkylarkDialect;
import dev.sluice.wire.spark.SparkApp;
import dev.sluice.wire.spark.SparkDialect;
import dev.sluice.wire.spark.SparkVersion;
import dev.sluice.wire.sydney.SydneyDialect;
import dev.sluice.wire.sydney.SydneyDialect.Style;
import dev.sluice.wire.tigerbot.TigerBotDialect;
import dev.sluice.wire.zhipu.ZhipuV3Dialect;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** Every language that is proven here, and which recorded endpoint is spoken in which. */
public final class Languages {
    /** All languages towards vendors. A new one is one line here, and one below if recorded. */
    public static final List<Language> ALL =
            List.of(
                    events("openai", "OpenAI chat", "gpt-4o", new OpenAiDialect()),
                    events("anthropic", "Anthropic", "claude-sonnet-4-5", new AnthropicDialect()),
                    events(
                            "anthropic-complete",
                            "Anthropic complete",
                            "claude-2.1",
                            new AnthropicCompleteDialect()),
                    events("gemini", "Gemini", "gemini-2.5-flash", new GeminiDialect()),
                    new Language(
                            "bedrock",
                            "Bedrock Converse",
                            "anthropic.claude-sonnet-4-5-20250929-v1:0",
                            new BedrockDialect(),
                            Framing.AWS_EVENTS),
                    events("cohere", "Cohere v2", "command-a-03-2025", new CohereDialect()),
                    new Language(
                            "ollama", "Ollama", "llama3.2", new OllamaDialect(), Framing.LINES),
                    events("responses", "OpenAI Responses", "gpt-4o", new ResponsesDialect()),
                    events("dashscope", "DashScope", "qwen-plus", new DashScopeDialect()),
                    new Language(
                            "zhipu-v3",
                            "Zhipu v3",
                            "chatglm_turbo",
                            new ZhipuV3Dialect(),
                            Framing.RAW_EVENTS),
                    events("tigerbot", "TigerBot", "tigerbot-70b-chat", new TigerBotDialect()),
                    events("skylark", "Skylark", "skylark-chat", new SkylarkDialect()),
                    events("baidu", "ERNIE v1", "ernie-4.0-8k", new BaiduDialect()),
                    events("hunyuan", "Hunyuan", "hunyuan-lite", new HunyuanDialect()),
                    messages(
                            "spark",
                            "Spark",
                            new SparkDialect(SparkApp.of("app", SparkVersion.V4_0))),
                    events("coze", "Coze", "bot-7", new CozeDialect("7")),
                    events("dify", "Dify", "dify", new DifyDialect("user")),
                    messages("sydney", "Bing's chat", new SydneyDialect(Style.CREATIVE)),
                    events(
                            "claude-web",
                            "claude-web",
                            "claude-web",
                            new ClaudeWebDialect(null, ClaudeWebDialect.History.TOLD)));

    private static final List<Recorded> RECORDED =
            List.of(
                    recorded("openai", new OpenAiReference(), Bodies::events),
                    recorded("anthropic", new AnthropicReference(), Bodies::events),
                    recorded("anthropic-complete", new CompleteReference(), Bodies::events),
                    recorded("gemini", new GeminiReference(), Bodies::events),
                    recorded("cohere", new CohereReference(), Bodies::events),
                    recorded("bedrock", new BedrockReference(), Bodies::awsEvents),
                    recorded("ollama", new OllamaReference(), Bodies::lines),
                    recorded("responses", new ResponsesReference(), Bodies::events),
                    inBedrock("anthropic", new AnthropicReference()),
                    inBedrock("anthropic-complete", new CompleteReference()));

    /** Fake vendors that judge requests, by language. */
    static final Map<String, Strict> STRICT =
            Map.of(
                    "anthropic",
                    new Strict(
                            new FakeAnthropic("key"),
                            "/v1/messages",
                            "/v1/messages",
                            Map.of("x-api-key", "key", "anthropic-version", "2023-06-01")),
                    "gemini",
                    new Strict(
                            new FakeGemini("key"),
                            "/v1beta/models/{model}:generateContent",
                            "/v1beta/models/{model}:streamGenerateContent?alt=sse",
                            Map.of("x-goog-api-key", "key")),
                    "cohere",
                    new Strict(
                            new FakeCohere("key"),
                            "/v2/chat",
                            "/v2/chat",
                            Map.of("authorization", "Bearer key")));

    /** All languages towards clients. */
    static final List<ClientSide> CLIENTS =
            List.of(
                    new ClientSide(
                            "openai",
                            new OpenAiDialect(),
                            new OpenAiReference(),
                            new OpenAiContract()),
                    new ClientSide(
                            "anthropic",
                            new AnthropicDialect(),
                            new AnthropicReference(),
                            new AnthropicContract()),
                    new ClientSide(
                            "gemini",
                            new GeminiDialect(),
                            new GeminiReference(),
                            new GeminiContract()));

    /** Endpoint names, and the language that is spoken there. */
    private static final Map<String, String> SPOKEN =
            Map.ofEntries(
                    Map.entry("chat.completions", "openai"),
                    Map.entry("messages", "anthropic"),
                    Map.entry("generateContent", "gemini"),
                    Map.entry("streamGenerateContent", "gemini"),
                    Map.entry("converse", "bedrock"),
                    Map.entry("converse-stream", "bedrock"),
                    Map.entry("chat.v2", "cohere"),
                    Map.entry("api.chat", "ollama"),
                    Map.entry("responses", "responses"));

    private static final Map<String, String> NO_CHAT =
            Map.ofEntries(
                    Map.entry(
                            "ai.run", "Cloudflare's run API; its chat is /ai/v1/chat/completions"),
                    Map.entry("api.embed", "embeddings, not chat"),
                    Map.entry("api.embeddings", "embeddings, not chat"),
                    Map.entry("api.generate", "a text completion, not chat"),
                    Map.entry("audio.speech", "speech, not chat"),
                    Map.entry("audio.transcriptions", "transcription, not chat"),
                    Map.entry("audio.translations", "translation of sound, not chat"),
                    Map.entry("batchEmbedContents", "embeddings, not chat"),
                    Map.entry("cachedContents", "keeping of prompts, not chat"),
                    Map.entry("chat.v1", "Cohere v1, superseded; no dialect"),
                    Map.entry("complete", "a text completion, not chat"),
                    Map.entry("completions", "a text completion, not chat"),
                    Map.entry("count-tokens", "counting, not chat"),
                    Map.entry("countTokens", "counting, not chat"),
                    Map.entry("embed.v1", "embeddings, not chat"),
                    Map.entry("embed.v2", "embeddings, not chat"),
                    Map.entry("embedContent", "embeddings, not chat"),
                    Map.entry("embeddings", "embeddings, not chat"),
                    Map.entry("generate.v1", "a text completion, not chat"),
                    Map.entry("images.edits", "images, not chat"),
                    Map.entry("images.generations", "images, not chat"),
                    Map.entry("inference-api", "the retired inference API of a model, not chat"),
                    Map.entry("interactions", "the Interactions API of agents, not chat"),
                    Map.entry("messages.count_tokens", "counting, not chat"),
                    Map.entry("models", "a list of models, not chat"),
                    Map.entry("moderations", "moderation, not chat"),
                    Map.entry("ocr", "recognition of text, not chat"),
                    Map.entry("predict", "embeddings or images, not chat"),
                    Map.entry("rerank", "ranking, not chat"),
                    Map.entry("rerank.v2", "ranking, not chat"),
                    Map.entry("responses.compact", "compaction of a conversation, not chat"));

    private Languages() {}

    private static Language events(String name, String title, String model, VendorDialect dialect) {
        return new Language(name, title, model, dialect, Framing.EVENTS);
    }

    private static Language messages(String name, String title, VendorDialect dialect) {
        return new Language(name, title, name, dialect, Framing.MESSAGES);
    }

    private static Recorded recorded(
            String name, Reference reference, Function<byte[], List<Bodies.Piece>> pieces) {
        Language language =
                ALL.stream().filter(l -> l.name().equals(name)).findFirst().orElseThrow();
        return new Recorded(language, reference, pieces);
    }

    /** Anthropic's bodies in Bedrock's frames. */
    private static Recorded inBedrock(String name, Reference reference) {
        Language inner = recorded(name, reference, Bodies::events).language();
        return new Recorded(
                new Language(
                        "bedrock-" + name,
                        inner.title(),
                        inner.model(),
                        new Unwrapping(inner.dialect()),
                        Framing.AWS_EVENTS),
                reference,
                body -> Bodies.unwrapped(Bodies.awsEvents(body)));
    }

    /** Returns all languages towards clients. */
    public static List<Dialect> clients() {
        return CLIENTS.stream().map(ClientSide::dialect).toList();
    }

    /** How a recording is read, or why it is not. */
    sealed interface Assignment {
        /**
         * It is chat.
         *
         * @param language in which it is spoken
         */
        record Chat(Recorded language) implements Assignment {}

        /**
         * It is no chat.
         *
         * @param reason what it is
         */
        record Skipped(String reason) implements Assignment {}
    }

    /** Returns the language of a recording. */
    static Assignment of(Recording recording) {
        String endpoint = recording.endpoint();
        if (endpoint.startsWith("invoke")) {
            return invoked(recording);
        }
        if (recording.provider().equals("anthropic") && endpoint.equals("complete")) {
            return named("anthropic-complete");
        }
        String name = SPOKEN.get(endpoint);
        if (name != null) {
            return named(name);
        }
        String reason = NO_CHAT.get(endpoint);
        if (reason == null) {
            throw new IllegalStateException(
                    "endpoint " + endpoint + " of " + recording.id() + " is in neither table");
        }
        return new Assignment.Skipped(reason);
    }

    /** Bedrock's native bodies are those of each model's maker. */
    private static Assignment invoked(Recording recording) {
        JsonNode request = recording.requestJson();
        JsonNode answer = recording.responseJson();
        boolean claude =
                (request != null && request.has("anthropic_version"))
                        || String.valueOf(recording.model()).contains("anthropic")
                        || (answer != null && "message".equals(Trees.text(answer, "type")));
        boolean old =
                request != null
                        && request.has("prompt")
                        && String.valueOf(recording.model()).contains("anthropic");
        return claude
                ? named(old ? "bedrock-anthropic-complete" : "bedrock-anthropic")
                : new Assignment.Skipped(
                        "a native body of Titan, Llama and others; Converse is used");
    }

    private static Assignment named(String name) {
        return RECORDED.stream()
                .filter(recorded -> recorded.language().name().equals(name))
                .findFirst()
                .<Assignment>map(Assignment.Chat::new)
                .orElseGet(() -> new Assignment.Skipped("NO DIALECT YET: " + name));
    }
}
