package dev.sluice.app.access;

import org.jspecify.annotations.Nullable;

/** Who asks. */
public sealed interface Caller {
    /** The bearer of the administrator's token. */
    Person ADMINISTRATOR = new Person("admin", "admin", Role.ADMIN, null);

    /** Somebody who has not said who it is, and need not. */
    record Stranger() implements Caller {}

    /**
     * Somebody who is known.
     *
     * @param name the one that keys have as their owner
     * @param displayName the one to show
     * @param session where it came from, or null with a token
     */
    record Person(String name, String displayName, Role role, @Nullable Session session)
            implements Caller {
        /** Returns the owner whose things are all that may be seen, or null for everything. */
        public @Nullable String narrowed() {
            return role == Role.OWNER ? name : null;
        }
    }
}
