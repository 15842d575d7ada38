package dev.sluice.app.access;

import dev.sluice.providers.Secret;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An OpenID Connect provider that vouches for people, as the configuration has it.
 *
 * @param name what the sign-in page calls it
 * @param issuer its address, as its tokens have it
 * @param client what it knows this gateway as
 * @param claims where in its tokens a user's name and groups are
 * @param roles what its groups are worth here
 */
public record OidcProvider(String name, String issuer, Client client, Claims claims, Roles roles) {
    /**
     * What a provider knows this gateway as.
     *
     * @param secret null for a public client
     */
    public record Client(String id, @Nullable Secret secret, String scope) {}

    /** Names of claims; dots lead inside. */
    public record Claims(String name, String roles) {}

    /**
     * What groups are worth.
     *
     * @param byGroup the role of each group
     * @param otherwise the role of those whom no group gives one; null: they are not let in
     */
    public record Roles(Map<String, Role> byGroup, @Nullable Role otherwise) {
        /** Returns the highest role that these groups give, or null for none. */
        @Nullable Role of(Iterable<String> groups) {
            @Nullable Role highest = otherwise;
            for (String each : groups) {
                @Nullable Role role = byGroup.get(each);
                if (role != null && (highest == null || role.covers(highest))) {
                    highest = role;
                }
            }
            return highest;
        }
    }
}
