package dev.sluice.app.access;

import dev.sluice.providers.Secret;
import dev.sluice.relay.Control.Ask;
import dev.sluice.store.StoreUnavailable;
import dev.sluice.store.UserStore.Sessions;
import dev.sluice.store.UserStore.User;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import org.jspecify.annotations.Nullable;

/** Lets people in by the administrator's token or by name and password. */
public record SignIn(
        dev.sluice.app.access.Sessions sessions,
        PasswordHashes hashes,
        Throttle throttle,
        Audit audit) {
    private static final int LONGEST = 1024;

    /**
     * Opens a session for the bearer of the administrator's token.
     *
     * @throws ApiException when it is another one
     * @throws TooManyAttempts when it was not looked at
     */
    public Caller.Person byToken(Ask ask, Secret token) throws StoreUnavailable {
        boolean good =
                throttle.admits(
                        ask.from().address(),
                        () -> sessions.administrator().get().matches(token.reveal()));
        if (!good) {
            audit.refused(ask, "", "a wrong administrator's token");
            throw refusal();
        }
        return in(ask, sessions.openAdministrator());
    }

    /**
     * Opens a session for a user. Whether the user does not exist, may not sign in or said another
     * password takes as long and sounds the same.
     *
     * @throws ApiException when it is not let in
     * @throws TooManyAttempts when it was not looked at
     */
    public Caller.Person byPassword(Ask ask, String name, Secret password) throws StoreUnavailable {
        return in(ask, sessions.open(verified(ask, name, password)));
    }

    private User verified(Ask ask, String name, Secret password) throws StoreUnavailable {
        Throttle.Attempt attempt = throttle.begin(ask.from().address(), name);
        @Nullable User user = sessions.store().user(name);
        boolean good =
                password.reveal().length() <= LONGEST
                        && hashes.matches(password.reveal(), user == null ? null : user.hash());
        if (user == null || !good || !user.enabled()) {
            audit.refused(ask, user == null ? "" : user.name(), why(user, good));
            throw refusal();
        }
        attempt.succeeded();
        return user;
    }

    private static String why(@Nullable User user, boolean good) {
        return user == null ? "no such user" : good ? "a disabled user" : "a wrong password";
    }

    private Caller.Person in(Ask ask, Caller.Person person) {
        audit.note(person, ask, ask.method() + " " + ask.path(), "signed in", 200);
        return person;
    }

    /** Lets somebody in whom somebody else vouches for. */
    public Caller.Person byOthers(Ask ask, User user) throws StoreUnavailable {
        if (!user.enabled()) {
            audit.refused(ask, user.name(), "a disabled user");
            throw refusal();
        }
        return in(ask, sessions.open(user));
    }

    /**
     * Changes somebody's own password: all sessions end, and a new one begins.
     *
     * @throws ApiException when the old one is wrong, or there is none
     */
    public Caller.Person change(Ask ask, Caller.Person person, Secret old, Secret fresh)
            throws StoreUnavailable {
        User user = verified(ask, person.name(), old);
        User now = user.withHash(Users.hash(hashes, user.name(), fresh));
        sessions.store().change(now, Sessions.END);
        return sessions.open(now);
    }

    private static ApiException refusal() {
        return new ApiException(
                new ApiError(
                        401,
                        "invalid_request_error",
                        "This is not the right name and password, or not the administrator's"
                                + " token. Who has forgotten a password asks an administrator for"
                                + " another one.",
                        null,
                        "invalid_credentials"));
    }
}
