package dev.sluice.app.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fills in what a text refers to: <code>${NAME}</code> and <code>${NAME:default}</code> from the
 * environment, {@code file:/path} from a file, as containers mount their secrets. <code>$${</code>
 * stands for a plain <code>${</code>. What then begins with {@link Unsealer#MARK} is opened.
 */
class References {
    private static final int LARGEST_SECRET = 64 * 1024;
    private final Map<String, String> environment;
    private final Findings findings;
    private final Unsealer unsealer;

    /** References whose sealed values stay as they are. */
    References(Map<String, String> environment, Findings findings) {
        this(environment, findings, Unsealer.NONE);
    }

    References(Map<String, String> environment, Findings findings, Unsealer unsealer) {
        this.environment = environment;
        this.findings = findings;
        this.unsealer = unsealer;
    }

    /** Leaves everything as it is written, for texts that are no configuration in force. */
    static References unfilled(Findings findings) {
        return new References(Map.of(), findings) {
            @Override
            Node fill(Node node, String path) {
                return node;
            }
        };
    }

    /** Returns the same tree with every reference filled in; what is missing is a problem. */
    Node fill(Node node, String path) {
        return switch (node) {
            case Node.Members members -> {
                Map<String, Node> filled = new LinkedHashMap<>();
                members.members()
                        .forEach((name, each) ->
                                filled.put(
                                        name,
                                        fill(each, path.isEmpty() ? name : path + "." + name)));
                yield new Node.Members(members.line(), filled);
            }
            case Node.Items items -> {
                List<Node> filled = new ArrayList<>();
                for (Node each : items.items()) {
                    filled.add(fill(each, path + "[" + filled.size() + "]"));
                }
                yield new Node.Items(items.line(), filled);
            }
            case Node.Scalar scalar when scalar.kind() == Node.Kind.TEXT ->
                    opened(text(scalar, path), path);
            case Node.Scalar scalar -> scalar;
        };
    }

    private Node.Scalar opened(Node.Scalar scalar, String path) {
        if (!scalar.text().startsWith(Unsealer.MARK)) {
            return scalar;
        }
        try {
            String plain = unsealer.open(scalar.text());
            return new Node.Scalar(scalar.line(), scalar.kind(), plain, scalar.written());
        } catch (IllegalArgumentException e) {
            findings.problem(scalar.line(), path, String.valueOf(e.getMessage()));
            return scalar;
        }
    }

    private Node.Scalar text(Node.Scalar scalar, String path) {
        String written = scalar.written();
        if (written.startsWith("file:/")) {
            @Nullable String content = content(written.substring("file:".length()));
            if (content == null) {
                findings.mismatch(scalar, path, "a file that can be read, up to 64 KB of text");
                return scalar;
            }
            return new Node.Scalar(scalar.line(), scalar.kind(), content, written);
        }
        if (!written.contains("${")) {
            return scalar;
        }
        return new Node.Scalar(scalar.line(), scalar.kind(), expanded(scalar, path), written);
    }

    private String expanded(Node.Scalar scalar, String path) {
        String written = scalar.written();
        var filled = new StringBuilder();
        int at = 0;
        while (true) {
            int open = written.indexOf("${", at);
            int close = open < 0 ? -1 : written.indexOf('}', open);
            if (close < 0) {
                return filled.append(written, at, written.length()).toString();
            }
            if (open > 0 && written.charAt(open - 1) == '$') {
                filled.append(written, at, open - 1).append("${");
                at = open + 2;
                continue;
            }
            String inside = written.substring(open + 2, close);
            int colon = inside.indexOf(':');
            String name = colon < 0 ? inside : inside.substring(0, colon);
            @Nullable String value = environment.get(name);
            if (value == null && colon >= 0) {
                value = inside.substring(colon + 1);
            } else if (value == null) {
                findings.problem(
                        scalar.line(), path, "the environment variable " + name + " is not set");
                value = "";
            }
            filled.append(written, at, open).append(value);
            at = close + 1;
        }
    }

    private static @Nullable String content(String file) {
        try {
            Path path = Path.of(file.startsWith("///") ? file.substring(2) : file);
            return Files.size(path) > LARGEST_SECRET ? null : Files.readString(path).strip();
        } catch (IOException | IllegalArgumentException _) {
            return null; // the caller says which member wanted it
        }
    }
}
