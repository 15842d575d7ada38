package dev.sluice.app.config;

import dev.sluice.core.money.Currency;
import dev.sluice.providers.Secret;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns a tree of nodes into records, by the names, types and {@link Doc}s of their components. A
 * list item with a mistake is left out of its list; a mistake elsewhere makes the whole record
 * absent. Every mistake is in the findings.
 */
final class Binder {
    private final Findings findings;
    private final References references;
    private final IdentityHashMap<Object, Origin> origins = new IdentityHashMap<>();

    private record Origin(Node.Members members, String path) {}

    /** References are filled in where a value is read, so that a missing one spoils its record. */
    Binder(Findings findings, References references) {
        this.findings = findings;
        this.references = references;
    }

    /** Returns where a bound record stands in the file. */
    Node.Members origin(Record bound) {
        @Nullable Origin origin = origins.get(bound);
        return origin == null ? new Node.Members(0, Map.of()) : origin.members();
    }

    /** Returns the path of a bound record, such as {@code models[1]}; empty when it has none. */
    String path(Record bound) {
        @Nullable Origin origin = origins.get(bound);
        return origin == null ? "" : origin.path();
    }

    /** Binds a record whose members must all be known; null when there was a mistake. */
    <R extends Record> @Nullable R bind(Class<R> type, Node node, String path) {
        if (!(node instanceof Node.Members members)) {
            findings.misshapen(node, path, "a mapping with " + names(type));
            return null;
        }
        int before = findings.count();
        Set<String> known = names(type);
        members.members()
                .forEach((name, value) -> {
                    if (!known.contains(name)) {
                        findings.problem(
                                value.line(),
                                join(path, name),
                                "unknown member" + Spelling.hint(name, known));
                    }
                });
        boolean strange = findings.count() > before;
        @Nullable R bound = bindKnown(type, members, path);
        boolean mistaken = type == SluiceYaml.class ? strange : findings.count() > before;
        return mistaken ? null : bound;
    }

