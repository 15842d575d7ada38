package dev.sluice.app.access;

import dev.sluice.providers.Secret;
import dev.sluice.relay.Control.Ask;
import dev.sluice.store.StoreUnavailable;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who asks: the bearer of the administrator's token, or a browser with a session. What a
 * browser sends by itself, a cookie, is not enough to change anything: the page that it shows has
 * to say the session's secret word, and to come from here.
 */
public record Authenticator(Sessions sessions, Throttle throttle, Audit audit) {
    /** The cookie's name. */
    public static final String COOKIE = "sluice_session";

    private static final String CSRF = "x-csrf-token";
    private static final Set<String> SAFE = Set.of("GET", "HEAD");

    /**
     * Says who asks.
     *
     * @throws ApiException 401 when it is nobody, 403 when another site may be behind it
     * @throws TooManyAttempts when it was not looked at
     */
    public Caller.Person identify(Ask ask) throws StoreUnavailable {
        @Nullable Secret token = ask.from().token();
        if (token != null) {
            return bearer(ask, token);
        }
        @Nullable String cookie = cookie(ask, COOKIE);
        Caller.@Nullable Person person = cookie == null ? null : sessions.find(cookie);
        if (person == null) {
            boolean asksForOne = ask.path().startsWith("/session");
            throw cookie == null && !asksForOne ? stranger() : refused(401, OVER, "no_session");
        }
        if (!SAFE.contains(ask.method())) {
            sameSite(ask);
            checked(ask, person);
        }
        return person;
    }

    private Caller.Person bearer(Ask ask, Secret token) {
        Secret expected = sessions.administrator().get();
        boolean good =
                throttle.admits(ask.from().address(), () -> expected.matches(token.reveal()));
        if (good) {
            return Caller.ADMINISTRATOR;
        }
        audit.refused(ask, "", "a wrong administrator's token");
        throw refused(401, "This is not the administrator's token.", "invalid_token");
    }

    private void checked(Ask ask, Caller.Person person) {
        @Nullable Session session = person.session();
        @Nullable String said = ask.header(CSRF);
        if (session == null || said == null || !session.csrf().matches(said)) {
            throw refused(
                    403,
                    "The header x-csrf-token is missing or is not this session's; it stands in the"
                            + " answer of GET /admin/api/session as csrf.",
                    "csrf");
        }
    }

    /**
     * Refuses a change that a page of another site asks for.
     *
     * @throws ApiException 403
     */
    public static void sameSite(Ask ask) {
        if (SAFE.contains(ask.method())) {
            return;
        }
        @Nullable String origin = ask.header("origin");
        if (origin != null && !isOurs(origin, ask.from().host())) {
            throw refused(
                    403,
                    "The page that asks has the origin "
                            + origin.replaceAll("[^\\x21-\\x7e]", "?")
                            + ", which is not this gateway's own address. Behind a proxy, have it"
                            + " pass the Host header on, or name it in server.trusted_proxies.",
                    "csrf");
        }
    }

    private static boolean isOurs(String origin, String host) {
        try {
            var uri = new URI(origin);
            @Nullable String scheme = uri.getScheme();
            @Nullable String authority = uri.getRawAuthority();
            boolean known = "http".equals(scheme) || "https".equals(scheme);
            return known
                    && authority != null
                    && !host.isEmpty()
                    && bare(authority, scheme).equals(bare(host, scheme));
        } catch (URISyntaxException _) {
            return false;
        }
    }

    private static String bare(String authority, @Nullable String scheme) {
        String lower = authority.toLowerCase(Locale.ROOT);
        String usual = "https".equals(scheme) ? ":443" : ":80";
        return lower.endsWith(usual) ? lower.substring(0, lower.length() - usual.length()) : lower;
    }

    /** Returns the value of a cookie, or null. */
    public static @Nullable String cookie(Ask ask, String name) {
        @Nullable String all = ask.header("cookie");
        if (all == null) {
            return null;
        }
        for (String each : all.split(";", -1)) {
            String pair = each.strip();
            if (pair.startsWith(name + "=")) {
                return pair.substring(name.length() + 1);
            }
        }
        return null;
    }

    private static ApiException stranger() {
        return refused(
                401,
                "Who asks has to sign in, or to send the administrator's token as Authorization:"
                        + " Bearer.",
                "invalid_token");
    }

    private static final String OVER =
            "This session is over, or never was. Sign in again with POST /admin/api/session.";

    private static ApiException refused(int status, String message, String code) {
        String type = status == 403 ? "permission_error" : "invalid_request_error";
        return new ApiException(new ApiError(status, type, message, null, code));
    }
}
