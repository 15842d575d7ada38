package dev.sluice.app.access;

import com.nimbusds.jwt.JWTClaimsSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a verified token says of somebody.
 *
 * @param subject issuer and subject: who it is, whatever it calls itself
 * @param name the user's name here
 * @param shown the name to show
 * @param groups what roles are given by
 */
record IdClaims(String subject, String name, String shown, List<String> groups) {

    /**
     * Reads a token's claims.
     *
     * @throws OidcRefused when there is no name in them, or one that nobody has verified
     */
    static IdClaims of(JWTClaimsSet set, OidcProvider.Claims claims) throws OidcRefused {
        Map<String, Object> all = set.getClaims();
        @Nullable Object name = inside(all, claims.name());
        if (!(name instanceof String text) || text.isBlank()) {
            throw new OidcRefused("the token has no " + claims.name());
        }
        if (claims.name().equals("email") && Boolean.FALSE.equals(all.get("email_verified"))) {
            throw new OidcRefused("the provider has not verified this email address");
        }
        @Nullable Object shown = all.get("name");
        String subject = set.getIssuer() + "|" + set.getSubject();
        return new IdClaims(
                subject,
                text,
                shown instanceof String words ? words : text,
                texts(inside(all, claims.roles())));
    }

    private static @Nullable Object inside(Map<String, Object> all, String path) {
        @Nullable Object whole = all.get(path); // some have dots, and slashes, in their names
        @Nullable Object at = all;
        for (String each : path.split("\\.", -1)) {
            at = at instanceof Map<?, ?> members ? members.get(each) : null;
        }
        return whole == null ? at : whole;
    }

    private static List<String> texts(@Nullable Object value) {
        return switch (value) {
            case String one -> List.of(one);
            case List<?> several ->
                    several.stream()
                            .filter(String.class::isInstance)
                            .map(String.class::cast)
                            .toList();
            case null, default -> List.of();
        };
    }
}
