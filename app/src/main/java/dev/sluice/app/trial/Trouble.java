package dev.sluice.app.trial;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What went wrong with a trial, by what can be done about it: a pure table over the signs of a
 * failure.
 */
public enum Trouble {
    KEY(
            "The vendor refuses this key. Copy it again, whole and without blanks, and check that"
                    + " it belongs to this vendor and region and has not expired.",
            "厂商不接受这个密钥。请重新完整复制（不要带空格），并确认它属于这家厂商、这个区域，且没有过期。"),
    REGION(
            "The vendor does not serve the place that this gateway calls from. Choose another"
                    + " region, or set a proxy for this provider.",
            "厂商不为网关所在的地区提供服务。请换一个区域，或者为这个提供商设置代理。"),
    QUOTA(
            "The account has no balance or allowance left. Top it up at the vendor, or use the key"
                    + " of another account.",
            "账户余额或额度已用完。请到厂商处充值，或者换用其他账户的密钥。"),
    RATE(
            "The vendor is being asked too often with this key. The address and the key are good;"
                    + " try again in a minute.",
            "这个密钥的请求太频繁。地址和密钥都是对的，请一分钟后再试。"),
    MODEL(
            "The vendor does not know this model, or the key may not use it. Choose one from the"
                    + " list.",
            "厂商没有这个模型，或者这个密钥无权使用。请从列表中选择一个。"),
    BASE(
            "Something answers at this address, but not the API. Check api_base: as a rule it ends"
                    + " in /v1, and holds neither /chat/completions nor the address of a web page.",
            "这个地址有响应，但不是 API。请检查 api_base：通常以 /v1 结尾，不要带 /chat/completions，也不要填网页地址。"),
    DNS(
            "The host name of the address does not exist, or cannot be looked up from here. Check"
                    + " its spelling and this machine's DNS.",
            "地址中的主机名不存在，或者在本机无法解析。请检查拼写以及本机的 DNS。"),
    REFUSED(
            "Nothing listens at this address and port. Is the server running? In a container,"
                    + " localhost is the container itself: use the host's name instead.",
            "这个地址和端口上没有服务。服务启动了吗？在容器里，localhost 指容器自己，请改用宿主机的名字。"),
    TLS(
            "The secure connection cannot be made. Check http against https in the address; for a"
                    + " server of your own, name its authority with ca.",
            "无法建立安全连接。请检查地址应为 http 还是 https；自建服务请用 ca 指定其证书颁发机构。"),
    PROXY(
            "The outgoing proxy refuses or cannot be reached. Check proxy in this provider.",
            "出站代理拒绝连接或无法访问。请检查这个提供商的 proxy 设置。"),
    UNREACHABLE(
            "The address cannot be reached from here. Check the network and whether an outgoing"
                    + " proxy is needed.",
            "从本机无法访问这个地址。请检查网络，以及是否需要出站代理。"),
    TIMEOUT(
            "The vendor did not answer in time. Try again; a local server may still be loading its"
                    + " model, and from some networks a proxy is needed.",
            "厂商没有及时响应。请再试一次；本地服务可能还在加载模型，有些网络需要代理。"),
    OVERLOAD(
            "The vendor has trouble of its own at present. Try again later; address and key cannot"
                    + " be judged by this.",
            "厂商目前自身有故障。请稍后再试；这不能说明地址和密钥是否正确。"),
    CONTENT(
            "A filter of the vendor withheld the answer. Address and key are good.",
            "厂商的过滤器扣下了回答。地址和密钥都是对的。"),
    REQUEST(
            "The vendor understood the key and refused the request. Its own words say why.",
            "厂商接受了密钥，但拒绝了请求。原因见厂商的原话。"),
    UNREADABLE(
            "The answer is not what this type of provider gives. Check that type and api_base"
                    + " belong together.",
            "返回的内容不是这种提供商应有的格式。请检查 type 与 api_base 是否匹配。"),
    RETIRED(
            "The vendor has shut this service down. Choose the type that follows it.",
            "厂商已停止这项服务。请改用它的后继类型。"),
    BROKEN("The connection broke before the answer was complete. Try again.", "连接在回答完成之前中断。请再试一次。"),
    OTHER("Read the vendor's own words; the gateway's log says more.", "请看厂商的原话；网关日志中有更多信息。");

