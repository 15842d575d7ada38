package dev.sluice.app.migrate;

import dev.sluice.app.config.Node;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code model_list}: vendors, addresses, keys and prices. */
final class LiteLlmDeployments {
    private static final Map<String, Sentence> NOTHING_ALIKE =
            Map.of(
                    "max_retries",
                    new Sentence("retries are said of a model, not of a target", "重试写在模型上，而非单个目标"),
                    "num_retries",
                    new Sentence("retries are said of a model, not of a target", "重试写在模型上，而非单个目标"),
                    "stream_timeout",
                    new Sentence(
                            "there is one timeout for all calls; first_byte_timeout and"
                                    + " idle_timeout hold for streams, too",
                            "流式没有单独的超时；first_byte_timeout 与 idle_timeout 同样适用于流"),
                    "mock_response",
                    new Sentence(
                            "an answer made up beforehand; type: echo answers so",
                            "预设回答；可用 type: echo"),
                    "tags",
                    new Sentence("calls are not routed by tags", "不按标签路由"),
                    "budget_duration",
                    new Sentence("budgets stand at keys and teams", "预算写在密钥和团队上"),
                    "max_budget",
                    new Sentence("budgets stand at keys and teams", "预算写在密钥和团队上"),
                    "additional_drop_params",
                    new Sentence(
                            "what a vendor has no word for is left out anyway",
                            "厂商没有对应字段的参数本就会略去"));

    private final ProviderPool pool = new ProviderPool();
    private final List<LiteLlmDeployment> deployments = new ArrayList<>();
    private final List<Plan.Price> prices = new ArrayList<>();
    private final LiteLlmDefaults defaults;

    LiteLlmDeployments(LiteLlmDefaults defaults) {
        this.defaults = defaults;
    }

    List<Plan.Provider> providers() {
        return pool.providers();
    }

    List<LiteLlmDeployment> deployments() {
        return deployments;
    }

    List<Plan.Price> prices() {
        return prices;
    }

    /** Adds an item. */
    void add(Piece item) {
        @Nullable String name = item.text("model_name");
        @Nullable Piece params = item.piece("litellm_params");
        @Nullable Piece info = item.piece("model_info");
        @Nullable String model = params == null ? null : params.text("model");
        if (name == null || params == null || model == null) {
            item.found(
                    Finding.Kind.UNSUPPORTED,
                    "has not both a model_name and a litellm_params.model; not written",
                    "缺少 model_name 或 litellm_params.model，未写入");
            return;
        }
        var named = LiteLlmVendors.named(model, params.text("custom_llm_provider"));
        if (isWritten(item, name, named, params)) {
            add(item, name, new LiteLlmConnection(params, named, defaults), info);
        }
    }

    /** Says why an item cannot be written, if that is so. */
    private static boolean isWritten(
            Piece item, String name, LiteLlmVendors.Named named, Piece params) {
        boolean star = name.contains("*") || named.model().contains("*");
        if (star && !name.equals(named.model())) {
            item.found(
                    Finding.Kind.UNSUPPORTED,
                    "model_name",
                    "a beginning such as openai/ is not cut off what callers say; list the names",
                    "不会从调用者的模型名中去掉 openai/ 之类的前缀；请逐个列出模型名");
            return false;
        }
        if (name.contains("*") && name.indexOf('*') < name.length() - 1) {
            item.found(
                    Finding.Kind.UNSUPPORTED,
                    "model_name",
                    "a star can only stand at the end of a name",
                    "星号只能在名字末尾");
            return false;
        }
        if (named.word().startsWith("vertex_ai") && !named.model().contains("gemini")) {
            params.found(
                    Finding.Kind.UNSUPPORTED,
                    "model",
                    "only Gemini is spoken with Vertex AI; not written",
                    "Vertex AI 仅支持 Gemini，未写入");
            return false;
        }
        if (named.vendor().type().isEmpty() && !params.has("api_base") && !params.has("base_url")) {
            params.found(
                    Finding.Kind.UNSUPPORTED,
                    "model",
                    "there is no provider for '" + named.word() + "' and no api_base; not written",
                    "没有对应 '" + named.word() + "' 的 provider，也没有 api_base，未写入");
            return false;
        }
        return true;
    }

    private void add(Piece item, String name, LiteLlmConnection connection, @Nullable Piece info) {
        Piece params = connection.params();
        Map<String, Node> parameters = LiteLlmDeployment.parameters(params);
        Map<String, BigDecimal> rates = LiteLlmDeployment.rates(params, info);
        Map<String, Node> words = new LinkedHashMap<>();
        Map<String, Node> options = new LinkedHashMap<>();
        String type = connection.into(words, options);
        String provider = pool.id(type, type, words, options);
        String upstream = connection.model();
        @Nullable BigDecimal input = rates.get("input");
        @Nullable BigDecimal output = rates.get("output");
        deployments.add(
                new LiteLlmDeployment(
                        name,
                        new Plan.Way.To(provider, name.contains("*") ? null : upstream, parameters),
                        LiteLlmDeployment.weight(params),
                        Math.clamp(params.whole("order", 1), 1, 1_000_000),
                        input == null || output == null ? null : input.add(output)));
        if (!rates.isEmpty()) {
            var price = new Plan.Price(provider, upstream, "USD", rates);
            if (prices.stream().noneMatch(each -> isSame(each, price))) {
                prices.add(price);
            }
        }
        params.remark(Finding.Kind.UNSUPPORTED, NOTHING_ALIKE);
        params.rest();
        if (info != null) {
            LiteLlmDeployment.describe(info);
        }
        item.rest();
        item.exact(name + ": " + type, name + "：" + type);
    }

    private static boolean isSame(Plan.Price one, Plan.Price other) {
        return one.provider().equals(other.provider()) && one.model().equals(other.model());
    }
}
