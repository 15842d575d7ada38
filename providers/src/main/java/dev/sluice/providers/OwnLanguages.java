package dev.sluice.providers;

import static dev.sluice.providers.Preset.Ability.EMBEDDINGS;
import static dev.sluice.providers.Preset.Ability.JSON_SCHEMA;
import static dev.sluice.providers.Preset.Ability.REASONING;
import static dev.sluice.providers.Preset.Ability.SEARCH;
import static dev.sluice.providers.Preset.Ability.TOOLS;
import static dev.sluice.providers.Preset.Ability.VISION;
import static dev.sluice.providers.PresetBuilder.own;

import java.util.List;

/** Vendors with a language of their own, and the entries that lead on to others. */
final class OwnLanguages {
    private OwnLanguages() {}

    static List<PresetBuilder> all() {
        return List.of(
                own("claude", "Anthropic Claude", Language.ANTHROPIC)
                        .alias("claude-api", "anthropic")
                        .at("https://api.anthropic.com")
                        .can(TOOLS, VISION, REASONING, JSON_SCHEMA, SEARCH)
                        .docs("docs.claude.com"),
                own("gemini", "Google Gemini", Language.GEMINI)
                        .alias("google")
                        .at("https://generativelanguage.googleapis.com")
                        .can(TOOLS, VISION, REASONING, JSON_SCHEMA, SEARCH, EMBEDDINGS)
                        .docs("ai.google.dev/gemini-api/docs"),
                own("vertex", "Google Vertex AI", Language.VERTEX)
                        .alias("vertex-ai")
                        .at("https://{region}-aiplatform.googleapis.com")
                        .can(TOOLS, VISION, REASONING, JSON_SCHEMA, SEARCH)
                        .docs("cloud.google.com/vertex-ai/docs"),
                own("bedrock", "Amazon Bedrock", Language.BEDROCK)
                        .alias("aws")
                        .at("https://bedrock-runtime.{region}.amazonaws.com")
                        .can(TOOLS, VISION, REASONING)
                        .docs("docs.aws.amazon.com/bedrock"),
                own("cohere", "Cohere", Language.COHERE)
                        .at("https://api.cohere.com")
                        .can(TOOLS, VISION, REASONING, JSON_SCHEMA, EMBEDDINGS)
                        .docs("docs.cohere.com"),
                own("ollama-native", "Ollama, its own way", Language.OLLAMA)
                        .at("http://localhost:11434")
                        .standing(Preset.Standing.Kind.LOCAL, "")
                        .can(TOOLS, VISION, REASONING, JSON_SCHEMA, EMBEDDINGS)
                        .docs("docs.ollama.com/api"),
                own("qwen", "Alibaba Qwen (DashScope)", Language.DASHSCOPE)
                        .called("通义千问")
                        .at("https://dashscope.aliyuncs.com")
                        .in("intl", "https://dashscope-intl.aliyuncs.com")
                        .in("us", "https://dashscope-us.aliyuncs.com")
                        .can(TOOLS, VISION, REASONING, SEARCH)
                        .docs("help.aliyun.com/zh/model-studio"),
                own("zhipu-api", "Zhipu (v3 or v4 by model)", Language.ZHIPU)
                        .called("智谱", "zhipu")
                        .at("https://open.bigmodel.cn/api/paas/v4")
                        .in("intl", "https://api.z.ai/api/paas/v4")
                        .quirks(ChineseVendors::glm)
                        .sensitive()
                        .can(TOOLS, VISION, REASONING, SEARCH)
                        .docs("docs.bigmodel.cn"),
                own("xunfei-spark-api", "iFlytek Spark", Language.SPARK)
                        .called("讯飞星火", "spark", "xunfei")
                        .at("wss://spark-api.xf-yun.com")
                        .sensitive()
                        .can(TOOLS, REASONING, SEARCH)
                        .docs("www.xfyun.cn/doc/spark"),
                own("wenxin", "Baidu ERNIE (v1)", Language.BAIDU_V1)
                        .called("文心一言", "ernie", "baidu")
                        .at("https://aip.baidubce.com")
                        .standing(Preset.Standing.Kind.RETIRED, "qianfan")
                        .sensitive()
                        .can(TOOLS, SEARCH)
                        .docs("cloud.baidu.com/doc/WENXINWORKSHOP"),
                own("tigerbot-native", "TigerBot, its own way", Language.TIGERBOT)
                        .called("虎博 TigerBot（原生接口）")
                        .at("https://api.tigerbot.com")
                        .sensitive()
                        .can(SEARCH),
                own("hunyuan", "Tencent Hunyuan (TC3)", Language.HUNYUAN)
                        .called("腾讯混元")
                        .at("https://hunyuan.tencentcloudapi.com")
                        .standing(Preset.Standing.Kind.RETIRED, "tokenhub")
                        .can(TOOLS, VISION, SEARCH)
                        .docs("cloud.tencent.com/document/product/1729"),
                own("skylark", "Volcengine Skylark", Language.SKYLARK)
                        .called("火山云雀")
                        .at("https://maas-api.ml-platform-cn-beijing.volces.com")
                        .standing(Preset.Standing.Kind.RETIRED, "doubao"),
                own("coze", "Coze", Language.COZE)
                        .called("扣子")
                        .at("https://api.coze.cn")
                        .in("intl", "https://api.coze.com")
                        .can(VISION, REASONING)
                        .docs("www.coze.cn/open/docs"),
                own("dify", "Dify", Language.DIFY)
                        .at("https://api.dify.ai/v1")
                        .can(VISION)
                        .docs("docs.dify.ai"),
                own("claude-web", "Claude web page", Language.CLAUDE_WEB)
                        .called("Claude 网页版")
                        .at("https://claude.ai")
                        .standing(Preset.Standing.Kind.UNOFFICIAL, "claude"),
                own("bing-sydney", "Bing chat web page", Language.SYDNEY)
                        .called("必应聊天网页版", "bing", "copilot")
                        .at("https://edgeservices.bing.com")
                        .standing(Preset.Standing.Kind.RETIRED, "azure")
                        .can(SEARCH),
                own("echo", "Echo", Language.ECHO)
                        .called("回声")
                        .usually("echo")
                        .key(Preset.Key.NONE)
                        .standing(Preset.Standing.Kind.BUILT_IN, ""),
                own("router", "Router", Language.ROUTER)
                        .called("路由")
                        .key(Preset.Key.NONE)
                        .standing(Preset.Standing.Kind.BUILT_IN, ""),
                own("model-name-router", "Router by model name", Language.MODEL_NAME_ROUTER)
                        .called("按模型名路由")
                        .key(Preset.Key.NONE)
                        .standing(Preset.Standing.Kind.BUILT_IN, ""));
    }
}
