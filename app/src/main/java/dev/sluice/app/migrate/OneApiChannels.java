package dev.sluice.app.migrate;

import dev.sluice.app.config.Node;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes providers and models of channels. */
final class OneApiChannels {
    private static final int MANUALLY_DISABLED = 2;
    private static final int AUTOMATICALLY_DISABLED = 3;

    /** From here on new-api leaves the dots in the names of Azure's deployments. */
    private static final long DOTS_SINCE = Instant.parse("2025-05-10T00:00:00Z").getEpochSecond();

    /** What a channel has counted or noticed. */
    private static final Set<String> HISTORY =
            Set.of(
                    "id",
                    "name",
                    "created_time",
                    "test_time",
                    "response_time",
                    "balance",
                    "balance_updated_time",
                    "used_quota",
                    "auto_ban",
                    "other_info",
                    "channel_info",
                    "test_model",
                    "remark",
                    "tag");

    private static final Map<String, Sentence> NOTHING_ALIKE =
            Map.of(
                    "status_code_mapping",
                    new Sentence("statuses are not rewritten", "不改写状态码"),
                    "system_prompt",
                    new Sentence("no system prompt is added to calls", "不向调用追加系统提示词"),
                    "setting",
                    new Sentence(
                            "settings of a channel; see the provider's words",
                            "渠道设置；请查看 provider 的字段"),
                    "settings",
                    new Sentence(
                            "settings of a channel; see the provider's words",
                            "渠道设置；请查看 provider 的字段"),
                    "openai_organization",
                    new Sentence(
                            "write it as headers: {OpenAI-Organization: ...}",
                            "请写成 headers: {OpenAI-Organization: ...}"));

    private final ChannelTypes types;
    private final ProviderPool pool = new ProviderPool();
    private final Map<String, List<Served>> served = new LinkedHashMap<>();
    private final Map<String, Set<String>> groups = new LinkedHashMap<>();

    OneApiChannels(ChannelTypes types) {
        this.types = types;
    }

    /** A model at a channel. */
    private record Served(Plan.Way way, long priority, long weight) {}

    List<Plan.Provider> providers() {
        return pool.providers();
    }

    /** Returns the names of all models. */
    Set<String> names() {
        return served.keySet();
    }

    /** Returns the names of the models that each group may use. */
    Map<String, Set<String>> groups() {
        return groups;
    }

    /** Adds a channel. */
    void add(Piece channel) {
        int number = (int) channel.whole("type", 0);
        long status = channel.whole("status", 1);
        if (status == MANUALLY_DISABLED) {
            channel.found(
                    Finding.Kind.MANUAL,
                    "status",
                    "disabled by hand, so it is not written; enable it and import again to have it",
                    "渠道已手动禁用，未写入；如需保留请启用后重新导入");
            return;
        }
        if (status == AUTOMATICALLY_DISABLED) {
            channel.found(
                    Finding.Kind.APPROXIMATE,
                    "status",
                    "disabled by itself after failures; written, the gateway finds out anew",
                    "因失败被自动禁用；已写入，由网关重新判断其健康");
        }
        String type = types.type(number);
        @Nullable String stated = channel.text("base_url");
        // one-api's Coze is the one abroad, ours the one in China.
        boolean abroad = types == ChannelTypes.ONE_API && type.equals("coze") && stated == null;
        @Nullable String base = abroad ? "https://api.coze.com" : stated;
        if (type.isEmpty() && base == null) {
            channel.found(
                    Finding.Kind.UNSUPPORTED,
                    "type",
                    "there is no provider for " + types.name(number) + "; not written",
                    "没有对应 " + types.name(number) + " 的 provider，未写入");
            return;
        }
        if (type.isEmpty()) {
            channel.found(
                    Finding.Kind.APPROXIMATE,
                    "type",
                    types.name(number) + " is taken for a service that speaks OpenAI's language",
                    "将 " + types.name(number) + " 视为 OpenAI 兼容服务");
        }
        @Nullable String id = provider(channel, type.isEmpty() ? "proxy" : type, base, number);
        if (id != null) {
            models(channel, id, type);
            channel.exact(
                    "channel " + name(channel) + ": " + type, "渠道 " + name(channel) + "：" + type);
        }
    }

    private static String name(Piece channel) {
        @Nullable String name = channel.text("name");
        return name == null ? String.valueOf(channel.text("id")) : name;
    }

    private @Nullable String provider(
            Piece channel, String type, @Nullable String base, int number) {
        String owner = "CHANNEL_" + channel.text("id");
        @Nullable ChannelKey key = ChannelKey.of(channel.text("key"), type, owner);
        if (key == null) {
            channel.found(
                    Finding.Kind.MANUAL,
                    "key",
                    "has not the parts that " + type + " needs; not written",
                    "密钥缺少 " + type + " 所需的部分，未写入");
            return null;
        }
        Map<String, Node> words = new LinkedHashMap<>();
        var address = new OneApiAddress(channel, type);
        KnownAddress known = address.address(base, ChannelTypes.address(number));
        words.putAll(key.words());
        address.into(words, key.options(), known);
        missing(channel, key, words);
        headers(channel, words);
        channel.skip(HISTORY);
        return pool.id(name(channel), known.type(), words, key.options());
    }

