package dev.sluice.providers;

import static dev.sluice.providers.Preset.Ability.EMBEDDINGS;
import static dev.sluice.providers.Preset.Ability.IMAGES;
import static dev.sluice.providers.Preset.Ability.JSON_SCHEMA;
import static dev.sluice.providers.Preset.Ability.REASONING;
import static dev.sluice.providers.Preset.Ability.SEARCH;
import static dev.sluice.providers.Preset.Ability.TOOLS;
import static dev.sluice.providers.Preset.Ability.VISION;
import static dev.sluice.providers.PresetBuilder.openAi;
import static dev.sluice.wire.openai.ErrorTable.BLOCKED;
import static dev.sluice.wire.openai.ErrorTable.CONTEXT;
import static dev.sluice.wire.openai.ErrorTable.QUOTA;

import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.openai.ErrorTable;
import dev.sluice.wire.openai.Quirks;
import dev.sluice.wire.openai.QuirksBuilder;
import dev.sluice.wire.openai.VendorSearch;
import dev.sluice.wire.openai.VendorSearch.Whose;
import java.util.List;

/**
 * Chinese services that speak OpenAI's language. Keys belong to a region: a sister host answers 401
 * to them. Source: their own docs, read 2026-11; the reference names the clamps.
 */
final class ChineseVendors {
    private static final String GLM_SEARCH =
            "{\"type\":\"web_search\",\"web_search\":{\"enable\":true,\"search_engine\":"
                    + "\"search_std\",\"search_result\":true,\"search_intent\":false}}";
    private static final String SPARK_SEARCH =
            "{\"type\":\"web_search\",\"web_search\":{\"enable\":true,\"show_ref_label\":true,"
                    + "\"search_mode\":\"normal\"}}";

    private ChineseVendors() {}

