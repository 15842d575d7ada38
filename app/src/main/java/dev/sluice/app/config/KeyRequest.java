package dev.sluice.app.config;

import dev.sluice.core.Digest;
import dev.sluice.core.NameTable;
import dev.sluice.core.Route;
import dev.sluice.core.access.KeySpec;
import dev.sluice.core.access.TeamSpec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads keys and teams that somebody asks for in JSON: the words of {@code keys[]} and {@code
 * teams[]} of the file, held to the same rules. References to the environment are not filled in.
 */
public final class KeyRequest {
    /** An id stands in addresses, too. */
    private static final Pattern ID = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._:@+-]{0,99}");

    private final Grants grants;
    private final Predicate<String> teams;

    /**
     * Reads requests under one configuration.
     *
     * @param names every model name
     * @param teams whether there is a team of an id
     */
    public KeyRequest(NameTable<Route> names, Predicate<String> teams) {
        this.grants = new Grants(names);
        this.teams = teams;
    }

    /** What came of reading. */
    public sealed interface Outcome<T> {
        /** It can be stored. */
        record Good<T>(T spec) implements Outcome<T> {}

        /**
         * It cannot.
         *
         * @param problems at least one; each names the member, what was found and what was expected
         */
        record Bad<T>(List<Problem> problems) implements Outcome<T> {}
    }

    /**
     * What the program itself says of a new key.
     *
     * @param id its id where the request states none
     * @param digest SHA-256 of its secret
     * @param hint the last characters of its secret
     */
    public record Issue(String id, Digest digest, String hint, Instant created) {}

    /** The words of a key in a request. */
    record IssuedWords(
            @Doc("Its name; one is made up when absent.") @Nullable String id,
            @Doc(value = "What it may do.", inline = true) KeyWords.Traits traits) {}

    /** Reads a new key. */
    public Outcome<KeySpec> key(byte[] json, Issue issue) {
        return read(
                json,
                reading -> {
                    @Nullable IssuedWords words = reading.bind(IssuedWords.class, reading.given());
                    if (words == null) {
                        return null;
                    }
                    String id = words.id() == null ? issue.id() : words.id();
                    reading.id(id);
                    check(words.traits(), reading);
                    var identity = new Issue(id, issue.digest(), issue.hint(), issue.created());
                    return reading.specs().key(identity, words.traits());
                });
    }

    /** Reads a change: only the members that it states change; {@code null} takes one away. */
    public Outcome<KeySpec> change(KeySpec old, byte[] json) {
        return read(
                json,
                reading -> {
                    reading.sameId(old.id());
                    @Nullable IssuedWords words =
                            reading.bind(IssuedWords.class, reading.over(SpecJson.words(old)));
                    if (words == null) {
                        return null;
                    }
                    check(words.traits(), reading);
                    var identity =
                            new Issue(old.id(), old.digest(), old.hint(), old.life().created());
                    return reading.specs().key(identity, words.traits());
                });
    }

    /** Reads a new team. */
    public Outcome<TeamSpec> team(byte[] json) {
        return read(
                json,
                reading -> {
                    @Nullable TeamWords words = reading.bind(TeamWords.class, reading.given());
                    if (words == null) {
                        return null;
                    }
                    reading.id(words.id());
                    known(words.terms(), reading);
                    return reading.specs().team(words);
                });
    }

    /** Reads a change: only the members that it states change; {@code null} takes one away. */
    public Outcome<TeamSpec> change(TeamSpec old, byte[] json) {
        return read(
                json,
                reading -> {
                    reading.id(old.id());
                    reading.sameId(old.id());
                    Map<String, Node> all = new LinkedHashMap<>(SpecJson.words(old));
                    Node.Members merged = reading.over(all);
                    Map<String, Node> named = new HashMap<>(merged.members());
                    named.put("id", Fingerprints.text(old.id()));
                    @Nullable TeamWords words =
                            reading.bind(TeamWords.class, new Node.Members(merged.line(), named));
                    if (words == null) {
                        return null;
                    }
                    known(words.terms(), reading);
                    return reading.specs().team(words);
                });
    }

    /** Reads a key that was written by {@link SpecJson}; null when something is wrong with it. */
    static @Nullable KeySpec storedKey(Node.Members members, Issue issue) {
        var body = new Body(members, new Findings());
        @Nullable IssuedWords words = body.bind(IssuedWords.class, members);
        if (words == null) {
            return null;
        }
        KeySpec key = body.specs().key(issue, words.traits());
        return body.findings().count() > 0 ? null : key;
    }

    /** Reads a team that was written by {@link SpecJson}; null when something is wrong with it. */
    static @Nullable TeamSpec storedTeam(Node.Members members) {
        var body = new Body(members, new Findings());
        @Nullable TeamWords words = body.bind(TeamWords.class, members);
        if (words == null) {
            return null;
        }
        TeamSpec team = body.specs().team(words);
        return body.findings().count() > 0 ? null : team;
    }

    private static <T> Outcome<T> read(byte[] json, Function<Body, @Nullable T> reader) {
        var findings = new Findings();
        String text = new String(json, StandardCharsets.UTF_8);
        try {
            Node node = text.isBlank() ? Fingerprints.text("") : JsonTree.read(text);
            if (!(node instanceof Node.Members given)) {
                findings.misshapen(node, "", "a JSON object");
                return new Outcome.Bad<>(findings.problems());
            }
            @Nullable T spec = reader.apply(new Body(given, findings));
            return spec == null || findings.count() > 0
                    ? new Outcome.Bad<>(findings.problems())
                    : new Outcome.Good<>(spec);
        } catch (Unreadable e) {
            return new Outcome.Bad<>(List.of(e.problem()));
        }
    }

    /** What was there before may name what is gone since; only what is new has to exist. */
    private void check(KeyWords.Traits words, Body body) {
        known(words.terms(), body);
        @Nullable String team = words.team();
        if (team != null && body.states("team") && !teams.test(team)) {
            body.problem("team", "found '" + team + "', expected the id of a team");
        }
        if (body.states("model_names")) {
            words.modelNames()
                    .forEach((name, meant) -> {
                        if (grants.reached(meant) == null) {
                            body.unknown("model_names." + name, meant);
                        }
                    });
        }
        @Nullable String bound = words.target().boundTo();
        @Nullable String usual = words.target().defaultModel();
        known("bound_to", bound, words, body);
        if (bound == null) {
            known("default_model", usual, words, body);
        }
    }

    private void known(String word, @Nullable String name, KeyWords.Traits words, Body body) {
        if (name != null
                && body.states(word)
                && !words.modelNames().containsKey(name)
                && !grants.knows(name)) {
            body.unknown(word, name);
        }
    }

    private void known(TermsWords terms, Body body) {
        if (body.states("models")) {
            int index = 0;
            for (String each : terms.models()) {
                if (Patterns.isName(each) && !grants.knows(each)) {
                    body.unknown("models[" + index + "]", each);
                }
                index++;
            }
        }
    }

    /** One request. */
    private record Body(Node.Members given, Findings findings, Binder binder, SpecReader specs) {
        Body(Node.Members given, Findings findings) {
            this(given, findings, new Binder(findings, References.unfilled(findings)));
        }

        private Body(Node.Members given, Findings findings, Binder binder) {
            this(given, findings, binder, new SpecReader(findings, binder));
        }

        <R extends Record> @Nullable R bind(Class<R> type, Node.Members members) {
            return binder.bind(type, members, "");
        }

        boolean states(String word) {
            return given.members().containsKey(word);
        }

        /** Returns what was before, with what is given in its place. */
        Node.Members over(Map<String, Node> before) {
            Map<String, Node> merged = new LinkedHashMap<>(before);
            merged.putAll(given.members());
            return new Node.Members(given.line(), merged);
        }

        void id(String id) {
            if (!ID.matcher(id).matches()) {
                problem(
                        "id",
                        "expected up to 100 letters, digits and . _ : @ + -, beginning with a"
                                + " letter or digit");
            }
        }

        void sameId(String id) {
            if (given.get("id") instanceof Node.Scalar said && !said.text().equals(id)) {
                problem("id", "found '" + said.text() + "', expected '" + id + "': it stays");
            }
        }

        void unknown(String path, String name) {
            problem(path, "found '" + name + "', expected a name that models lists");
        }

        void problem(String path, String message) {
            findings.problem(given.line(), path, message);
        }
    }
}
