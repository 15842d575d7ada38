package dev.sluice.app.migrate;

import dev.sluice.app.config.ConfigText;
import dev.sluice.app.config.Node;
import dev.sluice.app.config.Unreadable;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Some members of an imported file, read one by one. It remembers which were asked for: {@link
 * #rest} says that the others were not, so that no word gets lost in silence.
 */
final class Piece {
    private static final Sentence UNKNOWN =
            new Sentence("not known to this importer; not written", "导入器不认识该字段，未写入");

    private final Node.Members at;
    private final String path;
    private final Report report;
    private final Set<String> taken = new HashSet<>();

    Piece(Node.Members at, String path, Report report) {
        this.at = at;
        this.path = path;
        this.report = report;
    }

    String path() {
        return path;
    }

    int line() {
        return at.line();
    }

    private String path(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** Returns the names of all members, in the order of the file. */
    Set<String> names() {
        return at.members().keySet();
    }

    /** Says whether the whole is something. */
    boolean is(Predicate<Node.Members> something) {
        return something.test(at);
    }

    boolean has(String name) {
        return at.get(name) != null;
    }

    /** Returns a member; null when it is absent or written as null. */
    @Nullable Node take(String name) {
        taken.add(name);
        return at.get(name);
    }

    /** Returns a text, or a number as it is written; null when it is absent, empty or neither. */
    @Nullable String text(String name) {
        @Nullable Node node = take(name);
        if (node instanceof Node.Scalar scalar) {
            return scalar.text().isBlank() ? null : scalar.text().strip();
        }
        if (node != null) {
            found(Finding.Kind.UNSUPPORTED, name, "expected a single value", "应为单个值");
        }
        return null;
    }

    /** Returns a number; null when it is absent or none. */
    @Nullable BigDecimal number(String name) {
        @Nullable String text = text(name);
        try {
            return text == null ? null : new BigDecimal(text);
        } catch (NumberFormatException _) {
            found(Finding.Kind.UNSUPPORTED, name, "expected a number", "应为数字");
            return null;
        }
    }

    /** Returns a whole number; the usual one when it is absent or none. */
    long whole(String name, long usual) {
        @Nullable BigDecimal number = number(name);
        return number == null ? usual : number.longValue();
    }

    /** Says whether something is true; null when nothing is said. */
    @Nullable Boolean truth(String name) {
        @Nullable String text = text(name);
        return text == null ? null : text.equalsIgnoreCase("true") || text.equals("1");
    }

    /** Returns the texts of a list, or of one text with commas or lines in it. */
    List<String> words(String name) {
        List<String> words = new ArrayList<>();
        @Nullable Node node = take(name);
        if (node instanceof Node.Items items) {
            for (Node each : items.items()) {
                if (each instanceof Node.Scalar scalar) {
                    words.add(scalar.text().strip());
                }
            }
        } else if (node instanceof Node.Scalar scalar) {
            for (String each : scalar.text().split("[,\\n]", -1)) {
                words.add(each.strip());
            }
        }
        return words.stream().filter(each -> !each.isEmpty()).distinct().toList();
    }

    /** Returns members; null when there are none. */
    @Nullable Piece piece(String name) {
        @Nullable Node node = take(name);
        if (node instanceof Node.Members members) {
            return new Piece(members, path(name), report);
        }
        if (node != null && !(node instanceof Node.Scalar scalar && scalar.text().isBlank())) {
            found(Finding.Kind.UNSUPPORTED, name, "expected named members", "应为对象");
        }
        return null;
    }

    /** Returns members that stand in a text as JSON; null when there are none. */
    @Nullable Piece json(String name) {
        @Nullable Node node = take(name);
        if (!(node instanceof Node.Scalar scalar)) {
            return piece(name);
        }
        if (scalar.text().isBlank()) {
            return null;
        }
        try {
            byte[] bytes = scalar.text().getBytes(StandardCharsets.UTF_8);
            if (on(scalar.line(), ConfigText.read(bytes, "")) instanceof Node.Members members) {
                return new Piece(members, path(name), report);
            }
        } catch (Unreadable _) {
            // said below, as anything else that is no object
        }
        found(Finding.Kind.UNSUPPORTED, name, "expected JSON in this text", "此文本应为 JSON");
        return null;
    }

    /** A text within a text counts its own lines; what is in it stands on the line of the whole. */
    private static Node on(int line, Node node) {
        return switch (node) {
            case Node.Scalar(_, var kind, var text, var written) ->
                    new Node.Scalar(line, kind, text, written);
            case Node.Items items ->
                    new Node.Items(
                            line, items.items().stream().map(each -> on(line, each)).toList());
            case Node.Members members -> {
                Map<String, Node> moved = new LinkedHashMap<>();
                members.members().forEach((name, each) -> moved.put(name, on(line, each)));
                yield new Node.Members(line, moved);
            }
        };
    }

    /** Returns the pieces of a list. */
    List<Piece> pieces(String name) {
        @Nullable Node node = take(name);
        if (node instanceof Node.Items items) {
            return pieces(items, path(name), report);
        }
        if (node != null) {
            found(Finding.Kind.UNSUPPORTED, name, "expected a list", "应为列表");
        }
        return List.of();
    }

    static List<Piece> pieces(Node.Items items, String path, Report report) {
        List<Piece> pieces = new ArrayList<>();
        int index = 0;
        for (Node each : items.items()) {
            String place = path + "[" + index++ + "]";
            if (each instanceof Node.Members members) {
                pieces.add(new Piece(members, place, report));
            } else {
                report.add(
                        Finding.Kind.UNSUPPORTED,
                        each.line(),
                        place,
                        new Sentence("expected named members", "应为对象"));
            }
        }
        return pieces;
    }

    /** Says what became of a member. */
    void found(Finding.Kind kind, String name, String english, String chinese) {
        report.add(kind, at.lineOf(name), path(name), new Sentence(english, chinese));
    }

    /** Says what became of the whole. */
    void found(Finding.Kind kind, String english, String chinese) {
        report.add(kind, at.line(), path, new Sentence(english, chinese));
    }

    /** Says that the whole came over as it was, unless something in it did not. */
    void exact(String english, String chinese) {
        if (!report.isQualified(path)) {
            found(Finding.Kind.EXACT, english, chinese);
        }
    }

    /** Takes members that mean nothing for a configuration. */
    void skip(Set<String> names) {
        taken.addAll(names);
    }

    /** Takes the members that are in a table, and says what the table says of them. */
    void remark(Finding.Kind kind, Map<String, Sentence> table) {
        for (String name : at.members().keySet()) {
            @Nullable Sentence sentence = table.get(name);
            if (sentence != null
                    && take(name) != null
                    && !(at.get(name) instanceof Node.Scalar value && value.text().isBlank())) {
                report.add(kind, at.lineOf(name), path(name), sentence);
            }
        }
    }

    /** Says of every member that nobody asked for that it is not known. */
    void rest() {
        at.members()
                .keySet()
                .forEach(name -> {
                    if (!taken.contains(name) && at.get(name) != null) {
                        report.add(Finding.Kind.UNSUPPORTED, at.lineOf(name), path(name), UNKNOWN);
                    }
                });
    }
}
