package dev.sluice.app.access;

import dev.sluice.providers.Secret;
import dev.sluice.relay.Control.Ask;
import dev.sluice.store.StoreUnavailable;
import dev.sluice.store.UserStore;
import dev.sluice.store.UserStore.User;
import dev.sluice.wire.chat.ApiException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Signing in by the word of an OpenID Connect provider: the authorization code flow with PKCE.
 *
 * <p>One secret lies in a cookie between the beginning and the end; state, nonce and verifier are
 * computed from it, so nothing has to be remembered here, and any node can finish what another has
 * begun. The provider sees state and nonce and can compute neither the secret nor the verifier.
 */
public final class Oidc {
    /** Where the provider sends people back to. */
    public static final String CALLBACK = "/admin/api/session/oidc/callback";

    private static final int MOST_CHARACTERS = 4096;

    private final Supplier<@Nullable OidcProvider> provider;
    private final OidcEndpoints endpoints;
    private final SignIn signIn;
    private final Users users;
    private final SecureRandom random;

    /**
     * Lets people in.
     *
     * @param provider what is configured now; null for none
     * @param fetch asks the provider
     */
    public Oidc(
            Supplier<@Nullable OidcProvider> provider,
            OidcEndpoints.Fetch fetch,
            SignIn signIn,
            Users users,
            InstantSource clock) {
        this.provider = provider;
        this.signIn = signIn;
        this.users = users;
        random = signIn.sessions().random();
        endpoints = new OidcEndpoints(fetch, clock);
    }

    /** Returns what is configured, or null. */
    public @Nullable OidcProvider provider() {
        return provider.get();
    }

    /**
     * Where a browser is sent.
     *
     * @param secret for its cookie
     */
    public record Beginning(String address, Secret secret) {}

    /**
     * Begins.
     *
     * @throws OidcRefused when the provider cannot be reached
     */
    public Beginning begin(Ask ask) throws OidcRefused {
        OidcProvider with = configured();
        OidcEndpoints.Places places = endpoints.places(with);
        Secret secret = Session.fresh(random);
        Map<String, String> query = new LinkedHashMap<>();
        query.put("response_type", "code");
        query.put("client_id", with.client().id());
        query.put("redirect_uri", redirect(ask));
        query.put("scope", with.client().scope());
        query.put("state", part(secret, "state"));
        query.put("nonce", part(secret, "nonce"));
        query.put("code_challenge", challenge(part(secret, "verifier")));
        query.put("code_challenge_method", "S256");
        String separator = places.authorization().indexOf('?') < 0 ? "?" : "&";
        return new Beginning(places.authorization() + separator + form(query), secret);
    }

    /**
     * Ends: the provider has sent somebody back.
     *
     * @param secret from the cookie, or null
     * @throws OidcRefused when nobody is let in
     * @throws TooManyAttempts when it was not looked at
     */
    public Caller.Person end(Ask ask, @Nullable String secret)
            throws OidcRefused, StoreUnavailable {
        Throttle.Attempt attempt = signIn.throttle().begin(ask.from().address(), "* oidc");
        try {
            OidcProvider with = configured();
            Caller.Person person = signIn.byOthers(ask, user(with, claims(with, ask, secret)));
            attempt.succeeded();
            return person;
        } catch (OidcRefused e) {
            signIn.audit().refused(ask, "", "OpenID Connect: " + e.getMessage());
            throw e;
        } catch (ApiException e) {
            throw new OidcRefused("this user may not sign in");
        }
    }

    private IdClaims claims(OidcProvider with, Ask ask, @Nullable String text) throws OidcRefused {
        @Nullable String state = ask.query().get("state");
        @Nullable String code = ask.query().get("code");
        if (text == null || state == null || !Session.isShaped(text)) {
            throw new OidcRefused("it was not begun in this browser, or too long ago");
        }
        Secret secret = Secret.of(text);
        if (!Secret.of(part(secret, "state")).matches(state)) {
            throw new OidcRefused("it was begun elsewhere");
        }
        if (code == null || code.length() > MOST_CHARACTERS) {
            throw new OidcRefused("the provider did not vouch for anybody");
        }
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", redirect(ask));
        form.put("code_verifier", part(secret, "verifier"));
        return endpoints.redeem(with, form, part(secret, "nonce"));
    }

    private User user(OidcProvider with, IdClaims claims) throws OidcRefused, StoreUnavailable {
        @Nullable Role role = with.roles().of(claims.groups());
        if (role == null) {
            throw new OidcRefused("no group of this user has a role here");
        }
        @Nullable User known = users.store().bySubject(claims.subject());
        if (known == null) {
            return users.vouched(claims.name(), claims.shown(), role, claims.subject());
        }
        if (known.role().equals(role.word())) {
            return known;
        }
        User now = known.with(known.displayName(), role.word(), known.enabled());
        users.store().change(now, UserStore.Sessions.END);
        return now;
    }

    private OidcProvider configured() throws OidcRefused {
        @Nullable OidcProvider with = provider.get();
        if (with == null) {
            throw new OidcRefused("no provider is configured");
        }
        return with;
    }

    private static String redirect(Ask ask) {
        return (ask.from().tls() ? "https://" : "http://") + ask.from().host() + CALLBACK;
    }

    private static String part(Secret secret, String what) {
        return Session.mac(secret, "oidc " + what);
    }

    private static String challenge(String verifier) {
        byte[] digest =
                dev.sluice.core.Digest.sha256()
                        .digest(verifier.getBytes(StandardCharsets.US_ASCII));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    }

    /** Writes what a form sends. */
    static String form(Map<String, String> members) {
        return members.entrySet().stream()
                .map(each -> each.getKey() + "=" + encoded(each.getValue()))
                .collect(Collectors.joining("&"));
    }

    /** Encodes as forms do. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
