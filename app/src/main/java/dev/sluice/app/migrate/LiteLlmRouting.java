package dev.sluice.app.migrate;

import dev.sluice.app.config.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code router_settings}, and those of {@code litellm_settings} that mean the same. */
final class LiteLlmRouting {
    private static final int MOST_RETRIES = 10;

    private final Map<String, List<String>> fallbacks = new HashMap<>();
    private final Map<String, String> larger = new LinkedHashMap<>();
    private final Map<String, List<String>> aliases = new HashMap<>();
    private final List<String> otherwise = new ArrayList<>();
    private final Set<String> names;
    private String strategy = "weighted";
    private int retries;
    private @Nullable Piece spoken;

    /**
     * For the models of a file.
     *
     * @param names what callers may say
     */
    LiteLlmRouting(Set<String> names) {
        this.names = names;
    }

    /**
     * Returns the word for the strategy; {@code weighted} where weights decide, if there are any.
     */
    String strategy() {
        return strategy;
    }

    boolean isByPrice() {
        return strategy.equals("cheapest");
    }

    int retries() {
        return retries;
    }

    List<String> aliases(String name) {
        return aliases.getOrDefault(name, List.of());
    }

    /** Returns the names that a name falls back to, in turn. */
    List<String> fallbacks(String name) {
        return fallbacks.getOrDefault(name, otherwise);
    }

    Map<String, String> larger() {
        return larger;
    }

    /** Says that a way to a larger model is left out. */
    void leadsNowhere(String name, String wanted) {
        if (spoken != null) {
            spoken.found(
                    Finding.Kind.UNSUPPORTED,
                    "context_window_fallbacks",
                    "from '" + name + "' to '" + wanted + "': no such model, or it leads back",
                    "从 '" + name + "' 到 '" + wanted + "'：没有该模型，或形成循环");
        }
    }

    /** Reads what both sections may say. */
    void shared(Piece settings) {
        if (settings.has("context_window_fallbacks")) {
            spoken = settings;
        }
        long wanted = settings.whole("num_retries", retries);
        if (settings.has("num_retries")) {
            settings.found(
                    Finding.Kind.APPROXIMATE,
                    "num_retries",
                    "all targets are asked in turn first; then the last one is asked again"
                            + (wanted > MOST_RETRIES ? ", at most 10 times" : ""),
                    "先依次尝试所有目标，再重试最后一个" + (wanted > MOST_RETRIES ? "，最多 10 次" : ""));
        }
        retries = Math.clamp(wanted, 0, MOST_RETRIES);
        for (Map.Entry<String, List<String>> each : lists(settings, "fallbacks").entrySet()) {
            if (each.getKey().equals("*")) {
                otherwise.addAll(each.getValue());
            } else {
                fallbacks.put(each.getKey(), each.getValue());
            }
        }
        for (String each : settings.words("default_fallbacks")) {
            if (known(settings, "default_fallbacks", each)) {
                otherwise.add(each);
            }
        }
        lists(settings, "context_window_fallbacks")
                .forEach((name, to) -> {
                    if (to.size() > 1) {
                        settings.found(
                                Finding.Kind.APPROXIMATE,
                                "context_window_fallbacks",
                                "'" + name + "' has several; the first is larger_model",
                                "'" + name + "' 有多个，取第一个作为 larger_model");
                    }
                    if (!to.isEmpty()) {
                        larger.put(name, to.getFirst());
                    }
                });
        settings.remark(Finding.Kind.UNSUPPORTED, LiteLlmWords.ROUTING);
    }

    /** Reads a list of mappings, as in {@code [{gpt-4: [claude, gemini]}]}. */
    private Map<String, List<String>> lists(Piece settings, String name) {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        for (Piece each : settings.pieces(name)) {
            for (String from : each.names()) {
                List<String> to = new ArrayList<>();
                @Nullable Node list = each.take(from);
                if (list instanceof Node.Items items) {
                    for (Node item : items.items()) {
                        @Nullable String target = target(settings, name, item);
                        if (target != null && known(settings, name, target)) {
                            to.add(target);
                        }
                    }
                }
                if (from.equals("*") || known(settings, name, from)) {
                    lists.put(from, to);
                }
            }
        }
        return lists;
    }