    static List<PresetBuilder> all() {
        return List.of(
                openAi("deepseek", "DeepSeek", "https://api.deepseek.com/v1")
                        .called("深度求索")
                        .quirks(q -> GlobalVendors.open(q).thoughts(Quirks.Thoughts.OWED))
                        .can(TOOLS, REASONING)
                        .docs("api-docs.deepseek.com"),
                openAi("kimi", "Kimi (Moonshot)", "https://api.moonshot.cn/v1")
                        .called("月之暗面 Kimi", "moonshot")
                        .in("intl", "https://api.moonshot.ai/v1")
                        .quirks(ChineseVendors::kimi)
                        .can(TOOLS, VISION, REASONING, JSON_SCHEMA, SEARCH)
                        .docs("platform.moonshot.cn/docs"),
                openAi("glm", "Zhipu GLM (v4)", "https://open.bigmodel.cn/api/paas/v4")
                        .called("智谱 GLM", "bigmodel")
                        .in("coding", "https://open.bigmodel.cn/api/coding/paas/v4")
                        .quirks(ChineseVendors::glm)
                        .sensitive()
                        .can(TOOLS, VISION, REASONING, SEARCH, EMBEDDINGS, IMAGES)
                        .docs("docs.bigmodel.cn"),
                openAi("zai", "Z.ai", "https://api.z.ai/api/paas/v4")
                        .called("智谱 Z.ai")
                        .in("coding", "https://api.z.ai/api/coding/paas/v4")
                        .quirks(ChineseVendors::glm)
                        .sensitive()
                        .can(TOOLS, VISION, REASONING, SEARCH, IMAGES)
                        .docs("docs.z.ai"),
                openAi(
                                "qwen-compatible",
                                "Alibaba Qwen, OpenAI way",
                                "https://dashscope.aliyuncs.com/compatible-mode/v1")
                        .called("通义千问（兼容模式）", "dashscope")
                        .in("intl", "https://dashscope-intl.aliyuncs.com/compatible-mode/v1")
                        .in("us", "https://dashscope-us.aliyuncs.com/compatible-mode/v1")
                        .quirks(ChineseVendors::qwen)
                        .can(TOOLS, VISION, REASONING, SEARCH, EMBEDDINGS)
                        .docs("help.aliyun.com/zh/model-studio"),
                openAi("qianfan", "Baidu Qianfan (v2)", "https://qianfan.baidubce.com/v2")
                        .called("百度千帆")
                        .quirks(ChineseVendors::qianfan)
                        .sensitive()
                        .can(TOOLS, VISION, REASONING, JSON_SCHEMA, SEARCH, EMBEDDINGS, IMAGES)
                        .docs("cloud.baidu.com/doc/qianfan-api"),
                openAi("spark-http", "iFlytek Spark, HTTP", "https://spark-api-open.xf-yun.com/v1")
                        .called("讯飞星火（HTTP）")
                        .quirks(q -> spark(q).bounds("temperature", "0.01", "1"))
                        .sensitive()
                        .can(TOOLS, SEARCH)
                        .docs("www.xfyun.cn/doc/spark"),
                openAi("spark-x1", "iFlytek Spark X1, HTTP", "https://spark-api-open.xf-yun.com/v2")
                        .called("讯飞星火 X1（HTTP）")
                        .quirks(q -> spark(q).bounds("temperature", "0.01", "2"))
                        .sensitive()
                        .can(TOOLS, REASONING, SEARCH)
                        .docs("www.xfyun.cn/doc/spark"),
                openAi(
                                "doubao",
                                "Volcengine Ark (Doubao)",
                                "https://ark.cn-beijing.volces.com/api/v3")
                        .called("火山方舟（豆包）", "ark", "volcengine", "byteplus")
                        .in("intl", "https://ark.ap-southeast.bytepluses.com/api/v3")
                        .quirks(ChineseVendors::ark)
                        .can(TOOLS, VISION, REASONING, SEARCH, EMBEDDINGS, IMAGES)
                        .docs("www.volcengine.com/docs/82379"),
                openAi("tokenhub", "Tencent TokenHub", "https://tokenhub.tencentmaas.com/v1")
                        .called("腾讯 TokenHub")
                        .in("guangzhou", "https://tokenhub.tencentcloudmaas.com/v1")
                        .in("intl", "https://tokenhub-intl.tencentcloudmaas.com/v1")
                        .quirks(q ->
                                GlobalVendors.open(q)
                                        .searchMembers(
                                                "{\"web_search_options\":{\"enable\":true,"
                                                        + "\"search_source\":\"standard\"}}",
                                                null))
                        .can(TOOLS, REASONING, SEARCH),
                openAi(
                                "hunyuan-openai",
                                "Tencent Hunyuan, OpenAI way",
                                "https://api.hunyuan.cloud.tencent.com/v1")
                        .called("腾讯混元（兼容模式）")
                        .standing(Preset.Standing.Kind.RETIRED, "tokenhub")
                        .quirks(q ->
                                GlobalVendors.open(q)
                                        .searchMembers(
                                                "{\"enable_enhancement\":true,"
                                                        + "\"force_search_enhancement\":true,"
                                                        + "\"search_info\":true,\"citation\":true}",
                                                "{\"enable_enhancement\":false}"))
                        .can(TOOLS, SEARCH),
                openAi("minimax", "MiniMax", "https://api.minimaxi.com/v1")
                        .called("稀宇 MiniMax")
                        .in("intl", "https://api.minimax.io/v1")
                        .quirks(ChineseVendors::minimax)
                        .can(TOOLS, REASONING)
                        .docs("platform.minimaxi.com/document"),
                openAi("siliconflow", "SiliconFlow", "https://api.siliconflow.cn/v1")
                        .called("硅基流动")
                        .in("intl", "https://api.siliconflow.com/v1")
                        .quirks(q ->
                                GlobalVendors.open(q)
                                        .bounds("stop", "0", "4")
                                        .effort(Quirks.Effort.ENABLE_THINKING)
                                        .errors(
                                                ErrorTable.NONE
                                                        .with(404, "model_not_found", "20012")
                                                        .with(400, "", "20015")
                                                        .with(429, QUOTA, "30001")
                                                        .with(503, "", "50603 50505")))
                        .can(TOOLS, VISION, REASONING, EMBEDDINGS, IMAGES)
                        .docs("docs.siliconflow.cn"),
                openAi("stepfun", "StepFun", "https://api.stepfun.com/v1")
                        .called("阶跃星辰")
                        .in("intl", "https://api.stepfun.ai/v1")
                        .in("plan", "https://api.stepfun.com/step_plan/v1")
                        .quirks(q ->
                                GlobalVendors.open(q)
                                        .searchTool(
                                                "{\"type\":\"web_search\",\"function\":{\"description\":\"search"
                                                    + " the web for fresh facts\"}}",
                                                null)
                                        .hidesCalls("web_search")
                                        .errors(ErrorTable.NONE.with(400, BLOCKED, "451")))
                        .can(TOOLS, VISION, REASONING, SEARCH, IMAGES)
                        .docs("platform.stepfun.com/docs"),
                openAi("baichuan", "Baichuan", "https://api.baichuan-ai.com/v1")
                        .called("百川智能")
                        .quirks(q ->
                                GlobalVendors.open(q)
                                        .bounds("temperature", "0", "1")
                                        .bounds("top_p", "0", "0.99")
                                        .bounds("top_k", "0", "20")
                                        .searchTool(
                                                "{\"type\":\"web_search\",\"web_search\":{\"enable\":true,"
                                                    + "\"search_mode\":\"performance_first\"}}",
                                                null))
                        .can(TOOLS, SEARCH, EMBEDDINGS)
                        .docs("platform.baichuan-ai.com/docs"),
                openAi("yi", "01.AI (Yi)", "https://api.lingyiwanwu.com/v1")
                        .called("零一万物", "01ai", "lingyiwanwu")
                        .in("intl", "https://api.01.ai/v1")
                        .quirks(GlobalVendors::open)
                        .can(TOOLS, VISION)
                        .docs("platform.lingyiwanwu.com/docs"),
                openAi("360", "360 AI", "https://api.360.cn/v1")
                        .called("360 智脑", "ai360")
                        .in("ai", "https://ai.360.cn/v1")
                        .quirks(GlobalVendors::open)
                        .can(EMBEDDINGS),
                openAi("tigerbot", "TigerBot", "https://api.tigerbot.com/bot-chat/openai/v1")
                        .called("虎博 TigerBot")
                        .quirks(ChineseVendors::tigerbot)
                        .sensitive()
                        .can(SEARCH, EMBEDDINGS),
                openAi("modelscope", "ModelScope", "https://api-inference.modelscope.cn/v1")
                        .called("魔搭")
                        .quirks(GlobalVendors::open)
                        .can(TOOLS, VISION, REASONING)
                        .docs("modelscope.cn/docs"),
                openAi("ppio", "PPIO", "https://api.ppinfra.com/v3/openai")
                        .called("派欧云")
                        .quirks(GlobalVendors::open)
                        .can(TOOLS, VISION, REASONING)
                        .docs("ppinfra.com/docs"),
                openAi("infini-ai", "Infini-AI", "https://cloud.infini-ai.com/maas/v1")
                        .called("无问芯穹")
                        .quirks(GlobalVendors::open)
                        .can(TOOLS, REASONING)
                        .docs("docs.infini-ai.com"),
                openAi("sensenova", "SenseNova", "https://api.sensenova.cn/compatible-mode/v1")
                        .called("商汤日日新")
                        .quirks(GlobalVendors::open)
                        .can(TOOLS, VISION)
                        .docs("platform.sensenova.cn"),
                openAi("xiaomi-mimo", "Xiaomi MiMo", "https://api.xiaomimimo.com/v1")
                        .called("小米 MiMo")
                        .quirks(q -> q)
                        .can(TOOLS, REASONING));
    }

