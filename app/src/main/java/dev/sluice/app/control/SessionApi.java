package dev.sluice.app.control;

import static dev.sluice.app.control.Schema.may;
import static dev.sluice.app.control.Schema.must;
import static dev.sluice.app.control.Schema.perhaps;

import dev.sluice.app.Version;
import dev.sluice.app.access.Authenticator;
import dev.sluice.app.access.Caller;
import dev.sluice.app.access.Role;
import dev.sluice.app.access.Session;
import dev.sluice.providers.Secret;
import dev.sluice.relay.Control.Ask;
import dev.sluice.relay.Control.Reply;
import dev.sluice.store.StoreUnavailable;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Signing in and out. A session is a cookie; the page that holds it also needs its csrf word. */
record SessionApi(Entrance entrance) {
    private static final Schema METHODS =
            Schema.form(
                    "SignInMethods",
                    must("token", Schema.TRUTH, "By the administrator's token: always."),
                    must("password", Schema.TRUTH, "By name and password: somebody has one."),
                    must("oidc", perhaps(Schema.FREE), "Elsewhere: its name and where it starts."),
                    must("version", Schema.TEXT, "The program's."));
    private static final Schema SAID =
            Schema.form(
                    "SignIn",
                    may("token", Schema.TEXT, "The administrator's token; or"),
                    may("name", Schema.TEXT, "a user's name"),
                    may("password", Schema.TEXT, "and password."));
    private static final Schema PASSWORDS =
            Schema.form(
                    "PasswordChange",
                    must("old", Schema.TEXT, "The password so far."),
                    must("new", Schema.TEXT, "The one from now on; 10 characters at least."));
    private static final Schema SESSION =
            Schema.form(
                    "Session",
                    must(
                            "user",
                            Schema.form(
                                    "SignedIn",
                                    must("name", Schema.TEXT, "Who it is."),
                                    must("role", Schema.words(Role.words()), "What it may do."),
                                    must("display_name", Schema.TEXT, "The name to show.")),
                            "Who is signed in."),
                    must("csrf", Schema.TEXT, "For x-csrf-token with every change."),
                    must("expires", Schema.WHOLE, "When it is over, in ms; 0 with a token."));
    private static final String WORDS = "{\"token\": ...} or {\"name\": ..., \"password\": ...}";

    List<Row> rows() {
        return List.of(
                Row.of("GET", "/session/methods", "Tells how one can sign in.")
                        .open()
                        .gives(METHODS)
                        .reads(_ -> new Reply(200, methods())),
                Row.of("POST", "/session", "Signs in; the session is a cookie.")
                        .open()
                        .body(SAID)
                        .gives(SESSION)
                        .admits(this::begin),
                Row.of("GET", "/session", "Tells who is signed in.")
                        .least(Role.OWNER)
                        .gives(SESSION)
                        .reads(asked -> new Reply(200, json(asked.person()))),
                Row.of("DELETE", "/session", "Signs out: ends this session.")
                        .least(Role.OWNER)
                        .gives(new Row.Gives(204, Schema.FREE, List.of()))
                        .changes(this::end),
                Row.of("POST", "/session/password", "Changes one's own password.")
                        .least(Role.OWNER)
                        .body(PASSWORDS)
                        .gives(SESSION)
                        .changes(this::password));
    }

    private byte[] methods() {
        return Json.object(out -> {
            out.writeBooleanProperty("token", true);
            out.writeBooleanProperty("password", passwords());
            new OidcApi(entrance.oidc()).write(out);
            out.writeStringProperty("version", Version.text());
        });
    }

    private boolean passwords() {
        try {
            return entrance.users().anybodyHasPassword();
        } catch (StoreUnavailable _) {
            return true; // nobody knows; trying says more
        }
    }

    private Reply begin(Asked asked) throws StoreUnavailable {
        JsonValue said = JsonValue.read(asked.object(WORDS));
        @Nullable String token = said.text("token");
        @Nullable String name = said.text("name");
        @Nullable String password = said.text("password");
        if (token != null) {
            return signedIn(
                    asked.ask(), entrance.signIn().byToken(asked.ask(), Secret.of(token.strip())));
        }
        if (name == null || password == null) {
            throw new ApiException(
                    ApiError.badRequest(
                            "Expected " + WORDS + ".", null, "missing_required_parameter"));
        }
        return signedIn(
                asked.ask(),
                entrance.signIn().byPassword(asked.ask(), name.strip(), Secret.of(password)));
    }

    private Row.Changed end(Asked asked) throws StoreUnavailable {
        @Nullable Session session = asked.person().session();
        if (session != null) {
            entrance.authenticator().sessions().end(session);
        }
        String gone = cookie("", 0, asked.ask().from().tls());
        return new Row.Changed(
                "signed out", new Reply(204, Reply.JSON, new byte[0], List.of(gone)));
    }

    private Row.Changed password(Asked asked) throws StoreUnavailable {
        JsonValue said = JsonValue.read(asked.object("{\"old\": ..., \"new\": ...}"));
        @Nullable String old = said.text("old");
        @Nullable String fresh = said.text("new");
        if (old == null || fresh == null) {
            throw new ApiException(
                    ApiError.badRequest(
                            "Expected {\"old\": ..., \"new\": ...}.",
                            old == null ? "old" : "new",
                            "missing_required_parameter"));
        }
        Caller.Person now =
                entrance.signIn()
                        .change(asked.ask(), asked.person(), Secret.of(old), Secret.of(fresh));
        return new Row.Changed("changed its own password", signedIn(asked.ask(), now));
    }

    /** Answers with a session: the cookie for the browser, the word for the page. */
    static Reply signedIn(Ask ask, Caller.Person person) {
        return new Reply(200, Reply.JSON, json(person), List.of(cookie(ask, person)));
    }

    /** Returns the header that gives a browser its session. */
    static String cookie(Ask ask, Caller.Person person) {
        @Nullable Session session = person.session();
        if (session == null) {
            throw new IllegalStateException("there is no session");
        }
        long seconds = Session.LONGEST_MILLIS / 1000;
        return cookie(session.token().reveal(), seconds, ask.from().tls());
    }

    private static String cookie(String value, long seconds, boolean tls) {
        return "set-cookie: "
                + Authenticator.COOKIE
                + "="
                + value
                + "; HttpOnly; SameSite=Strict; Path=/; Max-Age="
                + seconds
                + (tls ? "; Secure" : "");
    }

    private static byte[] json(Caller.Person person) {
        @Nullable Session session = person.session();
        return Json.object(out -> {
            user(out, person);
            out.writeStringProperty("csrf", session == null ? "" : session.csrf().reveal());
            out.writeNumberProperty("expires", session == null ? 0 : session.expires());
        });
    }

    private static void user(JsonGenerator out, Caller.Person person) {
        out.writeObjectPropertyStart("user");
        out.writeStringProperty("name", person.name());
        out.writeStringProperty("role", person.role().word());
        out.writeStringProperty("display_name", person.displayName());
        out.writeEndObject();
    }
}