    /** A name, or {@code {model: name, ...}} with words for the call, which are not kept. */
    private static @Nullable String target(Piece settings, String name, Node item) {
        if (item instanceof Node.Members members
                && members.get("model") instanceof Node.Scalar it) {
            settings.found(
                    Finding.Kind.APPROXIMATE,
                    name,
                    "words beside a fallback's model are not kept",
                    "回退模型旁的其他字段未保留");
            return it.text().strip();
        }
        return item instanceof Node.Scalar scalar ? scalar.text().strip() : null;
    }

    private boolean known(Piece settings, String member, String name) {
        if (names.contains(name)) {
            return true;
        }
        settings.found(
                Finding.Kind.UNSUPPORTED,
                member,
                "'" + name + "' is no model of the list; left out",
                "'" + name + "' 不在 model_list 中，已略去");
        return false;
    }

    /** Reads {@code router_settings}. */
    void router(Piece settings) {
        shared(settings);
        @Nullable String word = settings.text("routing_strategy");
        if (word != null) {
            strategy(settings, word);
        }
        @Nullable Piece named = settings.piece("model_group_alias");
        if (named != null) {
            for (String alias : named.names()) {
                alias(named, alias);
            }
            named.rest();
        }
        settings.take("timeout");
        settings.remark(Finding.Kind.UNSUPPORTED, LiteLlmWords.ROUTER);
        settings.remark(Finding.Kind.MANUAL, LiteLlmWords.ROUTER_BY_HAND);
        settings.rest();
    }

    private void alias(Piece named, String alias) {
        @Nullable Node value = named.take(alias);
        @Nullable String model =
                value instanceof Node.Members members
                                && members.get("model") instanceof Node.Scalar inner
                        ? inner.text().strip()
                        : value instanceof Node.Scalar scalar ? scalar.text().strip() : null;
        if (model == null || !names.contains(model) || names.contains(alias)) {
            named.found(
                    Finding.Kind.UNSUPPORTED,
                    alias,
                    "leads to no model of the list, or is one itself; left out",
                    "指向不存在的模型，或本身就是模型名；已略去");
            return;
        }
        aliases.computeIfAbsent(model, _ -> new ArrayList<>()).add(alias);
        named.found(Finding.Kind.EXACT, alias, "an alias of " + model, model + " 的别名");
    }

    private void strategy(Piece settings, String word) {
        switch (word) {
            case "simple-shuffle" ->
                    settings.found(
                            Finding.Kind.EXACT,
                            "routing_strategy",
                            "weighted where there are weights, else random",
                            "有权重时为 weighted，否则为 random");
            case "least-busy" -> {
                strategy = "least-busy";
                settings.found(Finding.Kind.EXACT, "routing_strategy", "least-busy", "least-busy");
            }
            case "latency-based-routing" -> {
                strategy = "fastest";
                settings.found(
                        Finding.Kind.APPROXIMATE,
                        "routing_strategy",
                        "fastest: by the time to the first token",
                        "fastest：按首字延迟");
            }
            case "cost-based-routing" -> {
                strategy = "cheapest";
                settings.found(
                        Finding.Kind.APPROXIMATE,
                        "routing_strategy",
                        "cheapest: by input and output price together, where the file states them",
                        "cheapest：按文件中写明的输入与输出价格之和");
            }
            case "usage-based-routing", "usage-based-routing-v2" -> {
                strategy = "least-busy";
                settings.found(
                        Finding.Kind.APPROXIMATE,
                        "routing_strategy",
                        "least-busy: by calls under way, not by tokens of the last minute",
                        "least-busy：按进行中的调用数，而非最近一分钟的 token 数");
            }
            default ->
                    settings.found(
                            Finding.Kind.UNSUPPORTED,
                            "routing_strategy",
                            "there is no such strategy here; calls are shared out by weight or by"
                                    + " chance",
                            "没有对应策略；按权重或随机分配");
        }
    }
}