    private static QuirksBuilder kimi(QuirksBuilder says) {
        return says.instructions(Quirks.Instructions.SYSTEM)
                .bounds("temperature", "0", "1")
                .bounds("n", "1", "5")
                .bounds("stop", "0", "5")
                .noBlanks()
                .inlinePictures()
                .thoughts(Quirks.Thoughts.OWED_OR_OFF)
                .models(
                        List.of("kimi-k2.5", "kimi-k2.6", "kimi-k2.7", "kimi-k3"),
                        "temperature top_p presence_penalty frequency_penalty n seed top_k")
                .search(
                        new VendorSearch.Loop(
                                new Raw(
                                        "{\"type\":\"builtin_function\",\"function\":{\"name\":"
                                                + "\"$web_search\"}}"),
                                "$web_search",
                                new Raw("{\"thinking\":{\"type\":\"disabled\"}}")))
                .errors(
                        ErrorTable.NONE
                                .with(429, QUOTA, "exceeded_current_quota_error")
                                .withWords(400, CONTEXT, "exceeded model token limit"));
    }

    /** Zhipu's v4, on both its hosts. */
    static QuirksBuilder glm(QuirksBuilder says) {
        return GlobalVendors.open(says)
                .bounds("temperature", "0", "1")
                .bounds("top_p", "0.01", "0.99")
                .bounds("n", "1", "1")
                .bounds("stop", "0", "1")
                .bounds("user", "6", "128")
                .renames("user", "user_id")
                .greedyAtZero()
                .autoOnly()
                .formats(Quirks.Formats.OBJECT)
                .effort(Quirks.Effort.THINKING)
                .refuses(
                        "seed",
                        "presence_penalty",
                        "frequency_penalty",
                        "logit_bias",
                        "logprobs",
                        "top_logprobs")
                .searchTool(GLM_SEARCH, null)
                .sources("web_search")
                .errors(
                        ErrorTable.NONE
                                .with(401, "", "1000 1001 1002 1003 1004 1005")
                                .with(403, "", "1110 1111 1112 1120 1121 1220 1311")
                                .with(429, QUOTA, "1113 1304 1308 1309 1310")
                                .with(500, "", "1200 1230 1234")
                                .with(400, "", "1210 1212 1213 1214 1215 1231")
                                .with(404, "model_not_found", "1211 1221 1222")
                                .with(400, CONTEXT, "1261")
                                .with(400, BLOCKED, "1300 1301")
                                .with(429, "", "1302 1303 1305 1312 1313"));
    }

