package dev.sluice.app.access;

import dev.sluice.providers.Secret;
import dev.sluice.store.StoreUnavailable;
import dev.sluice.store.UserStore;
import dev.sluice.store.UserStore.User;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** People who may sign in: made, changed and removed by an administrator. */
public record Users(UserStore store, PasswordHashes hashes, InstantSource clock) {
    /** Where a password is checked. */
    public static final String PASSWORD = "password";

    /** Where somebody else vouches. */
    public static final String OIDC = "oidc";

    private static final int SHORTEST = 10;
    private static final int LONGEST = 1024;
    private static final int LONGEST_SHOWN = 100;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@+-]{0,99}");

    /** What is to become of somebody; what is null stays. */
    public record Change(
            @Nullable String displayName,
            @Nullable Role role,
            @Nullable Boolean enabled,
            @Nullable Secret password) {}

    /**
     * Adds somebody with a password.
     *
     * @throws ApiException when the name or the password will not do
     */
    public User add(String name, String shown, Role role, Secret password) throws StoreUnavailable {
        String hash = hash(hashes, checked(name), password);
        return add(
                new User(
                        name,
                        shown(shown.isBlank() ? name : shown),
                        role.word(),
                        true,
                        PASSWORD,
                        null,
                        hash,
                        clock.millis(),
                        0));
    }

    /** Adds somebody for whom somebody else vouches. */
    public User vouched(String name, String shown, Role role, String subject)
            throws StoreUnavailable {
        return add(
                new User(
                        checked(name),
                        cut(shown.isBlank() ? name : shown),
                        role.word(),
                        true,
                        OIDC,
                        subject,
                        "",
                        clock.millis(),
                        0));
    }

    private User add(User user) throws StoreUnavailable {
        if (user.name().equalsIgnoreCase(Caller.ADMINISTRATOR.name()) || !store.add(user)) {
            throw new ApiException(
                    new ApiError(
                            409,
                            "invalid_request_error",
                            "Somebody has this name already; choose another one.",
                            "name",
                            "already_exists"));
        }
        return user;
    }

    /**
     * Changes somebody. A new password, another role and being disabled end all sessions.
     *
     * @throws ApiException when there is nobody of this name
     */
    public User change(String name, Change change) throws StoreUnavailable {
        User user = find(name);
        String shown = change.displayName() == null ? user.displayName() : change.displayName();
        String role = change.role() == null ? user.role() : change.role().word();
        boolean enabled = change.enabled() == null ? user.enabled() : change.enabled();
        User now = user.with(shown(shown), role, enabled);
        @Nullable Secret password = change.password();
        if (password != null) {
            if (!user.source().equals(PASSWORD)) {
                throw invalid("password", "This user signs in elsewhere and has no password here.");
            }
            now = now.withHash(hash(hashes, name, password));
        }
        boolean over = password != null || !enabled || !role.equals(user.role());
        store.change(now, over ? UserStore.Sessions.END : UserStore.Sessions.STAY);
        return now;
    }

    /**
     * Removes somebody. Keys stay as they are.
     *
     * @throws ApiException when there is nobody of this name
     */
    public void remove(String name) throws StoreUnavailable {
        if (!store.remove(name)) {
            throw unknown();
        }
    }

    /** Returns everybody, by name. */
    public List<User> all() throws StoreUnavailable {
        return store.users();
    }

    /** Returns whether a name and a password could let anybody in. */
    public boolean anybodyHasPassword() throws StoreUnavailable {
        return all().stream().anyMatch(each -> each.enabled() && !each.hash().isEmpty());
    }

    private User find(String name) throws StoreUnavailable {
        @Nullable User user = store.user(name);
        if (user == null) {
            throw unknown();
        }
        return user;
    }

    private static ApiException unknown() {
        return new ApiException(
                new ApiError(
                        404,
                        "invalid_request_error",
                        "Nobody has this name. GET /admin/api/users lists everybody.",
                        "id",
                        "user_not_found"));
    }

    private static String checked(String name) {
        if (!NAME.matcher(name).matches()) {
            throw invalid(
                    "name",
                    "A name has up to 100 letters, digits and . _ @ + -, and begins with a letter"
                            + " or a digit.");
        }
        return name;
    }

    private static String shown(String name) {
        String cut = cut(name);
        if (!cut.equals(name.strip())) {
            throw invalid(
                    "display_name",
                    "found a name of "
                            + name.length()
                            + " letters, expected up to "
                            + LONGEST_SHOWN
                            + ", none of them a control character");
        }
        return cut;
    }

    /** What somebody else says is taken as far as it can be. */
    private static String cut(String name) {
        String plain = name.strip().replaceAll("\\p{Cntrl}", "");
        return plain.length() <= LONGEST_SHOWN ? plain : plain.substring(0, LONGEST_SHOWN);
    }

    /** Hashes a password that will do. */
    static String hash(PasswordHashes hashes, String name, Secret password) {
        String text = password.reveal();
        if (text.length() < SHORTEST || text.length() > LONGEST || text.equalsIgnoreCase(name)) {
            throw invalid(
                    "password",
                    "A password has at least "
                            + SHORTEST
                            + " characters, at most "
                            + LONGEST
                            + ", and is not the name. A few words do well.");
        }
        return hashes.hash(text);
    }

    private static ApiException invalid(String member, String message) {
        return new ApiException(ApiError.badRequest(message, member, "invalid_value"));
    }
}
