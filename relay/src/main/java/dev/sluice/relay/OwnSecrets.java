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
 * was sent is known. Headers that quote one are left out of good answers, too; the body of a good
 * answer is passed on as it is.
 */
final class OwnSecrets {
    /** What is shorter may be an ordinary word. */
    private static final int SHORTEST = 6;

    private static final String INSTEAD = "[key]";

    /** What a signed address has its signature in. */
    private static final String SIGNATURE = "authorization=";

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

    /**
     * Returns whether part of a header is a secret. It is asked of every header that is passed on:
     * it makes no object, and is done at once with a value that is shorter than the secret, as
     * nearly all are.
     */
    static boolean quoted(Upstream upstream, byte[] bytes, int from, int to) {
        return to - from >= SHORTEST
                && switch (upstream) {
                    case Upstream.Remote remote -> quoted(remote, bytes, from, to);
                    case Upstream.Translated translated ->
                            quoted(translated.remote(), bytes, from, to);
                    case Upstream.Echo _, Upstream.Retired _, Upstream.NotBuilt _ -> false;
                };
    }

    private static boolean quoted(Upstream.Remote remote, byte[] bytes, int from, int to) {
        boolean found =
                switch (remote.auth()) {
                    case Auth.Bearer(Secret key) -> holds(bytes, from, to, key.reveal());
                    case Auth.HeaderKey(_, Secret key) -> holds(bytes, from, to, key.reveal());
                    case Auth.QueryKey(_, Secret key) -> holds(bytes, from, to, key.reveal());
                    case Auth.SigV4 sig ->
                            holds(bytes, from, to, sig.secretKey().reveal())
                                    || (sig.session() != null
                                            && holds(bytes, from, to, sig.session().reveal()));
                    case Auth.SignedUrl(String key, Secret secret) ->
                            holds(bytes, from, to, secret.reveal())
                                    || holds(bytes, from, to, key)
                                    || holds(bytes, from, to, SIGNATURE);
                    case Auth.Jwt(Secret key, _) -> holds(bytes, from, to, key.reveal());
                    case Auth.OAuth _, Auth.None() -> false;
                };
        if (!found && !remote.headers().isEmpty()) {
            for (String each : remote.headers().values()) {
                found |= holds(bytes, from, to, each);
            }
        }
        return found;
    }

    private static boolean holds(byte[] bytes, int from, int to, String secret) {
        int length = secret.length();
        if (length < SHORTEST) {
            return false;
        }
        for (int at = from; at <= to - length; at++) {
            int same = 0;
            while (same < length && bytes[at + same] == secret.charAt(same)) {
                same++;
            }
            if (same == length) {
                return true;
            }
        }
        return false;
    }

    private static void add(@Nullable Secret secret, List<String> all) {
        if (secret != null) {
            all.add(secret.reveal());
        }
    }
}
