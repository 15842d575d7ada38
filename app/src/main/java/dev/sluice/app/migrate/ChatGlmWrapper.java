package dev.sluice.app.migrate;

import dev.sluice.app.config.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ChatGLM wrapper's {@code config.yml}: {@code debug}, {@code port}, {@code llm_type}, {@code
 * llm_args} and {@code llm_models}. The wrapper holds one model in its own memory and asks nobody
 * for a key. Sluice holds none: the new file leads to the wrapper itself, or to whatever server
 * takes its place at the same address. Source: the project's README and code, 2023.
 */
final class ChatGlmWrapper implements Adapter {
    /** Where the wrapper listens unless told otherwise. */
    private static final long USUAL_PORT = 8001;

    private static final String PROVIDER = "chatglm";

    @Override
    public Plan plan(Node file, Report report) {
        var root = new Piece((Node.Members) file, "", report);
        long port = root.whole("port", USUAL_PORT);
        root.found(
                Finding.Kind.MANUAL,
                "port",
                "the wrapper, or a server in its place, is expected on port "
                        + port
                        + "; callers go to the gateway's own port from now on, 8090",
                "仍需 wrapper(或替代它的服务器)监听 " + port + " 端口；调用者改用网关自己的端口 8090");
        if (Boolean.TRUE.equals(root.truth("debug"))) {
            root.found(
                    Finding.Kind.MANUAL,
                    "debug",
                    "there is no debug mode; server.access_log: true makes every call a line",
                    "没有调试模式；server.access_log: true 可让每次调用记一行日志");
        }
        Map<String, Node> words = new LinkedHashMap<>();
        words.put("api_base", Values.text("http://localhost:" + port + "/v1"));
        var provider = new Plan.Provider(PROVIDER, "chatglm-server", words, Map.of());
        Map<String, Node> parameters = parameters(root);
        List<Plan.Model> models = models(root, parameters);
        root.found(
                Finding.Kind.APPROXIMATE,
                "the wrapper asks nobody for a key, so callers without one are served"
                        + " (server.open); they must name a model",
                "wrapper 不校验密钥，因此不带密钥也可调用(server.open)；调用时必须写明模型");
        root.rest();
        return new Plan(
                new Plan.Gate(Plan.Door.OPEN, null),
                List.of(provider),
                models,
                List.of(),
                List.of(),
                List.of());
    }

    private static Map<String, Node> parameters(Piece root) {
        Map<String, Node> parameters = new LinkedHashMap<>();
        @Nullable Piece args = root.piece("llm_args");
        if (args == null) {
            return parameters;
        }
        for (String name : args.names()) {
            if (args.take(name) instanceof Node.Scalar value) {
                // The server's own word; max_tokens is what callers and vendors say.
                parameters.put(name.equals("max_length") ? "max_tokens" : name, value);
                args.found(
                        Finding.Kind.APPROXIMATE,
                        name,
                        "wins over the caller's value; in the wrapper it stood in for a missing"
                                + " one",
                        "会覆盖调用者的值；在 wrapper 中仅作缺省值");
            }
        }
        args.rest();
        return parameters;
    }

    private static List<Plan.Model> models(Piece root, Map<String, Node> parameters) {
        @Nullable String type = root.text("llm_type");
        @Nullable Piece listed = root.piece("llm_models");
        List<Plan.Model> models = new ArrayList<>();
        Set<String> names = listed == null ? Set.of() : listed.names();
        String served = type != null ? type : names.isEmpty() ? "chatglm" : names.iterator().next();
        models.add(
                new Plan.Model(
                        served,
                        List.of("*"),
                        List.of(Plan.Target.of(new Plan.Way.To(PROVIDER, served, parameters))),
                        Plan.Choice.NONE));
        root.found(
                Finding.Kind.EXACT,
                "llm_type",
                "the one model that is served, whatever name a caller writes",
                "唯一提供服务的模型，调用者写任何名字都可");
        if (listed != null) {
            names.forEach(name -> weights(listed, name, served));
            listed.rest();
        }
        return models;
    }

    /** Says what becomes of the files that the wrapper loads by itself. */
    private static void weights(Piece listed, String name, String served) {
        @Nullable Piece model = listed.piece(name);
        @Nullable String place = model == null ? null : model.text("model_path");
        if (name.equals(served)) {
            listed.found(
                    Finding.Kind.MANUAL,
                    name,
                    "the gateway loads no weights: keep the wrapper running, or serve "
                            + (place == null ? "them" : place)
                            + " with vLLM and put its address in api_base",
                    "网关不加载权重：请保持 wrapper 运行，或用 vLLM 提供 "
                            + (place == null ? "该模型" : place)
                            + " 并把地址写入 api_base");
        } else {
            listed.found(
                    Finding.Kind.UNSUPPORTED,
                    name,
                    "not the llm_type, so it was never served; give it a server and a provider of"
                            + " its own",
                    "不是 llm_type，从未提供服务；如需使用，请另起服务器并添加一个 provider");
        }
        if (model != null) {
            model.rest();
        }
    }
}