    /** Binds the members that the record knows and pays no heed to others. */
    <R extends Record> @Nullable R bindKnown(Class<R> type, Node.Members members, String path) {
        choice(type, members, path);
        RecordComponent[] components = type.getRecordComponents();
        @Nullable Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        boolean whole = true;
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = component(components[i], members, path);
            whole &= values[i] != null || mayBeAbsent(components[i], members);
        }
        if (!whole) {
            return null;
        }
        try {
            R bound = type.getDeclaredConstructor(types).newInstance(values);
            origins.put(bound, new Origin(members, path));
            return bound;
        } catch (InvocationTargetException e) {
            findings.problem(members.line(), path, String.valueOf(e.getCause()));
            return null;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be built", e);
        }
    }

    /** Checks that members that exclude each other do not stand side by side. */
    private void choice(Class<?> type, Node.Members members, String path) {
        @Nullable Choice choice = type.getAnnotation(Choice.class);
        if (choice == null) {
            return;
        }
        List<String> names = List.of(choice.of());
        List<String> there = names.stream().filter(each -> members.get(each) != null).toList();
        if (there.size() > 1) {
            findings.problem(
                    members.lineOf(there.getLast()),
                    join(path, there.getLast()),
                    "stands beside "
                            + there.getFirst()
                            + ", expected only one of "
                            + String.join(" and ", names));
        }
        if (there.isEmpty() && choice.required()) {
            findings.problem(
                    members.line(),
                    join(path, names.getFirst()),
                    "missing; expected " + String.join(" or ", names));
        }
    }

    private static String asPhrase(String sentence) {
        int end = sentence.endsWith(".") ? sentence.length() - 1 : sentence.length();
        return Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1, end);
    }

    /** Returns the names of a record's members as the file writes them. */
    static Set<String> names(Class<?> type) {
        Set<String> names = new LinkedHashSet<>();
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.getAnnotation(Doc.class).inline()) {
                names.addAll(names(component.getType()));
            } else {
                names.add(name(component));
            }
        }
        return names;
    }

    /** Returns {@code max_body} for {@code maxBody}. */
    static String name(RecordComponent component) {
        var name = new StringBuilder();
        for (char c : component.getName().toCharArray()) {
            if (Character.isUpperCase(c)) {
                name.append('_');
            }
            name.append(Character.toLowerCase(c));
        }
        return name.toString();
    }

    private static boolean mayBeAbsent(RecordComponent component, Node.Members members) {
        Doc doc = component.getAnnotation(Doc.class);
        return !doc.required()
                && !doc.inline()
                && doc.fallback().isEmpty()
                && members.get(name(component)) == null;
    }

    private @Nullable Object component(RecordComponent at, Node.Members members, String path) {
        Doc doc = at.getAnnotation(Doc.class);
        if (doc.inline()) {
            return bindKnown(at.getType().asSubclass(Record.class), members, path);
        }
        String name = name(at);
        @Nullable Node node = members.get(name);
        if (node != null) {
            return value(at.getGenericType(), doc, node, join(path, name));
        }
        if (doc.required()) {
            findings.problem(
                    members.line(), join(path, name), "missing; expected " + asPhrase(doc.value()));
            return null;
        }
        return absent(at, doc, members.line(), path);
    }

    private @Nullable Object absent(RecordComponent at, Doc doc, int line, String path) {
        if (!doc.fallback().isEmpty()) {
            String fallback = doc.fallback();
            Node node = new Node.Scalar(line, Node.Kind.TEXT, fallback, fallback);
            return value(
                    at.getGenericType(),
                    doc,
                    at.getType() == List.class ? new Node.Items(line, List.of(node)) : node,
                    path);
        }
        if (at.getType() == List.class) {
            return List.of();
        }
        if (at.getType() == Map.class) {
            return Map.of();
        }
        boolean optional = at.getAnnotatedType().isAnnotationPresent(Nullable.class);
        return at.getType().isRecord() && at.getType() != ByteSize.class && !optional
                ? bindKnown(
                        at.getType().asSubclass(Record.class),
                        new Node.Members(line, Map.of()),
                        path)
                : null;
    }

    private @Nullable Object value(Type type, Doc doc, Node node, String path) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType() == List.class
                    ? list(arguments[0], doc, node, path)
                    : map(arguments[1], node, path);
        }
        Class<?> plain = (Class<?>) type;
        return plain.isRecord() && plain != ByteSize.class
                ? bind(plain.asSubclass(Record.class), node, path)
                : new Scalars(findings, doc, path).read(plain, references.fill(node, path));
    }

    private @Nullable Object list(Type type, Doc doc, Node node, String path) {
        if (!(node instanceof Node.Items items)) {
            findings.misshapen(node, path, "a list");
            return null;
        }
        List<Object> list = new ArrayList<>();
        int index = 0;
        for (Node each : items.items()) {
            @Nullable Object item = value(type, doc, each, path + "[" + index++ + "]");
            if (item != null) {
                list.add(item);
            }
        }
        return List.copyOf(list);
    }

    private @Nullable Object map(Type type, Node node, String path) {
        if (!(node instanceof Node.Members members)) {
            findings.misshapen(node, path, "a mapping");
            return null;
        }
        if (type == Node.class) {
            return ((Node.Members) references.fill(members, path)).members();
        }
        Map<String, Object> map = new LinkedHashMap<>();
        members.members()
                .forEach((name, each) -> {
                    if (references.fill(each, join(path, name)) instanceof Node.Scalar scalar) {
                        String text = scalar.text();
                        map.put(name, type == Secret.class ? Secret.of(text) : text);
                    } else {
                        findings.mismatch(each, join(path, name), "a text");
                    }
                });
        return map;
    }

    static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** Returns the words of an enum as the file writes them. */
    static List<String> words(Class<?> type) {
        List<String> words = new ArrayList<>();
        for (Object constant : type.getEnumConstants()) {
            String word = constant.toString();
            // Currencies are written as everywhere else: USD.
            words.add(type == Currency.class ? word : word.toLowerCase(Locale.ROOT));
        }
        return words;
    }
}
