package dev.sluice.app.migrate;

import dev.sluice.app.config.Node;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * LiteLLM's {@code config.yaml}. Every item of {@code model_list} becomes a target of the model
 * that it is called after, what is reached in the same way one provider; {@code router_settings}
 * say how a target is chosen, {@code master_key} becomes a key for everything. Keys that LiteLLM
 * keeps in its database are not in the file. Source: docs.litellm.ai, read 2026-11.
 */
final class LiteLlm implements Adapter {
    private static final Pattern REFERENCE = Pattern.compile("os\\.environ/([A-Za-z0-9_]+)");

    @Override
    public Plan plan(Node file, Report report) {
        var root = new Piece((Node.Members) file, "", report);
        List<Piece> items = root.pieces("model_list");
        @Nullable Piece library = root.piece("litellm_settings");
        @Nullable Piece router = root.piece("router_settings");
        @Nullable Piece general = root.piece("general_settings");
        var deployments = new LiteLlmDeployments(defaults(library, router));
        items.forEach(deployments::add);
        Set<String> names = new HashSet<>();
        deployments.deployments().forEach(each -> names.add(each.name()));
        var routing = new LiteLlmRouting(names);
        if (library != null) {
            routing.shared(library);
        }
        if (router != null) {
            routing.router(router);
        }
        var plan =
                new Plan(
                        gate(root, library, general),
                        deployments.providers(),
                        new LiteLlmRoutes(routing, deployments.deployments()).models(),
                        List.of(),
                        keys(general),
                        deployments.prices());
        variables(root);
        if (library != null) {
            library(library);
        }
        if (general != null) {
            general.remark(Finding.Kind.MANUAL, LiteLlmWords.GENERAL_BY_HAND);
            general.rest();
        }
        root.rest();
        return plan;
    }

    /** Returns a text in which {@code os.environ/NAME} has become <code>${NAME}</code>. */
    static String referred(String text) {
        Matcher reference = REFERENCE.matcher(text);
        return reference.matches() ? "${" + reference.group(1) + "}" : Values.literal(text);
    }

    private static LiteLlmDefaults defaults(@Nullable Piece library, @Nullable Piece router) {
        @Nullable BigDecimal wanted = router == null ? null : router.number("timeout");
        @Nullable BigDecimal request = library == null ? null : library.number("request_timeout");
        @Nullable Boolean drops = library == null ? null : library.truth("drop_params");
        if (library != null && drops != null) {
            library.found(
                    Finding.Kind.EXACT,
                    "drop_params",
                    drops
                            ? "what a vendor has no word for is left out, and named in"
                                    + " x-sluice-dropped"
                            : "strict: a call is refused when a vendor has no word for part of it",
                    drops ? "厂商没有对应字段的参数会略去，并列在 x-sluice-dropped 中" : "strict：厂商没有对应字段时拒绝调用");
        }
        return new LiteLlmDefaults(wanted == null ? request : wanted, Boolean.FALSE.equals(drops));
    }

    private static Plan.Gate gate(Piece root, @Nullable Piece library, @Nullable Piece general) {
        boolean json = library != null && Boolean.TRUE.equals(library.truth("json_logs"));
        if (general != null && general.text("master_key") != null) {
            return new Plan.Gate(Plan.Door.CLOSED, json ? "json" : null);
        }
        root.found(
                Finding.Kind.MANUAL,
                "there is no master_key: as LiteLLM does, this file serves callers without a key"
                        + " (server.open)",
                "没有 master_key：与 LiteLLM 一样，不带密钥也可调用(server.open)");
        return new Plan.Gate(Plan.Door.OPEN, json ? "json" : null);
    }

    private static List<Plan.Key> keys(@Nullable Piece general) {
        @Nullable String master = general == null ? null : general.text("master_key");
        if (general == null || master == null) {
            return List.of();
        }
        general.found(
                Finding.Kind.APPROXIMATE,
                "master_key",
                "a key that may call everything; it administrates nothing, that is ADMIN_TOKEN's",
                "成为可调用所有模型的密钥；管理权限属于 ADMIN_TOKEN");
        return List.of(
                new Plan.Key(
                        "master",
                        referred(master),
                        Plan.Holder.ANYBODY,
                        Plan.Reach.ALL,
                        List.of()));
    }

    private static void variables(Piece root) {
        @Nullable Piece variables = root.piece("environment_variables");
        if (variables != null) {
            for (String name : variables.names()) {
                variables.take(name);
                variables.found(
                        Finding.Kind.MANUAL,
                        name,
                        "set this variable where Sluice is started; its value is not written",
                        "请在启动 Sluice 处设置此变量；其值未写入");
            }
        }
    }

    private static void library(Piece library) {
        library.remark(Finding.Kind.UNSUPPORTED, LiteLlmWords.LIBRARY);
        library.remark(Finding.Kind.MANUAL, LiteLlmWords.LIBRARY_BY_HAND);
        library.rest();
    }
}
