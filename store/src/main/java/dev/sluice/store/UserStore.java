package dev.sluice.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** People who sign in, and their sessions. Blocks; safe for several threads. */
public interface UserStore {
    /** Adds a user; returns false when the name or the subject is taken. */
    boolean add(User user) throws StoreUnavailable;

    /**
     * Changes everything but name, source, subject and times; returns false when nobody is there.
     */
    boolean change(User user, Sessions sessions) throws StoreUnavailable;

    /** Removes a user and ends all sessions; returns false when nobody was there. */
    boolean remove(String name) throws StoreUnavailable;

    /** Returns a user, or null. */
    @Nullable User user(String name) throws StoreUnavailable;

    /** Returns the user who is this one elsewhere, or null. */
    @Nullable User bySubject(String subject) throws StoreUnavailable;

    /** Returns all users, by name. */
    List<User> users() throws StoreUnavailable;

    /** Begins a session, and forgets those that have ended by themselves. */
    void open(Session session, Span span) throws StoreUnavailable;

    /** Returns a session and its user, or null. */
    @Nullable SignedIn session(String digest) throws StoreUnavailable;

    /** Says that a session has been used. */
    void seen(Session session) throws StoreUnavailable;

    /** Ends a session. */
    void end(String digest) throws StoreUnavailable;

    /** What becomes of somebody's sessions. */
    enum Sessions {
        /** They go on. */
        STAY,
        /** All end now. */
        END
    }

    /**
     * Somebody.
     *
     * @param source {@code password} or {@code oidc}
     * @param subject who this is elsewhere, or null
     * @param hash of the password; "" where there is none
     * @param created milliseconds since 1970
     * @param lastSeen likewise; 0 for never
     */
    record User(
            String name,
            String displayName,
            String role,
            boolean enabled,
            String source,
            @Nullable String subject,
            String hash,
            long created,
            long lastSeen) {
        /** The same with another role, standing and name to show. */
        public User with(String shown, String otherRole, boolean now) {
            return new User(name, shown, otherRole, now, source, subject, hash, created, lastSeen);
        }

        /** The same with another password. */
        public User withHash(String other) {
            return new User(
                    name, displayName, role, enabled, source, subject, other, created, lastSeen);
        }

        /** Leaves the hash out. */
        @Override
        public String toString() {
            return "User[" + name + ", " + role + ", " + (enabled ? "enabled" : "disabled") + "]";
        }
    }

    /**
     * A session.
     *
     * @param digest of what the browser holds, in hexadecimal digits
     * @param name the user's; "" for whoever showed the administrator's token
     * @param proof for the latter, that it was the token which is in force
     * @param created milliseconds since 1970
     * @param seen likewise
     */
    record Session(String digest, String name, String proof, long created, long seen) {}

    /** Sessions that began, and were used, since. */
    record Span(long created, long seen) {}

    /** A session and whose it is; no user for the administrator's token. */
    record SignedIn(Session session, @Nullable User user) {}
}
