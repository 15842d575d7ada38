package dev.sluice.app.access;

import dev.sluice.providers.Secret;
import dev.sluice.store.StoreUnavailable;
import dev.sluice.store.UserStore;
import dev.sluice.store.UserStore.SignedIn;
import dev.sluice.store.UserStore.User;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sessions of browsers, kept in the database: they outlive a restart, hold on every node, and end
 * everywhere at once.
 *
 * @param administrator the token in force
 */
public record Sessions(
        UserStore store, Supplier<Secret> administrator, InstantSource clock, SecureRandom random) {
    /** How exactly it is known when one was used; every use would be a write otherwise. */
    private static final long EXACT_MILLIS = 60_000;

    /** Opens one for a user. */
    public Caller.Person open(User user) throws StoreUnavailable {
        Secret token = Session.fresh(random);
        return person(user, open(token, user.name(), ""));
    }

    /** Opens one for the bearer of the administrator's token. */
    public Caller.Person openAdministrator() throws StoreUnavailable {
        Secret token = Session.fresh(random);
        String proof = Session.proof(token, administrator.get());
        return administrator(open(token, "", proof));
    }

    private Session open(Secret token, String name, String proof) throws StoreUnavailable {
        long now = clock.millis();
        var stored = new UserStore.Session(Session.digest(token), name, proof, now, now);
        var span = new UserStore.Span(now - Session.LONGEST_MILLIS, now - Session.IDLE_MILLIS);
        store.open(stored, span);
        return new Session(token, stored);
    }

    /** Returns whose a token is, or null when it is nobody's any more. */
    Caller.@Nullable Person find(String text) throws StoreUnavailable {
        if (!Session.isShaped(text)) {
            return null;
        }
        Secret token = Secret.of(text);
        @Nullable SignedIn found = store.session(Session.digest(token));
        if (found == null) {
            return null;
        }
        var session = new Session(token, found.session());
        long now = clock.millis();
        if (now >= session.expires()) {
            store.end(found.session().digest());
            return null;
        }
        Caller.@Nullable Person person = person(found, session);
        if (person != null && now - found.session().seen() >= EXACT_MILLIS) {
            return kept(person, session, now);
        }
        return person;
    }

    private Caller.Person kept(Caller.Person person, Session session, long now)
            throws StoreUnavailable {
        UserStore.Session old = session.stored();
        var used = new UserStore.Session(old.digest(), old.name(), old.proof(), old.created(), now);
        store.seen(used);
        var later = new Session(session.token(), used);
        return new Caller.Person(person.name(), person.displayName(), person.role(), later);
    }

    private Caller.@Nullable Person person(SignedIn found, Session session) {
        @Nullable User user = found.user();
        if (user != null) {
            return user.enabled() ? person(user, session) : null;
        }
        String proof = found.session().proof();
        boolean administrators =
                found.session().name().isEmpty()
                        && MessageDigest.isEqual(
                                proof.getBytes(StandardCharsets.UTF_8),
                                Session.proof(session.token(), administrator.get())
                                        .getBytes(StandardCharsets.UTF_8));
        return administrators ? administrator(session) : null;
    }

    private static Caller.Person person(User user, Session session) {
        @Nullable Role role = Role.of(user.role());
        return new Caller.Person(
                user.name(), user.displayName(), role == null ? Role.OWNER : role, session);
    }

    private static Caller.Person administrator(Session session) {
        Caller.Person bare = Caller.ADMINISTRATOR;
        return new Caller.Person(bare.name(), bare.displayName(), bare.role(), session);
    }

    /** Ends one. */
    public void end(Session session) throws StoreUnavailable {
        store.end(session.stored().digest());
    }
}
