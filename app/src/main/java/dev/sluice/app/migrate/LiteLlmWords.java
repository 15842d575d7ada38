package dev.sluice.app.migrate;

import java.util.Map;

/** Words of LiteLLM's settings of which there is something to say, but nothing to write. */
final class LiteLlmWords {
    private static final Sentence HEALTH =
            new Sentence(
                    "a target that fails rests and is tried again by itself", "失败的目标会自动冷却并自动重新尝试");
    private static final Sentence REDIS =
            new Sentence(
                    "for limits that several nodes share, write ledger.redis",
                    "多节点共享限额请写 ledger.redis");
    private static final Sentence DATABASE =
            new Sentence(
                    "keys, teams and spending are in LiteLLM's database, not in this file; make"
                            + " keys anew with 'sluice keys create'",
                    "密钥、团队与花费在 LiteLLM 的数据库中，不在此文件；请用 'sluice keys create' 重新签发");
    private static final Sentence RECORDS =
            new Sentence(
                    "calls are recorded anyway; see docs/observability.md for where they can go",
                    "调用本就有记录；去向见 docs/observability.zh.md");

    /** Said in either section, without a counterpart. */
    static final Map<String, Sentence> ROUTING =
            Map.of(
                    "allowed_fails",
                    HEALTH,
                    "cooldown_time",
                    HEALTH,
                    "content_policy_fallbacks",
                    new Sentence(
                            "a refusal by a filter is an answer; no other target is asked",
                            "被过滤器拒绝即为回答，不会改问其他目标"));

    /** In {@code router_settings}, without a counterpart. */
    static final Map<String, Sentence> ROUTER =
            Map.of(
                    "allowed_fails_policy",
                    HEALTH,
                    "disable_cooldowns",
                    HEALTH,
                    "retry_after",
                    HEALTH,
                    "retry_policy",
                    HEALTH,
                    "routing_strategy_args",
                    new Sentence("strategies have no further words", "策略没有更多参数"),
                    "enable_pre_call_checks",
                    new Sentence(
                            "larger_model says where too long conversations go",
                            "过长的对话由 larger_model 处理"));

    /** In {@code router_settings}, for somebody to decide. */
    static final Map<String, Sentence> ROUTER_BY_HAND =
            Map.of(
                    "redis_host", REDIS,
                    "redis_port", REDIS,
                    "redis_password", REDIS,
                    "redis_url", REDIS);

    /** In {@code litellm_settings}, without a counterpart. */
    static final Map<String, Sentence> LIBRARY =
            Map.of(
                    "cache",
                    new Sentence("answers are not cached", "不缓存回答"),
                    "cache_params",
                    new Sentence("answers are not cached", "不缓存回答"),
                    "set_verbose",
                    new Sentence("there is no such log", "没有对应日志"),
                    "telemetry",
                    new Sentence("nothing is ever sent home", "从不上报任何数据"),
                    "modify_params",
                    new Sentence("calls are not repaired for a vendor", "不会为厂商修补调用"));

    /** In {@code litellm_settings}, for somebody to decide. */
    static final Map<String, Sentence> LIBRARY_BY_HAND =
            Map.of(
                    "callbacks",
                    RECORDS,
                    "success_callback",
                    RECORDS,
                    "failure_callback",
                    RECORDS,
                    "service_callback",
                    RECORDS,
                    "max_budget",
                    new Sentence("write budgets at keys or teams", "请在密钥或团队上写 budgets"),
                    "budget_duration",
                    new Sentence("write budgets at keys or teams", "请在密钥或团队上写 budgets"));

    /** In {@code general_settings}, for somebody to decide. */
    static final Map<String, Sentence> GENERAL_BY_HAND =
            Map.of(
                    "database_url",
                    DATABASE,
                    "store_model_in_db",
                    DATABASE,
                    "max_parallel_requests",
                    new Sentence(
                            "write limits: [{parallel: N}] at keys",
                            "请在密钥上写 limits: [{parallel: N}]"),
                    "allowed_ips",
                    new Sentence("write addresses at keys or teams", "请在密钥或团队上写 addresses"),
                    "alerting",
                    RECORDS);

    private LiteLlmWords() {}
}
