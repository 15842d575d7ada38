package dev.sluice.app.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the secrets that stand in clear in the text of a configuration. */
final class SecretPlaces {
    /** What an address may carry: a password before its host, and secret parameters. */
    private static final Pattern LOGIN =
            Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#\\s:@]*:)?([^/?#\\s]+)@");

    private static final Pattern PARAMETER =
            Pattern.compile("[?&;]([A-Za-z0-9_.-]+)=([^&#\\s;\"']+)");

    private final String text;
    private final IdentityHashMap<Node.Scalar, Extent> extents = new IdentityHashMap<>();
    private final Map<Integer, Place> found = new TreeMap<>();
    private final Set<Integer> seen = new HashSet<>();

    private SecretPlaces(String text) {
        this.text = text;
    }

    private record Extent(int from, int to) {}

    /**
     * A secret.
     *
     * @param path its members from the root, items of lists by their id
     * @param line where it stands
     * @param from its first character, with the quote if it is a whole value
     * @param to exclusive
     * @param kind whether it is a whole value
     */
    record Place(String path, int line, String value, int from, int to, Kind kind) {}

    /** What a secret is of a value. */
    enum Kind {
        WHOLE,
        /** A part of an address, written without escapes. */
        PART
    }

    /**
     * Returns all of them in their order.
     *
     * @throws Unreadable when the text is neither JSON nor YAML
     */
    static List<Place> in(String text, String fileName) throws Unreadable {
        var places = new SecretPlaces(text);
        Node root =
                ConfigText.read(
                        text,
                        fileName,
                        (scalar, from, to) -> places.extents.put(scalar, new Extent(from, to)));
        // Secrets first: what an anchor repeats counts as what it is where it is secret.
        places.walk(root, "", Sort.SECRET);
        places.walk(root, "", Sort.OPEN);
        return new ArrayList<>(places.found.values());
    }

    /** What is looked for: values in the place of secrets, or secret parts of others. */
    private enum Sort {
        SECRET,
        OPEN
    }

    private void walk(Node node, String path, Sort sort) throws Unreadable {
        switch (node) {
            case Node.Members members -> {
                for (Map.Entry<String, Node> each : members.members().entrySet()) {
                    String below = path + "." + each.getKey();
                    if (!SecretWords.isSecret(path, each.getKey())) {
                        walk(each.getValue(), below, sort);
                    } else if (sort == Sort.SECRET) {
                        whole(each.getValue(), below);
                    }
                }
            }
            case Node.Items items -> {
                for (Node each : items.items()) {
                    walk(each, path + label(each), sort);
                }
            }
            case Node.Scalar scalar -> {
                if (sort == Sort.OPEN) {
                    parts(scalar, path);
                }
            }
        }
    }

    private static String label(Node item) {
        if (item instanceof Node.Members members) {
            for (String name : List.of("id", "name")) {
                if (members.get(name) instanceof Node.Scalar scalar) {
                    return "[" + scalar.text() + "]";
                }
            }
        }
        return "[]";
    }

    private void whole(Node node, String path) {
        switch (node) {
            case Node.Members members ->
                    members.members().forEach((name, child) -> whole(child, path + "." + name));
            case Node.Items items -> items.items().forEach(each -> whole(each, path + "[]"));
            case Node.Scalar scalar -> {
                @Nullable Extent extent = extents.get(scalar);
                if (extent != null
                        && extent.from() < extent.to()
                        && scalar.kind() != Node.Kind.NULL
                        && !SecretWords.isHarmless(scalar.text())
                        && seen.add(extent.from())) {
                    var place =
                            new Place(
                                    path,
                                    scalar.line(),
                                    scalar.text(),
                                    extent.from(),
                                    extent.to(),
                                    Kind.WHOLE);
                    found.put(extent.from(), place);
                }
            }
        }
    }

    private void parts(Node.Scalar scalar, String path) throws Unreadable {
        @Nullable Extent extent = extents.get(scalar);
        if (extent == null || !seen.add(extent.from())) {
            return;
        }
        Matcher login = LOGIN.matcher(scalar.text());
        while (login.find()) {
            part(scalar, extent, new Part(path + "@", login.start(1), login.end(1)));
        }
        Matcher parameter = PARAMETER.matcher(scalar.text());
        while (parameter.find()) {
            if (SecretWords.isSecret("", parameter.group(1))) {
                String below = path + "?" + parameter.group(1);
                part(scalar, extent, new Part(below, parameter.start(2), parameter.end(2)));
            }
        }
    }

    /** A part of a value, by its characters. */
    private record Part(String path, int from, int to) {}

    private void part(Node.Scalar scalar, Extent extent, Part part) throws Unreadable {
        String value = scalar.text().substring(part.from(), part.to());
        if (SecretWords.isHarmless(value)) {
            return;
        }
        int from = start(scalar, extent, part);
        int to = from + value.length();
        boolean inside =
                found.values().stream().anyMatch(each -> each.from() < to && from < each.to());
        if (!inside) {
            Place place = new Place(part.path(), scalar.line(), value, from, to, Kind.PART);
            found.put(from, place);
        }
    }

    /** Finds a part in what is written, where escapes and line breaks may stand. */
    private int start(Node.Scalar scalar, Extent extent, Part part) throws Unreadable {
        String raw = text.substring(extent.from(), extent.to());
        int whole = raw.indexOf(scalar.text());
        if (whole >= 0) {
            return extent.from() + whole + part.from();
        }
        String value = scalar.text().substring(part.from(), part.to());
        int only = raw.indexOf(value);
        if (only < 0 || raw.indexOf(value, only + 1) >= 0) {
            throw new Unreadable(
                    scalar.line(), "an address with a secret is written with escapes here");
        }
        return extent.from() + only;
    }
}
