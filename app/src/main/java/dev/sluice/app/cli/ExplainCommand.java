package dev.sluice.app.cli;

import dev.sluice.app.Failure;
import dev.sluice.app.Generated;
import dev.sluice.app.Premises;
import dev.sluice.app.ServeOptions;
import dev.sluice.app.config.Configuration;
import dev.sluice.app.control.ControlClient;
import dev.sluice.app.control.Explain;
import dev.sluice.app.control.Explanation;
import dev.sluice.app.control.ExplanationJson;
import dev.sluice.app.control.ExplanationText;
import dev.sluice.core.Digest;
import dev.sluice.core.ModelTable;
import dev.sluice.core.Snapshot;
import dev.sluice.providers.Secret;
import dev.sluice.wire.chat.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says where a call would go, without making it. */
@Command(
        name = "explain",
        description = {
            "Say where a call would go and why, without calling anybody.",
            "With --url a running gateway is asked; otherwise everybody is taken to be in good"
                    + " health."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the call would be sent",
            "1:the call would be refused",
            "2:wrong usage, a configuration that cannot be used, or no gateway to ask"
        })
final class ExplainCommand implements Callable<Integer> {
    @Spec private @Nullable CommandSpec spec;

    @Option(names = "--model", paramLabel = "NAME", description = "The model that a call names.")
    @Nullable String model;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = {
                "A virtual key or its id; only its hash is sent.",
                "When absent: the key for callers without one, or the only one."
            })
    @Nullable String key;

    @ArgGroup(exclusive = true)
    Where where = new Where();

    @Option(names = "--use", paramLabel = "USE", description = "chat (default) or other.")
    Use use = Use.chat;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "What sticky routes go by: the call's user or session.")
    @Nullable String user;

    @Option(
            names = "--admin-token",
            paramLabel = "TOKEN",
            description = {
                "For --url; otherwise ADMIN_TOKEN from the environment,",
                "or the generated one from the data directory."
            })
    @Nullable String adminToken;

    @Option(
            names = ServeOptions.DATA,
            paramLabel = "DIR",
            description = "The gateway's data directory; looked for as serve does when absent.")
    @Nullable String data;

    @Option(names = "--json", description = "Print the answer as one JSON object.")
    boolean json;

    /** What to ask: one of the two. */
    static final class Where {
        @Option(
                names = ServeOptions.CONFIG,
                paramLabel = "FILE",
                description = "Configuration; looked for as serve does when absent.")
        @Nullable String config;

        @Option(
                names = "--url",
                paramLabel = "URL",
                description = "A running gateway, such as http://127.0.0.1:8090.")
        @Nullable String url;
    }

    /** What the call is for. */
    @SuppressWarnings("java:S115") // spelled as it is typed
    enum Use {
        chat,
        other
    }

    @Override
    public Integer call() throws Failure {
        Map<String, String> environment = System.getenv();
        var premises = Premises.of(new ServeOptions(where.config, null, null, data), environment);
        @Nullable String url = where.url;
        return url == null ? plan(premises) : ask(url, premises);
    }

    private int plan(Premises premises) throws Failure {
        try {
            var inquiry =
                    new Explain.Inquiry(model, hashed(key), ModelTable.Use.valueOf(name()), user);
            return print(Explain.explain(snapshot(premises), inquiry, Explain.BLANK));
        } catch (ApiException e) {
            throw refused(e.error().status(), e.error().message());
        }
    }

    private String name() {
        return use.name().toUpperCase(Locale.ROOT);
    }

    private Snapshot snapshot(Premises premises) throws Failure {
        @Nullable Secret generated = premises.knownKey();
        if (generated == null) {
            generated = Secret.of(Generated.random(""));
        }
        Configuration read =
                Configuration.load(
                        new Configuration.Source(
                                premises.file(), premises.environment(), null, null),
                        new Configuration.Credentials(Secret.of("explain"), generated),
                        Configuration.Moment.START,
                        1);
        return switch (read) {
            case Configuration.Loaded loaded -> loaded.snapshot();
            case Configuration.Rejected rejected -> {
                var text = new StringBuilder(premises.file() + " cannot be used");
                rejected.problems()
                        .forEach(each ->
                                text.append(System.lineSeparator())
                                        .append("  ")
                                        .append(each.sentence()));
                throw new Failure(Failure.USAGE, text.toString());
            }
        };
    }

    private int ask(String url, Premises premises) throws Failure {
        @Nullable Secret token =
                adminToken == null ? premises.knownAdminToken() : Secret.of(adminToken.strip());
        if (token == null) {
            throw new Failure(
                    Failure.USAGE,
                    "the administrator's token is not known here; give it as --admin-token");
        }
        Map<String, String> query = new LinkedHashMap<>();
        put(query, "model", model);
        put(query, "key", hashed(key));
        put(query, "use", use.name());
        put(query, "user", user);
        ControlClient.Answer answer = new ControlClient(url, token).get("/explain", query);
        return switch (answer.code()) {
            case "" -> print(read(url, answer));
            case "model_not_found", "key_not_found", "missing_required_parameter" ->
                    throw refused(answer.status(), answer.message());
            case "unknown_url" -> throw notSluice(url);
            default ->
                    throw new Failure(
                            Failure.USAGE,
                            url + " answers with " + answer.status() + ": " + answer.message());
        };
    }

    private static Explanation read(String url, ControlClient.Answer answer) throws Failure {
        if (answer.status() != 200) {
            throw notSluice(url);
        }
        try {
            return ExplanationJson.read(answer.json());
        } catch (IllegalArgumentException _) {
            throw notSluice(url);
        }
    }

    private static Failure notSluice(String url) {
        return new Failure(Failure.USAGE, url + " is no Sluice that explains");
    }

    private static void put(Map<String, String> query, String name, @Nullable String value) {
        if (value != null) {
            query.put(name, value);
        }
    }

    /** Whether it is a key or a key's name, its hash finds it, and tells nobody what it is. */
    private static @Nullable String hashed(@Nullable String key) {
        return key == null ? null : Digest.of(key.strip()).hex();
    }

    private static Failure refused(int status, String message) {
        return new Failure(Failure.FAILED, "refused with " + status + ": " + message);
    }

    private int print(Explanation explanation) {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        if (json) {
            out.println(new String(ExplanationJson.write(explanation), StandardCharsets.UTF_8));
        } else {
            ExplanationText.lines(explanation).forEach(out::println);
        }
        out.flush();
        return explanation.refused() == null ? 0 : Failure.FAILED;
    }
}
