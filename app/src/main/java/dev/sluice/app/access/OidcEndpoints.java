package dev.sluice.app.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.sluice.providers.BaseUrl;
import dev.sluice.providers.Origin;
import dev.sluice.providers.Received;
import dev.sluice.providers.Secret;
import dev.sluice.providers.VendorRequest;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A provider's addresses, keys and tokens. Addresses and keys are kept for some minutes. */
public final class OidcEndpoints {
    private static final int LIMIT = 1 << 20;
    private static final long KEPT_MILLIS = 10 * 60_000;
    private static final int SKEW_SECONDS = 60;

    /** No {@code none}, and nothing that is verified with a secret which both sides have. */
    private static final Set<JWSAlgorithm> SIGNED =
            Set.of(
                    JWSAlgorithm.RS256,
                    JWSAlgorithm.RS384,
                    JWSAlgorithm.RS512,
                    JWSAlgorithm.PS256,
                    JWSAlgorithm.PS384,
                    JWSAlgorithm.PS512,
                    JWSAlgorithm.ES256,
                    JWSAlgorithm.ES384,
                    JWSAlgorithm.ES512);

    private final Fetch fetch;
    private final InstantSource clock;
    private @Nullable Kept kept;

    OidcEndpoints(Fetch fetch, InstantSource clock) {
        this.fetch = fetch;
        this.clock = clock;
    }

    /** Asks a provider. */
    @FunctionalInterface
    public interface Fetch {
        /** Sends one request; the answer may have so many bytes. */
        Received ask(VendorRequest request, int limit) throws IOException;
    }

    /** Where a provider is asked what. */
    record Places(String authorization, String token, String keys, boolean takesBasic) {}

    private record Kept(String issuer, Places places, JWKSet keys, long until) {}

    /** Returns a provider's addresses. */
    Places places(OidcProvider provider) throws OidcRefused {
        return known(provider).places();
    }

    private synchronized Kept known(OidcProvider provider) throws OidcRefused {
        Kept last = kept;
        if (last != null
                && last.issuer().equals(provider.issuer())
                && clock.millis() < last.until()) {
            return last;
        }
        String base = provider.issuer().replaceAll("/+$", "");
        Map<String, Object> said = document(get(base + "/.well-known/openid-configuration"));
        if (!provider.issuer().equals(said.get("issuer"))) {
            throw new OidcRefused("the provider calls itself '" + said.get("issuer") + "'");
        }
        boolean basic =
                !(said.get("token_endpoint_auth_methods_supported") instanceof List<?> ways)
                        || ways.contains("client_secret_basic");
        var places =
                new Places(
                        words(said, "authorization_endpoint"),
                        words(said, "token_endpoint"),
                        words(said, "jwks_uri"),
                        basic);
        Kept now = new Kept(provider.issuer(), places, keys(places), clock.millis() + KEPT_MILLIS);
        kept = now;
        return now;
    }

    private JWKSet keys(Places places) throws OidcRefused {
        try {
            return JWKSet.parse(text(get(places.keys())));
        } catch (ParseException e) {
            throw new OidcRefused("the provider's keys cannot be read", e);
        }
    }

    private synchronized void forget() {
        kept = null;
    }

    /** Redeems a code: the token must be the provider's, for us, now, and for this browser. */
    IdClaims redeem(OidcProvider provider, Map<String, String> form, String nonce)
            throws OidcRefused {
        Kept known = known(provider);
        Received answer = send(token(provider, known.places(), form));
        Map<String, Object> said = document(answer);
        if (!(said.get("id_token") instanceof String token)) {
            throw new OidcRefused("the provider gave no id_token: " + words(said, "error"));
        }
        JWTClaimsSet claims;
        try {
            claims = verified(provider, known.keys(), token);
        } catch (OidcRefused _) { // it may sign with another key by now
            forget();
            claims = verified(provider, known(provider).keys(), token);
        }
        if (!(claims.getClaim("nonce") instanceof String echoed)
                || !Secret.of(nonce).matches(echoed)) {
            throw new OidcRefused("the token is for another sign-in");
        }
        @Nullable Object party = claims.getClaim("azp");
        if (party != null && !party.equals(provider.client().id())) {
            throw new OidcRefused("the token is for another client");
        }
        return IdClaims.of(claims, provider.claims());
    }

    private static VendorRequest token(
            OidcProvider provider, Places places, Map<String, String> form) throws OidcRefused {
        OidcProvider.Client client = provider.client();
        @Nullable Secret secret = client.secret();
        VendorRequest request = request("POST", places.token());
        boolean basic = secret != null && places.takesBasic();
        if (!basic) {
            form.put("client_id", client.id());
        }
        if (secret != null && basic) {
            String pair = Oidc.encoded(client.id()) + ":" + Oidc.encoded(secret.reveal());
            byte[] bytes = pair.getBytes(StandardCharsets.UTF_8);
            request =
                    request.with(
                            "authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
        } else if (secret != null) {
            form.put("client_secret", secret.reveal());
        }
        return request.with("content-type", "application/x-www-form-urlencoded")
                .withBody(Oidc.form(form).getBytes(StandardCharsets.UTF_8));
    }

    private JWTClaimsSet verified(OidcProvider provider, JWKSet keys, String token)
            throws OidcRefused {
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSKeySelector(
                new JWSVerificationKeySelector<>(SIGNED, new ImmutableJWKSet<>(keys)));
        var verifier =
                new DefaultJWTClaimsVerifier<SecurityContext>(
                        provider.client().id(),
                        new JWTClaimsSet.Builder().issuer(provider.issuer()).build(),
                        Set.of("sub", "exp", "iat", "nonce")) {
                    @Override
                    protected Date currentTime() {
                        return Date.from(clock.instant());
                    }
                };
        verifier.setMaxClockSkew(SKEW_SECONDS);
        processor.setJWTClaimsSetVerifier(verifier);
        try {
            return processor.process(token, null);
        } catch (ParseException | BadJOSEException | JOSEException e) {
            throw new OidcRefused("the token is not valid: " + e.getMessage(), e);
        }
    }

    private Received get(String address) throws OidcRefused {
        return send(request("GET", address));
    }

    private static VendorRequest request(String method, String address) throws OidcRefused {
        try {
            URI uri = new URI(address);
            Origin origin = BaseUrl.parse(uri.getScheme() + "://" + uri.getRawAuthority()).origin();
            String path = uri.getRawPath() == null ? "" : uri.getRawPath();
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            return VendorRequest.of(origin, method, (path.isEmpty() ? "/" : path) + query)
                    .with("accept", "application/json")
                    .with("user-agent", "Sluice");
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new OidcRefused("the provider names an address that cannot be used", e);
        }
    }

    private Received send(VendorRequest request) throws OidcRefused {
        try {
            return fetch.ask(request, LIMIT);
        } catch (IOException e) {
            throw new OidcRefused("the provider cannot be reached: " + e.getMessage(), e);
        }
    }

    private static String words(Map<String, Object> said, String name) {
        return said.get(name) instanceof String text ? text : "";
    }

    private static Map<String, Object> document(Received answer) throws OidcRefused {
        try {
            return JSONObjectUtils.parse(text(answer));
        } catch (ParseException e) {
            throw new OidcRefused("the provider answered " + answer.status() + ", no JSON", e);
        }
    }

    private static String text(Received answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
