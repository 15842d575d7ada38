package dev.sluice.app.migrate;

import dev.sluice.core.access.AddressRange;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes keys of tokens, and teams of the groups that they are in. */
final class OneApiTokens {
    /** How much of one-api's quota is a dollar. */
    private static final BigDecimal DOLLAR = BigDecimal.valueOf(500_000);

    private static final int ENABLED = 1;

    /** new-api's word for whichever of the user's groups works. */
    private static final String ANY_GROUP = "auto";

    private static final Set<String> HISTORY =
            Set.of(
                    "id",
                    "created_time",
                    "accessed_time",
                    "used_quota",
                    "cross_group_retry",
                    "DeletedAt",
                    "deleted_at");

    private final Map<String, Set<String>> groups;
    private final Set<String> names;
    private final Set<String> ids = new HashSet<>();
    private final Set<String> used = new LinkedHashSet<>();
    private final List<Plan.Key> keys = new ArrayList<>();

    /**
     * For channels that were read.
     *
     * @param groups the names of the models that each group may use
     * @param names the names of all models
     */
    OneApiTokens(Map<String, Set<String>> groups, Set<String> names) {
        this.groups = groups;
        this.names = names;
    }

    List<Plan.Key> keys() {
        return keys;
    }

    /** Returns a team for each group that a token is in. */
    List<Plan.Team> teams() {
        return used.stream()
                .map(each -> new Plan.Team(each, List.copyOf(groups.getOrDefault(each, Set.of()))))
                .toList();
    }

    /** Adds a token. */
    void add(Piece token) {
        @Nullable String name = token.text("name");
        @Nullable String number = token.text("id");
        String label = name != null ? name : number != null ? "token-" + number : "token";
        String id = ProviderPool.free(ProviderPool.slug(label), ids);
        @Nullable String user = token.text("user_id");
        @Nullable List<String> models = models(token);
        @Nullable String group = token.text("group");
        @Nullable List<String> addresses = addresses(token);
        boolean useless =
                (models != null && models.isEmpty())
                        || (group != null && isEmpty(token, group))
                        || addresses == null;
        Plan.State stated = state(token);
        var holder =
                new Plan.Holder(
                        user == null ? null : "user " + user,
                        useless ? null : team(token, group),
                        // Empty lists would mean everything, from anywhere.
                        useless ? Plan.State.DISABLED : stated,
                        expires(token));
        var reach =
                new Plan.Reach(
                        useless ? null : models,
                        addresses == null ? List.of() : addresses,
                        Map.of(),
                        null,
                        null);
        keys.add(new Plan.Key(id, secret(token, number), holder, reach, budgets(token)));
        token.skip(HISTORY);
        token.rest();
        token.exact("token " + label, "令牌 " + label);
    }

    private String secret(Piece token, @Nullable String number) {
        @Nullable String key = token.text("key");
        if (key == null || ChannelKey.isMasked(key)) {
            String variable = "TOKEN_" + (number == null ? keys.size() + 1 : number);
            token.found(
                    Finding.Kind.MANUAL,
                    "key",
                    "not in the export; set " + variable + " to the key that its owner has",
                    "导出中没有密钥；请把 " + variable + " 设为持有者手中的密钥");
            return "${" + variable + "}";
        }
        // Stored without the beginning that callers write.
        return Values.literal(key.startsWith("sk-") ? key : "sk-" + key);
    }

    private static Plan.State state(Piece token) {
        if (token.whole("status", ENABLED) == ENABLED) {
            return Plan.State.ENABLED;
        }
        token.found(
                Finding.Kind.APPROXIMATE,
                "status",
                "disabled, expired or used up; written as enabled: false",
                "已禁用、过期或用尽；写为 enabled: false");
        return Plan.State.DISABLED;
    }

    private static @Nullable String expires(Piece token) {
        long seconds = token.whole("expired_time", -1);
        return seconds <= 0 ? null : Instant.ofEpochSecond(seconds).toString();
    }

    private static List<Plan.Budget> budgets(Piece token) {
        @Nullable Boolean unlimited = token.truth("unlimited_quota");
        @Nullable BigDecimal quota = token.number("remain_quota");
        if (quota == null || Boolean.TRUE.equals(unlimited)) {
            return List.of();
        }
        BigDecimal dollars = quota.max(BigDecimal.ZERO).divide(DOLLAR, 6, RoundingMode.HALF_UP);
        token.found(
                Finding.Kind.APPROXIMATE,
                "remain_quota",
                "500000 are taken for a dollar, and calls are charged by Sluice's prices from now"
                        + " on",
                "按 500000 = 1 美元换算；此后按 Sluice 的价格计费");
        return List.of(new Plan.Budget(dollars, "USD", "total"));
    }

    /** Returns the names that a token may use; null for all. */
    private @Nullable List<String> models(Piece token) {
        List<String> plain = token.words("models");
        List<String> limits = token.words("model_limits");
        boolean limited = Boolean.TRUE.equals(token.truth("model_limits_enabled"));
        List<String> wanted = plain.isEmpty() && limited ? limits : plain;
        if (wanted.isEmpty()) {
            return null;
        }
        List<String> there = wanted.stream().filter(names::contains).toList();
        if (there.size() < wanted.size()) {
            token.found(
                    Finding.Kind.APPROXIMATE,
                    plain.isEmpty() ? "model_limits" : "models",
                    there.isEmpty()
                            ? "no channel serves any of its names; written as enabled: false"
                            : "names that no channel serves are left out",
                    there.isEmpty() ? "没有渠道提供其中任何模型；写为 enabled: false" : "略去没有渠道提供的模型名");
        }
        return there;
    }

    /**
     * Returns where a token may be used from; null when it says, but nothing that is an address.
     */
    private static @Nullable List<String> addresses(Piece token) {
        List<String> all = new ArrayList<>(token.words("subnet"));
        all.addAll(token.words("allow_ips"));
        List<String> good = new ArrayList<>();
        for (String each : all) {
            try {
                good.add(AddressRange.of(each).text());
            } catch (IllegalArgumentException _) {
                token.found(
                        Finding.Kind.UNSUPPORTED,
                        "an address of its list is none, and is left out: " + each,
                        "地址列表中有无效项，已略去：" + each);
            }
        }
        if (good.isEmpty() && !all.isEmpty()) {
            token.found(
                    Finding.Kind.MANUAL,
                    "none of its addresses is one; written as enabled: false",
                    "地址列表全部无效；写为 enabled: false");
            return null;
        }
        return good;
    }

    /** Says whether a group serves nothing, so that nobody in it can do anything. */
    private boolean isEmpty(Piece token, String group) {
        if (group.equals(ANY_GROUP) || !groups.getOrDefault(group, Set.of()).isEmpty()) {
            return false;
        }
        token.found(
                Finding.Kind.MANUAL,
                "group",
                "no channel serves this group; written as enabled: false",
                "没有渠道服务该分组；写为 enabled: false");
        return true;
    }

    private @Nullable String team(Piece token, @Nullable String group) {
        if (groups.size() < 2) {
            return null;
        }
        if (group == null || group.equals(ANY_GROUP)) {
            token.found(
                    Finding.Kind.MANUAL,
                    "the export does not say which groups its user is in; the key may use the"
                            + " models of all",
                    "导出未写明用户所在分组；此密钥可使用所有分组的模型");
            return null;
        }
        used.add(group);
        token.found(
                Finding.Kind.APPROXIMATE,
                "group",
                "a team that may use the group's models; a model may be served by channels of other"
                        + " groups, too",
                "成为可使用该分组模型的团队；同名模型也可能由其他分组的渠道提供");
        return group;
    }
}