    private static final Pattern REGION_WORDS =
            Pattern.compile(
                    "unsupported_country|not (?:available|supported) in your (?:country|region"
                            + "|location)|country, region, or territory|user location is not"
                            + " supported|地区不支持|所在地区");

    private static final Pattern MODEL_WORDS =
            Pattern.compile(
                    "model_not_found|model not exist|does not exist or you do not have access"
                            + "|no such model|unknown model|model .{0,60}not found"
                            + "|not_found_error.{0,80}model|invalid model|模型不存在");

    private static final Pattern KEY_WORDS =
            Pattern.compile(
                    "invalid.api.key|incorrect api key|api key not valid|invalid_api_key"
                            + "|authentication|unauthorized|无效的.{0,6}(?:密钥|令牌)|身份验证失败");

    private final String english;
    private final String chinese;

    Trouble(String english, String chinese) {
        this.english = english;
        this.chinese = chinese;
    }

    /** Returns what to do about it. */
    public String english() {
        return english;
    }

    /** Returns the same in Chinese. */
    public String chinese() {
        return chinese;
    }

    /**
     * What is known of a failure.
     *
     * @param status the vendor's HTTP status; 0 when it did not answer
     * @param code the gateway's word for it, or ""
     * @param message the gateway's sentence
     * @param raw what the vendor said
     */
    public record Signs(int status, String code, String message, String raw) {
        private String words() {
            return (message + " " + raw).toLowerCase(Locale.ROOT);
        }
    }

    /** Tells what went wrong. */
    public static Trouble of(Signs signs) {
        return switch (signs.code()) {
            case "upstream_unreachable" -> unreachable(signs.words());
            case "upstream_timeout" -> TIMEOUT;
            case "upstream_broken" -> BROKEN;
            case "upstream_redirect" -> BASE;
            case "provider_retired" -> RETIRED;
            default -> answered(signs);
        };
    }

    private static Trouble unreachable(String words) {
        if (words.contains("proxy")) {
            return PROXY;
        }
        if (words.contains("resolve")) {
            return DNS;
        }
        if (words.contains("tls") || words.contains("ca)")) {
            return TLS;
        }
        if (words.contains("refused the connection")) {
            return REFUSED;
        }
        return words.contains("timeout") ? TIMEOUT : UNREACHABLE;
    }

    private static Trouble answered(Signs signs) {
        String words = signs.words();
        if (REGION_WORDS.matcher(words).find()) {
            return REGION;
        }
        boolean page = signs.raw().stripLeading().startsWith("<");
        return switch (signs.code()) {
            case "insufficient_quota" -> QUOTA;
            case "content_filter" -> CONTENT;
            case "model_not_found" -> MODEL;
            case "upstream_auth" -> page ? BASE : KEY;
            case "upstream_malformed" -> page ? BASE : UNREADABLE;
            default -> page && signs.status() < 500 ? BASE : byStatus(signs, words);
        };
    }

    private static Trouble byStatus(Signs signs, String words) {
        int status = signs.status();
        if (status > 0 && status < 400) {
            return UNREADABLE;
        }
        if (MODEL_WORDS.matcher(words).find()) {
            return MODEL;
        }
        return switch (status) {
            case 401, 403 -> KEY;
            case 402 -> QUOTA;
            case 404, 405 -> BASE;
            case 408, 504 -> TIMEOUT;
            case 429 -> RATE;
            default -> {
                if (status >= 500) {
                    yield OVERLOAD;
                }
                boolean key = status >= 400 && KEY_WORDS.matcher(words).find();
                yield key ? KEY : status >= 400 ? REQUEST : OTHER;
            }
        };
    }
}
