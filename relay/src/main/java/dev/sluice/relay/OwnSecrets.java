package dev.sluice.relay;

import dev.sluice.core.Upstream;
import dev.sluice.providers.Auth;
import dev.sluice.providers.OutgoingProxy;
import dev.sluice.providers.Secret;
import dev.sluice.wire.chat.ApiError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes a deployment's secrets out of what its vendor says when it complains: some quote the key,
 * some servers in between the whole request. Patterns of keys would miss those without one; what
 * was sent is known. For errors only; an answer is passed on as it is.
 */
final class OwnSecrets {
    /** What is shorter may be an ordinary word. */
    private static final int SHORTEST = 6;

    private static final String INSTEAD = "[key]";

    private OwnSecrets() {}

    /** Returns the error without the secrets. */
    static ApiError without(Upstream upstream, ApiError error) {
        @Nullable String param = error.param();
        @Nullable String code = error.code();
        return new ApiError(
                error.status(),
                error.type(),
                without(upstream, error.message()),
                param == null ? null : without(upstream, param),
                code == null ? null : without(upstream, code));
    }

    /** Returns the text without the secrets. */
    static String without(Upstream upstream, String text) {
        String clean = text;
        for (String each : of(upstream)) {
            clean = clean.replace(each, INSTEAD);
        }
        return clean;
    }

    /** The longest first: one may be part of another. */
    private static List<String> of(Upstream upstream) {
        List<String> all = new ArrayList<>();
        switch (upstream) {
            case Upstream.Remote remote -> collect(remote, all);
            case Upstream.Translated translated -> collect(translated.remote(), all);
            case Upstream.Echo _, Upstream.Retired _, Upstream.NotBuilt _ -> {}
        }
        all.removeIf(each -> each.length() < SHORTEST);
        all.sort(Comparator.comparingInt(String::length).reversed());
        return all;
    }

    private static void collect(Upstream.Remote remote, List<String> all) {
        switch (remote.auth()) {
            case Auth.Bearer(Secret key) -> add(key, all);
            case Auth.HeaderKey(_, Secret key) -> add(key, all);
            case Auth.QueryKey(_, Secret key) -> add(key, all);
            case Auth.SigV4 sig -> {
                add(sig.secretKey(), all);
                add(sig.session(), all);
                all.add(sig.accessKey());
            }
            case Auth.SignedUrl(String key, Secret secret) -> {
                all.add(key);
                add(secret, all);
            }
            case Auth.Jwt(Secret key, _) -> {
                add(key, all);
                String whole = key.reveal();
                all.add(whole.substring(whole.indexOf('.') + 1));
            }
            case Auth.OAuth _, Auth.None() -> {} // a bearer's token is known by its word
        }
        all.addAll(remote.headers().values());
        @Nullable OutgoingProxy proxy = remote.proxy();
        if (proxy != null) {
            add(proxy.password(), all);
        }
    }

    private static void add(@Nullable Secret secret, List<String> all) {
        if (secret != null) {
            all.add(secret.reveal());
        }
    }
}
