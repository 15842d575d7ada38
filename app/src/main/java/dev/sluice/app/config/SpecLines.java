package dev.sluice.app.config;

import dev.sluice.core.Digest;
import dev.sluice.core.access.KeySpec;
import dev.sluice.core.access.TeamSpec;
import dev.sluice.store.KeyStore.Changes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Changes of keys and teams as lines of JSON, each change ended by its revision: {@code
 * {"team":{...}}}, {@code {"key":{...},"sha256":"..."}}, {@code {"no_key":"id"}}, {@code
 * {"no_team":"id"}}, {@code {"revision":7}}. What follows the last revision was not finished and
 * counts for nothing.
 */
public final class SpecLines {
    private static final JsonFactory JSON = new JsonFactory();

    private SpecLines() {}

    /** Writes changes. */
    public static void write(Changes changes, Writer to) throws IOException {
        for (TeamSpec each : changes.teams()) {
            line(
                    to,
                    json -> {
                        json.writeObjectPropertyStart("team");
                        SpecJson.write(each, json);
                        json.writeEndObject();
                    });
        }
        for (String each : changes.removedTeams()) {
            line(to, json -> json.writeStringProperty("no_team", each));
        }
        for (String each : changes.removedKeys()) {
            line(to, json -> json.writeStringProperty("no_key", each));
        }
        for (KeySpec each : changes.keys()) {
            line(
                    to,
                    json -> {
                        json.writeStringProperty("sha256", each.digest().hex());
                        json.writeObjectPropertyStart("key");
                        SpecJson.write(each, json);
                        json.writeEndObject();
                    });
        }
        line(to, json -> json.writeNumberProperty("revision", changes.revision()));
    }

    /** Writes the members of a line. */
    @FunctionalInterface
    private interface Members {
        void write(JsonGenerator json);
    }

    private static void line(Writer to, Members members) throws IOException {
        var text = new java.io.StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        }
        to.write(text.append('\n').toString());
    }

    /** Reads all changes as one from nothing; null when not even the first was finished. */
    public static @Nullable Changes read(BufferedReader from) throws IOException {
        Map<String, KeySpec> keys = new LinkedHashMap<>();
        Map<String, TeamSpec> teams = new LinkedHashMap<>();
        List<Node.Members> begun = new ArrayList<>();
        long revision = -1;
        for (String line = from.readLine(); line != null; line = from.readLine()) {
            Node.@Nullable Members members = members(line);
            if (members == null) {
                break; // torn: the rest was never finished
            }
            begun.add(members);
            if (members.get("revision") instanceof Node.Scalar scalar) {
                revision = Long.parseLong(scalar.text());
                begun.forEach(each -> take(each, keys, teams));
                begun.clear();
            }
        }
        return revision < 0
                ? null
                : new Changes(
                        revision,
                        List.copyOf(keys.values()),
                        List.copyOf(teams.values()),
                        List.of(),
                        List.of());
    }

    private static Node.@Nullable Members members(String line) {
        try {
            return !line.isBlank() && JsonTree.read(line) instanceof Node.Members members
                    ? members
                    : null;
        } catch (Unreadable _) {
            return null;
        }
    }

    private static void take(
            Node.Members line, Map<String, KeySpec> keys, Map<String, TeamSpec> teams) {
        if (line.get("no_key") instanceof Node.Scalar id) {
            keys.remove(id.text());
        } else if (line.get("no_team") instanceof Node.Scalar id) {
            teams.remove(id.text());
        } else if (line.get("team") instanceof Node.Members members) {
            @Nullable TeamSpec team = KeyRequest.storedTeam(members);
            if (team != null) {
                teams.put(team.id(), team);
            }
        } else if (line.get("key") instanceof Node.Members members) {
            @Nullable KeySpec key = key(members, text(line, "sha256"));
            if (key != null) {
                keys.put(key.id(), key);
            }
        }
    }

    private static @Nullable KeySpec key(Node.Members members, String sha256) {
        Map<String, Node> words = new LinkedHashMap<>(members.members());
        words.remove("hint");
        words.remove("created");
        try {
            var issue =
                    new KeyRequest.Issue(
                            text(members, "id"),
                            Digest.parse(sha256),
                            text(members, "hint"),
                            Instant.parse(text(members, "created")));
            return KeyRequest.storedKey(new Node.Members(members.line(), words), issue);
        } catch (IllegalArgumentException | DateTimeException _) {
            return null; // written by hand, or by a later version
        }
    }

    private static String text(Node.Members members, String name) {
        return members.get(name) instanceof Node.Scalar scalar ? scalar.text() : "";
    }
}