    private static QuirksBuilder qwen(QuirksBuilder says) {
        return GlobalVendors.open(says)
                .bounds("temperature", "0", "1.9999")
                .bounds("top_p", "0.0001", "1")
                .bounds("n", "1", "4")
                .effort(Quirks.Effort.ENABLE_THINKING)
                .searchMembers(
                        "{\"enable_search\":true,\"search_options\":{\"forced_search\":true}}",
                        "{\"enable_search\":false}")
                .errors(
                        ErrorTable.NONE
                                .with(429, QUOTA, "Throttling.AllocationQuota")
                                .with(429, QUOTA, "AllocationQuota.FreeTierOnly Arrearage")
                                .withWords(400, CONTEXT, "Range of input length should be"));
    }

    private static QuirksBuilder qianfan(QuirksBuilder says) {
        return GlobalVendors.open(says)
                .bounds("temperature", "0.01", "2")
                .bounds("stop", "0", "4")
                .noBlanks()
                .searchMembers(
                        "{\"web_search\":{\"enable\":true,\"enable_trace\":true}}",
                        "{\"web_search\":{\"enable\":false}}")
                .sources("search_results")
                .withheld("flag")
                .errors(
                        ErrorTable.NONE
                                .with(400, BLOCKED, "unsafe_request")
                                .with(400, CONTEXT, "tokens_too_long characters_too_long")
                                .with(401, "", "invalid_iam_token no_parameter_permission")
                                .with(429, "", "rpm_rate_limit_exceeded tpm_rate_limit_exceeded"));
    }

    private static QuirksBuilder spark(QuirksBuilder says) {
        return GlobalVendors.open(says)
                .textOnly()
                .formats(Quirks.Formats.OBJECT)
                .bounds("n", "1", "1")
                .refuses("seed", "logit_bias", "logprobs", "top_logprobs", "parallel_tool_calls")
                .always("tool_calls_switch", "true")
                .searchTool(SPARK_SEARCH, SPARK_SEARCH.replace("true,\"show", "false,\"show"))
                .read()
                .errors(
                        ErrorTable.NONE
                                .with(400, "", "10003 10004 10005 10163 10404")
                                .with(429, "", "10006 10007 10010 10110 10222 11202 11203")
                                .with(502, "", "10000 10001 10002 10008 10009 10011 10012")
                                .with(400, BLOCKED, "10013 10014 10019 10021")
                                .with(403, "", "10015 10016 11200")
                                .with(429, QUOTA, "11201")
                                .with(400, CONTEXT, "10907"));
    }

    private static QuirksBuilder ark(QuirksBuilder says) {
        return says.instructions(Quirks.Instructions.SYSTEM)
                .bounds("n", "1", "1")
                .search(new VendorSearch.Responses(Whose.ARK))
                .sources("references")
                .errors(
                        ErrorTable.NONE
                                .with(429, QUOTA, "AccountOverdueError SetLimitExceeded")
                                .with(404, "", "InvalidEndpointOrModel.NotFound ModelNotOpen")
                                .with(400, BLOCKED, "InputTextSensitiveContentDetected")
                                .with(400, BLOCKED, "OutputTextSensitiveContentDetected")
                                .with(400, BLOCKED, "SensitiveContentDetected")
                                .withWords(400, BLOCKED, "RiskDetection"));
    }

    private static QuirksBuilder minimax(QuirksBuilder says) {
        return says.instructions(Quirks.Instructions.SYSTEM)
                .limit(Quirks.Limit.MAX_COMPLETION_TOKENS)
                .bounds("temperature", "0.01", "1")
                .bounds("top_p", "0.01", "1")
                .bounds("n", "1", "1")
                .refuses("presence_penalty", "frequency_penalty", "logit_bias")
                .always("reasoning_split", "true")
                .thoughts(Quirks.Thoughts.REASONING_CONTENT)
                .withheld("input_sensitive", "output_sensitive")
                .read()
                .errors(
                        ErrorTable.NONE
                                .with(502, "", "1000 1024 1033")
                                .with(504, "", "1001")
                                .with(429, "", "1002 1039 1041")
                                .with(401, "", "1004 2049")
                                .with(429, QUOTA, "1008 2056")
                                .with(400, BLOCKED, "1026 1027")
                                .with(400, "", "1042 2013 20132")
                                .withWords(400, CONTEXT, "context window exceeds limit"));
    }

    private static QuirksBuilder tigerbot(QuirksBuilder says) {
        return says.instructions(Quirks.Instructions.USER_PAIR)
                .limit(Quirks.Limit.MAX_TOKENS)
                .textOnly()
                .takesOnly(
                        "model",
                        "messages",
                        "max_tokens",
                        "temperature",
                        "top_p",
                        "stream",
                        "internet")
                .noStreamOptions()
                .formats(Quirks.Formats.TEXT)
                .bounds("temperature", "0", "1")
                .search(new VendorSearch.Native());
    }
}
