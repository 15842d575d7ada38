package dev.sluice.app.config;

import static java.util.Map.entry;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says in a few words what a word of a provider is for, for people who fill in a form. */
public final class PresetHints {
    private static final Map<String, Hint> HINTS =
            Map.ofEntries(
                    entry("api_key", hint("The key that the vendor gave you.", "厂商发放的密钥。")),
                    entry(
                            "api_base",
                            hint(
                                    "Its address, with or without /v1; the vendor's own when"
                                            + " empty.",
                                    "接口地址，带不带 /v1 都可以；留空则用厂商的地址。")),
                    entry("region", hint("The region whose address is used.", "使用哪个区域的地址。")),
                    entry(
                            "deployment_id",
                            hint("The name of the deployment at Azure.", "Azure 上的部署名称。")),
                    entry(
                            "api_version",
                            hint(
                                    "The version of the interface, such as 2024-10-21, v1 or"
                                            + " v1beta.",
                                    "接口版本，例如 2024-10-21、v1 或 v1beta。")),
                    entry("api", hint("Which of the vendor's interfaces is used.", "使用厂商的哪一种接口。")),
                    entry(
                            "anthropic-version",
                            hint(
                                    "The dated version of Anthropic's interface.",
                                    "Anthropic 接口的日期版本。")),
                    entry(
                            "access_key_id",
                            hint("The id of the access key at AWS.", "AWS 访问密钥的编号。")),
                    entry(
                            "secret_access_key",
                            hint("The secret of the access key at AWS.", "AWS 访问密钥的密文。")),
                    entry(
                            "session_token",
                            hint("The token of temporary credentials at AWS.", "AWS 临时凭证的令牌。")),
                    entry("app_id", hint("The id of your application.", "应用的编号（APPID）。")),
                    entry("api_secret", hint("The secret beside the key.", "与密钥成对的密文（APISecret）。")),
                    entry(
                            "api_model_version",
                            hint("The version of the model, such as v3.5.", "模型版本，例如 v3.5。")),
                    entry("domain", hint("The model's domain.", "模型的领域参数（domain）。")),
                    entry("prompt", hint("Words put before every call.", "放在每次调用之前的提示词。")),
                    entry(
                            "secret_id",
                            hint("The id of the key at Tencent Cloud.", "腾讯云密钥的编号（SecretId）。")),
                    entry("secret_key", hint("The secret of the key.", "密钥的密文（Secret Key）。")),
                    entry("bot_id", hint("The id of the bot.", "智能体的编号。")),
                    entry("user", hint("Who calls, as the vendor sees it.", "厂商看到的用户名。")),
                    entry("workspace", hint("The workspace at DashScope.", "百炼的业务空间编号。")),
                    entry("num_ctx", hint("The length of the context.", "上下文长度。")),
                    entry(
                            "keep_alive",
                            hint(
                                    "How long the model stays loaded, such as 10m.",
                                    "模型在内存中保留多久，例如 10m。")),
                    entry("project", hint("The project at Google Cloud.", "谷歌云的项目编号。")),
                    entry(
                            "location",
                            hint(
                                    "The location at Google Cloud, such as us-central1 or global.",
                                    "谷歌云的位置，例如 us-central1 或 global。")),
                    entry(
                            "credentials",
                            hint(
                                    "The service account's JSON, or a reference to its file.",
                                    "服务账号的 JSON，或者指向该文件的引用。")),
                    entry(
                            "access_token",
                            hint("An access token instead of credentials.", "代替服务账号的访问令牌。")),
                    entry("user_project", hint("The project that pays.", "由哪个项目付费。")),
                    entry("cookie", hint("The cookies of a signed-in browser.", "已登录浏览器的 Cookie。")),
                    entry("style", hint("The style of the conversation.", "对话风格。")),
                    entry(
                            "single_conversation",
                            hint("Whether all calls share one conversation.", "所有调用是否共用一个会话。")),
                    entry("conversation_id", hint("The conversation that is used.", "使用哪一个会话。")),
                    entry(
                            "organizations_path",
                            hint("The path that lists organizations.", "列出组织的路径。")),
                    entry("conversations_path", hint("The path of conversations.", "会话的路径。")),
                    entry("completion_path", hint("The path of completions.", "补全的路径。")));

    private PresetHints() {}

    /** A sentence in both languages. */
    public record Hint(String english, String chinese) {}

    private static Hint hint(String english, String chinese) {
        return new Hint(english, chinese);
    }

    /** Returns whether there is something to say. */
    static boolean knows(String word) {
        return HINTS.containsKey(word);
    }

    static Hint of(String word) {
        @Nullable Hint hint = HINTS.get(word);
        return hint == null ? new Hint(word, word) : hint;
    }
}
