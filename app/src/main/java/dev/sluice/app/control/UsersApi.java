package dev.sluice.app.control;

import static dev.sluice.app.control.Schema.items;
import static dev.sluice.app.control.Schema.may;
import static dev.sluice.app.control.Schema.must;
import static dev.sluice.app.control.Schema.perhaps;

import dev.sluice.app.access.Role;
import dev.sluice.app.access.Users;
import dev.sluice.providers.Secret;
import dev.sluice.relay.Control.Reply;
import dev.sluice.store.StoreUnavailable;
import dev.sluice.store.UserStore.User;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** People who may sign in. No password and no hash is ever in an answer. */
record UsersApi(Users users) {
    private static final Set<String> NEW = Set.of("name", "display_name", "role", "password");
    private static final Set<String> CHANGE = Set.of("display_name", "role", "enabled", "password");
    private static final Schema ROLE = Schema.words(Role.words());
    private static final Schema USER =
            Schema.form(
                    "User",
                    must("name", Schema.TEXT, "Who it is; keys name it as their owner."),
                    must("display_name", Schema.TEXT, "The name to show."),
                    must("role", ROLE, "What it may do."),
                    must("enabled", Schema.TRUTH, "Whether it may sign in."),
                    must("source", Schema.words("password", "oidc"), "How it signs in."),
                    must("created", Schema.WHOLE, "When it was made, in ms."),
                    must("last_seen", perhaps(Schema.WHOLE), "When it last asked, in ms."));
    private static final Schema NEW_USER =
            Schema.form(
                    "NewUser",
                    must("name", Schema.TEXT, "Letters, digits and . _ @ + -."),
                    may("display_name", Schema.TEXT, "The name to show; usually the same."),
                    must("role", ROLE, "What it may do."),
                    must("password", Schema.TEXT, "10 characters at least."));
    private static final Schema USER_CHANGE =
            Schema.form(
                    "UserChange",
                    may("display_name", Schema.TEXT, "The name to show."),
                    may("role", ROLE, "What it may do; ends all its sessions."),
                    may("enabled", Schema.TRUTH, "Whether it may sign in; false ends sessions."),
                    may("password", Schema.TEXT, "Another one; ends all its sessions."));

    List<Row> rows() {
        return List.of(
                Row.of("GET", "/users", "Lists who may sign in, by name.")
                        .least(Role.ADMIN)
                        .gives(Schema.form("Users", must("data", items(USER), "Everybody.")))
                        .reads(_ -> new Reply(200, list(users.all()))),
                Row.of("POST", "/users", "Lets somebody sign in by name and password.")
                        .least(Role.ADMIN)
                        .body(NEW_USER)
                        .gives(new Row.Gives(201, USER, List.of()))
                        .changes(this::add),
                Row.of("PATCH", "/users/{id}", "Changes what is named.")
                        .least(Role.ADMIN)
                        .body(USER_CHANGE)
                        .gives(USER)
                        .changes(this::change),
                Row.of("DELETE", "/users/{id}", "Removes somebody; its keys stay.")
                        .least(Role.ADMIN)
                        .gives(Gone.SHAPE)
                        .changes(this::remove));
    }

    private Row.Changed add(Asked asked) throws StoreUnavailable {
        JsonValue said = read(asked, NEW, "{\"name\": ..., \"role\": ..., \"password\": ...}");
        String shown = said.words("display_name");
        User user =
                users.add(
                        present(said, "name"),
                        shown,
                        role(present(said, "role")),
                        Secret.of(present(said, "password")));
        return new Row.Changed(
                "added the user " + user.name() + " as " + user.role(),
                new Reply(201, Json.object(out -> write(out, user))));
    }

    private Row.Changed change(Asked asked) throws StoreUnavailable {
        JsonValue said = read(asked, CHANGE, "such as {\"role\": \"viewer\"}");
        @Nullable String role = said.text("role");
        @Nullable String password = said.text("password");
        var change =
                new Users.Change(
                        said.text("display_name"),
                        role == null ? null : role(role),
                        truth(said),
                        password == null ? null : Secret.of(password));
        User now = users.change(asked.id(), change);
        return new Row.Changed(
                "changed the user "
                        + now.name()
                        + ": "
                        + String.join(", ", said.members().keySet()),
                new Reply(200, Json.object(out -> write(out, now))));
    }

    private Row.Changed remove(Asked asked) throws StoreUnavailable {
        users.remove(asked.id());
        return new Row.Changed("removed the user " + asked.id(), Gone.of(asked.id()));
    }

    private static JsonValue read(Asked asked, Set<String> known, String what) {
        JsonValue said = JsonValue.read(asked.object(what));
        for (String each : said.members().keySet()) {
            if (!known.contains(each)) {
                throw Asked.refused(
                        "of the body", each, String.join(", ", known.stream().sorted().toList()));
            }
        }
        return said;
    }

    private static String present(JsonValue said, String member) {
        @Nullable String text = said.text(member);
        if (text == null || text.isBlank()) {
            throw new ApiException(
                    ApiError.badRequest(
                            "The member '" + member + "' is missing.",
                            member,
                            "missing_required_parameter"));
        }
        return text;
    }

    private static Role role(String word) {
        @Nullable Role role = Role.of(word);
        if (role == null) {
            throw Asked.refused("role", word, String.join(", ", Role.words()));
        }
        return role;
    }

    private static @Nullable Boolean truth(JsonValue said) {
        @Nullable String word = said.text("enabled");
        if (word != null && !word.equals("true") && !word.equals("false")) {
            throw Asked.refused("enabled", word, "true or false");
        }
        return word == null ? null : Boolean.valueOf(word);
    }

    private static byte[] list(List<User> all) {
        return Json.object(out ->
                Json.array(
                        out,
                        "data",
                        all,
                        each -> {
                            out.writeStartObject();
                            write(out, each);
                            out.writeEndObject();
                        }));
    }

    private static void write(JsonGenerator out, User user) {
        out.writeStringProperty("name", user.name());
        out.writeStringProperty("display_name", user.displayName());
        out.writeStringProperty("role", user.role());
        out.writeBooleanProperty("enabled", user.enabled());
        out.writeStringProperty("source", user.source());
        out.writeNumberProperty("created", user.created());
        if (user.lastSeen() == 0) {
            out.writeNullProperty("last_seen");
        } else {
            out.writeNumberProperty("last_seen", user.lastSeen());
        }
    }
}