    /** Says which variables somebody has to set. */
    private static void missing(Piece channel, ChannelKey key, Map<String, Node> words) {
        List<String> missing = new ArrayList<>();
        for (String name : key.missing()) {
            Node.Scalar reference = Values.text("${" + name + "}");
            if (words.containsValue(reference) || key.options().containsValue(reference)) {
                missing.add(name);
            }
        }
        if (!missing.isEmpty()) {
            String names = String.join(", ", missing);
            channel.found(
                    Finding.Kind.MANUAL,
                    "key",
                    "not in the export; set " + names + ", or write it into the new file",
                    "导出中没有密钥；请设置环境变量 " + names + "，或写入新文件");
        }
    }

    private static void headers(Piece channel, Map<String, Node> words) {
        @Nullable Piece headers = channel.json("header_override");
        if (headers == null) {
            return;
        }
        Map<String, Node> all = new LinkedHashMap<>();
        for (String name : headers.names()) {
            @Nullable String value = headers.text(name);
            if (value != null) {
                all.put(name, Values.text(Values.literal(value)));
            }
        }
        if (!all.isEmpty()) {
            words.put("headers", Values.members(all));
        }
    }

    private void models(Piece channel, String provider, String type) {
        Map<String, String> mapping = mapping(channel);
        Map<String, Node> parameters = new LinkedHashMap<>();
        @Nullable Piece override = channel.json("param_override");
        if (override != null) {
            for (String name : override.names()) {
                @Nullable Node value = override.take(name);
                if (value != null) {
                    parameters.put(name, value);
                }
            }
        }
        long priority = channel.whole("priority", 0);
        long weight = weight(channel);
        List<String> models = channel.words("models");
        boolean dots =
                types == ChannelTypes.NEW_API && channel.whole("created_time", 0) >= DOTS_SINCE;
        for (String model : models) {
            String upstream = mapping.getOrDefault(model, model);
            String asked = type.equals("azure") && !dots ? upstream.replace(".", "") : upstream;
            served.computeIfAbsent(model, _ -> new ArrayList<>())
                    .add(
                            new Served(
                                    new Plan.Way.To(provider, asked, parameters),
                                    priority,
                                    weight));
        }
        for (String group : channel.words("group")) {
            groups.computeIfAbsent(group, _ -> new LinkedHashSet<>()).addAll(models);
        }
        channel.remark(Finding.Kind.UNSUPPORTED, NOTHING_ALIKE);
        channel.rest();
    }

    private long weight(Piece channel) {
        long weight = Math.max(0, channel.whole("weight", 0));
        if (weight > 0 && types == ChannelTypes.ONE_API) {
            channel.found(
                    Finding.Kind.EXACT,
                    "weight",
                    "one-api never looked at it; not written",
                    "one-api 从不使用权重，未写入");
            return 0;
        }
        if (weight > 0) {
            channel.found(
                    Finding.Kind.APPROXIMATE,
                    "weight",
                    "calls are shared out by it, with the 10 that new-api adds to each",
                    "按权重分配，并像 new-api 一样给每个权重加 10");
        }
        return weight;
    }

    private static Map<String, String> mapping(Piece channel) {
        Map<String, String> mapping = new LinkedHashMap<>();
        @Nullable Piece written = channel.json("model_mapping");
        if (written != null) {
            for (String name : written.names()) {
                @Nullable String upstream = written.text(name);
                if (upstream != null) {
                    mapping.put(name, upstream);
                }
            }
        }
        return mapping;
    }

    /** Returns the models: one for each name, with the channels that serve it as targets. */
    List<Plan.Model> models() {
        List<Plan.Model> models = new ArrayList<>();
        served.forEach((name, all) -> {
            TreeSet<Long> priorities = new TreeSet<>();
            all.forEach(each -> priorities.add(-each.priority()));
            List<Long> tiers = List.copyOf(priorities);
            boolean weighted = all.stream().anyMatch(each -> each.weight() > 0);
            List<Plan.Target> targets = new ArrayList<>();
            for (Served each : all) {
                targets.add(
                        new Plan.Target(
                                each.way(),
                                (int) Math.min(1_000_000, weighted ? each.weight() + 10 : 1),
                                tiers.indexOf(-each.priority()) + 1,
                                null));
            }
            targets.sort(Comparator.comparingInt(Plan.Target::tier));
            var choice =
                    all.size() == 1
                            ? Plan.Choice.NONE
                            : new Plan.Choice(
                                    weighted ? "weighted" : "random", null, 0, null, null);
            models.add(
                    new Plan.Model(
                            name,
                            List.of(),
                            targets.size() == 1
                                    ? List.of(Plan.Target.of(targets.getFirst().way()))
                                    : targets,
                            choice));
        });
        return models;
    }
}
