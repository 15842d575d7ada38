package dev.sluice.app.migrate;

import dev.sluice.app.config.Node;
import dev.sluice.app.secret.Vault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Finds the secrets in a tree of {@code sluice.yaml}, to seal or to hide them. */
final class Secrets {
    /** What a secret is called, at providers, in their options and at keys. */
    private static final Set<String> WORDS =
            Set.of(
                    "key",
                    "api_key",
                    "api_keys",
                    "secret_key",
                    "api_secret",
                    "secret_id",
                    "access_key_id",
                    "secret_access_key",
                    "session_token",
                    "access_token",
                    "credentials",
                    "cookie");

    private static final Pattern HEADER =
            Pattern.compile("authorization|cookie|.*(key|token|secret).*");

    /** A password in the address of a proxy. */
    private static final Pattern IN_ADDRESS = Pattern.compile("(?<=//)[^/@\\s]*@");

    private Secrets() {}

    /** Says whether a text stands for a secret that is somewhere else, or sealed. */
    static boolean isElsewhere(String text) {
        return text.replace("$${", "").contains("${")
                || text.startsWith("file:/")
                || Vault.isSealed(text);
    }

    /** Returns the same tree with every secret that stands in it in clear put through this. */
    static Node.Members mapped(Node.Members tree, UnaryOperator<String> secret) {
        Map<String, Node> mapped = new LinkedHashMap<>();
        tree.members().forEach((name, value) -> mapped.put(name, mapped(name, value, secret)));
        return new Node.Members(tree.line(), mapped);
    }

    private static Node mapped(String name, Node value, UnaryOperator<String> secret) {
        return switch (value) {
            case Node.Members members when name.equals("headers") -> headers(members, secret);
            case Node.Members members ->
                    name.equals("parameters") || name.equals("model_names")
                            ? members
                            : mapped(members, secret);
            case Node.Items items -> {
                List<Node> all = new ArrayList<>();
                items.items().forEach(each -> all.add(mapped(name, each, secret)));
                yield new Node.Items(items.line(), all);
            }
            case Node.Scalar scalar ->
                    WORDS.contains(name) || IN_ADDRESS.matcher(scalar.text()).find()
                            ? mapped(scalar, secret)
                            : scalar;
        };
    }

    private static Node headers(Node.Members headers, UnaryOperator<String> secret) {
        Map<String, Node> mapped = new LinkedHashMap<>();
        headers.members()
                .forEach((name, value) ->
                        mapped.put(
                                name,
                                value instanceof Node.Scalar scalar
                                                && HEADER.matcher(name.toLowerCase(Locale.ROOT))
                                                        .matches()
                                        ? mapped(scalar, secret)
                                        : value));
        return new Node.Members(headers.line(), mapped);
    }

    private static Node mapped(Node.Scalar scalar, UnaryOperator<String> secret) {
        return scalar.text().isEmpty()
                        || scalar.kind() == Node.Kind.NULL
                        || isElsewhere(scalar.text())
                ? scalar
                : Values.text(secret.apply(scalar.text()));
    }

    /** Returns the same tree, fit to be shown. */
    static Node.Members hidden(Node.Members tree) {
        return mapped(tree, _ -> "***");
    }
}
