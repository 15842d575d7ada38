package dev.sluice.app.control;

import static dev.sluice.app.control.Schema.items;
import static dev.sluice.app.control.Schema.must;
import static dev.sluice.app.control.Schema.perhaps;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.app.access.Role;
import dev.sluice.core.access.KeySpec;
import dev.sluice.relay.Control.Reply;
import dev.sluice.store.StoreUnavailable;
import dev.sluice.wire.chat.ApiException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Issued keys. A secret is in the answer to its making and nowhere else. */
record KeysApi(KeyDesk desk) {
    private static final int USUAL_PAGE = 100;
    private static final int LARGEST_PAGE = 1000;
    private static final String WORDS = "the members of keys[], such as {\"owner\": \"ann\"}";

    private static final Schema PAGE =
            Schema.form(
                    "Keys",
                    must("keys", items(SpecJson.KEY), "By id."),
                    must("next", perhaps(Schema.TEXT), "The after of the next page, if any."));

    List<Row> rows() {
        return List.of(
                Row.of("POST", "/keys", "Makes a key; its secret is shown this once.")
                        .least(Role.OPERATOR)
                        .body(SpecJson.KEY_WORDS)
                        .gives(new Row.Gives(201, SpecJson.ISSUED, List.of()))
                        .changes(this::create),
                Row.of("GET", "/keys", "Lists issued keys, by id.")
                        .leastOrOwner(Role.VIEWER)
                        .takes(
                                new Row.Parameter("limit", Schema.WHOLE, "Most; usually 100."),
                                new Row.Parameter("after", Schema.TEXT, "Only ids behind this."),
                                new Row.Parameter("team", Schema.TEXT, "Only those of a team."),
                                new Row.Parameter("owner", Schema.TEXT, "Only those of an owner."),
                                new Row.Parameter(
                                        "search", Schema.TEXT, "Part of id, owner, team or hint."))
                        .gives(PAGE)
                        .reads(this::list),
                Row.of("POST", "/keys/{id}/rotate", "Makes another secret; the old one ends now.")
                        .leastOrOwner(Role.OPERATOR)
                        .gives(SpecJson.ISSUED)
                        .changes(this::rotate),
                Row.of("POST", "/keys/{id}/enable", "Lets a key call again.")
                        .least(Role.OPERATOR)
                        .gives(SpecJson.KEY)
                        .changes(asked -> set(asked, "enabled", "{\"enabled\":true}")),
                Row.of("POST", "/keys/{id}/disable", "Ends a key's calls until it is enabled.")
                        .leastOrOwner(Role.OPERATOR)
                        .gives(SpecJson.KEY)
                        .changes(asked -> set(asked, "disabled", "{\"enabled\":false}")),
                Row.of("GET", "/keys/{id}", "Shows a key, without its secret.")
                        .leastOrOwner(Role.VIEWER)
                        .gives(SpecJson.KEY)
                        .reads(asked -> shown(find(asked))),
                Row.of("PATCH", "/keys/{id}", "Changes what is named; null puts a member back.")
                        .least(Role.OPERATOR)
                        .body(SpecJson.KEY_CHANGE)
                        .gives(SpecJson.KEY)
                        .changes(this::change),
                Row.of("DELETE", "/keys/{id}", "Ends a key for ever; its usage stays.")
                        .least(Role.OPERATOR)
                        .gives(Gone.SHAPE)
                        .changes(this::remove));
    }

    private Row.Changed create(Asked asked) throws StoreUnavailable {
        KeyDesk.Issued issued = desk.create(asked.object(WORDS));
        return new Row.Changed("created the key " + issued.key().id(), once(201, issued));
    }

    private Row.Changed rotate(Asked asked) throws StoreUnavailable {
        find(asked);
        KeyDesk.Issued issued = desk.rotate(asked.id());
        return new Row.Changed("rotated the key " + asked.id(), once(200, issued));
    }

    /** The only answer with a secret: nobody between here and the administrator may keep it. */
    private static Reply once(int status, KeyDesk.Issued issued) {
        byte[] json =
                Json.object(out -> {
                    out.writeStringProperty("key", issued.secret());
                    SpecJson.key(out, issued.key());
                });
        return new Reply(status, Reply.JSON, json, List.of("cache-control: no-store"));
    }

    private static Reply shown(KeySpec key) {
        return new Reply(200, Json.object(out -> SpecJson.key(out, key)));
    }

    private Row.Changed set(Asked asked, String what, String words) throws StoreUnavailable {
        find(asked);
        KeySpec now = desk.change(asked.id(), words.getBytes(UTF_8));
        return new Row.Changed(what + " the key " + asked.id(), shown(now));
    }

    private Row.Changed change(Asked asked) throws StoreUnavailable {
        byte[] words = asked.object(WORDS);
        find(asked);
        String members = String.join(", ", JsonValue.read(words).members().keySet());
        KeySpec now = desk.change(asked.id(), words);
        return new Row.Changed("changed the key " + asked.id() + ": " + members, shown(now));
    }

    private Row.Changed remove(Asked asked) throws StoreUnavailable {
        if (!desk.remove(asked.id())) {
            throw unknown(asked);
        }
        return new Row.Changed("removed the key " + asked.id(), Gone.of(asked.id()));
    }

    private Reply list(Asked asked) throws StoreUnavailable {
        int limit = asked.whole("limit", USUAL_PAGE, LARGEST_PAGE);
        String after = Objects.requireNonNullElse(asked.text("after"), "");
        List<KeySpec> found = desk.keys(after, limit + 1, wanted(asked));
        List<KeySpec> page = found.subList(0, Math.min(limit, found.size()));
        return new Reply(
                200,
                Json.object(out -> {
                    Json.array(
                            out,
                            "keys",
                            page,
                            each -> {
                                out.writeStartObject();
                                SpecJson.key(out, each);
                                out.writeEndObject();
                            });
                    Json.put(out, "next", found.size() > limit ? page.getLast().id() : null);
                }));
    }

    private static Predicate<KeySpec> wanted(Asked asked) {
        @Nullable String team = asked.text("team");
        @Nullable String owner = asked.text("owner");
        @Nullable String only = asked.owner();
        @Nullable String search = asked.text("search");
        return key ->
                isSeen(key, only)
                        && (team == null || team.equals(key.team()))
                        && (owner == null || owner.equals(key.owner()))
                        && (search == null || holds(key, search.toLowerCase(Locale.ROOT)));
    }

    private static boolean holds(KeySpec key, String part) {
        return Stream.of(key.id(), key.owner(), key.team(), key.hint())
                .anyMatch(each -> each != null && each.toLowerCase(Locale.ROOT).contains(part));
    }

    private static boolean isSeen(KeySpec key, @Nullable String only) {
        return only == null || only.equals(key.owner());
    }

    /** Returns the key that is meant. To an owner, another's key is one that there is not. */
    private KeySpec find(Asked asked) throws StoreUnavailable {
        @Nullable KeySpec key = desk.key(asked.id());
        if (key == null || !isSeen(key, asked.owner())) {
            throw unknown(asked);
        }
        return key;
    }

    /** What was asked for is not repeated: it may be a secret. */
    private ApiException unknown(Asked asked) throws StoreUnavailable {
        @Nullable String only = asked.owner();
        List<String> some =
                desk.keys("", LARGEST_PAGE, key -> isSeen(key, only)).stream()
                        .map(KeySpec::id)
                        .toList();
        return Asked.unknown(
                "No issued key has this id."
                        + NearNames.hint(asked.id(), some)
                        + " GET /admin/api/keys lists them; those of the configuration file are"
                        + " changed there.",
                "key_not_found");
    }
}
