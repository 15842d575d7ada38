package dev.sluice.app.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.app.access.Caller;
import dev.sluice.app.access.Role;
import dev.sluice.app.access.Session;
import dev.sluice.app.access.Sessions;
import dev.sluice.providers.Secret;
import dev.sluice.relay.Control;
import dev.sluice.store.StoreUnavailable;
import dev.sluice.store.UserStore.User;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** People who ask the control API from a browser, each with a session of its own. */
final class Personas {
    private static final SecureRandom RANDOM = new SecureRandom();

    final FakeControl control;
    private final Map<String, Session> sessions = new HashMap<>();

    /** Everybody that a question is tried with. */
    enum Persona {
        STRANGER,
        OWNER,
        VIEWER,
        OPERATOR,
        ADMIN,
        EXPIRED,
        DISABLED
    }

    Personas(FakeControl control) {
        this.control = control;
    }

    /** Adds a user with a session. */
    void add(String name, Role role) {
        try {
            User user = new User(name, name, role.word(), true, "password", null, "", 1, 0);
            control.users.add(user);
            Caller.Person person = store().open(user);
            Session session = person.session();
            if (session != null) {
                sessions.put(name, session);
            }
        } catch (StoreUnavailable e) {
            throw new AssertionError(e);
        }
    }

    private Sessions store() {
        return new Sessions(control.users, control.administrator::get, control.now::get, RANDOM);
    }

    /** Asks as somebody of a kind, with everything that its browser would send. */
    Control.Reply ask(Persona persona, String method, String path) {
        if (persona == Persona.STRANGER) {
            return plain(method, path, "{}", Map.of());
        }
        String name = persona.name().toLowerCase(java.util.Locale.ROOT);
        switch (persona) {
            case STRANGER -> {}
            case OWNER -> add(name, Role.OWNER);
            case VIEWER -> add(name, Role.VIEWER);
            case OPERATOR -> add(name, Role.OPERATOR);
            case ADMIN, DISABLED -> add(name, Role.ADMIN);
            case EXPIRED -> {
                add(name, Role.ADMIN);
                control.now.set(control.now.get().plus(Duration.ofHours(13)));
            }
        }
        if (persona == Persona.DISABLED) {
            disable(name);
        }
        return ask(name, method, path, "{}");
    }

    private void disable(String name) {
        try {
            User user = control.users.user(name);
            if (user != null) {
                // As another node might: its session is still there.
                control.users.change(
                        user.with(name, user.role(), false),
                        dev.sluice.store.UserStore.Sessions.STAY);
            }
        } catch (StoreUnavailable e) {
            throw new AssertionError(e);
        }
    }

    /** Asks as somebody who was added. */
    Control.Reply ask(String name, String method, String target, String body) {
        Session session = session(name);
        return plain(
                method,
                target,
                body,
                Map.of(
                        "cookie",
                        "theme=dark; sluice_session=" + session.token().reveal(),
                        "x-csrf-token",
                        session.csrf().reveal(),
                        "origin",
                        "https://" + FakeControl.HOST,
                        "if-match",
                        "*"));
    }

    String text(String name, String method, String target) {
        return new String(ask(name, method, target, "").body(), UTF_8);
    }

    Session session(String name) {
        Session session = sessions.get(name);
        if (session == null) {
            throw new AssertionError("nobody is called " + name);
        }
        return session;
    }

    /** Asks with these headers and no token. */
    Control.Reply plain(String method, String target, String body, Map<String, String> headers) {
        return control.ask(method, target, body, headers, from(null));
    }

    static Control.Origin from(@Nullable String token) {
        return new Control.Origin(
                InetAddress.ofLiteral("192.0.2.9"),
                true,
                FakeControl.HOST,
                token == null ? null : Secret.of(token));
    }
}
