package dev.sluice.app.control;

import dev.sluice.core.Digest;
import dev.sluice.core.Snapshot;
import dev.sluice.core.VirtualKey;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Finds the virtual key that an administrator means: by its name, or by 64 hexadecimal digits, the
 * SHA-256 of the key or of its name. So whoever does not know which of the two he holds can hash
 * it, and no key travels in clear.
 */
final class KeySearch {
    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{64}");

    private final Snapshot snapshot;
    private final List<VirtualKey> all;

    KeySearch(Snapshot snapshot) {
        this.snapshot = snapshot;
        all = new ArrayList<>(snapshot.keys().all());
        @Nullable VirtualKey open = snapshot.open();
        if (open != null && !all.contains(open)) {
            all.add(open);
        }
    }

    /**
     * Finds a key.
     *
     * @param wanted null for the one that everybody may use, or the only one
     * @throws ApiException when there is none, or more than one
     */
    VirtualKey find(@Nullable String wanted) {
        if (wanted == null) {
            return usual();
        }
        List<VirtualKey> found = named(key -> key.id().equals(wanted));
        if (found.isEmpty() && HEX.matcher(wanted).matches()) {
            Digest digest = Digest.parse(wanted);
            @Nullable VirtualKey key = snapshot.keys().find(digest.bytes());
            found = key == null ? named(each -> Digest.of(each.id()).equals(digest)) : List.of(key);
        }
        return switch (found.size()) {
            case 0 -> throw new ApiException(notFound(wanted));
            case 1 -> found.getFirst();
            default ->
                    throw refused(
                            "Several keys have this name; give the SHA-256 of the one meant.");
        };
    }

    private List<VirtualKey> named(Predicate<VirtualKey> condition) {
        return all.stream().filter(condition).toList();
    }

    private VirtualKey usual() {
        @Nullable VirtualKey open = snapshot.open();
        if (open != null) {
            return open;
        }
        if (all.size() == 1) {
            return all.getFirst();
        }
        throw refused("Say which key is meant: its name, or its SHA-256." + known());
    }

    private static ApiException refused(String message) {
        return new ApiException(ApiError.badRequest(message, "key", "missing_required_parameter"));
    }

    /** What was wanted is not repeated: it may be a key in clear. */
    private ApiError notFound(String wanted) {
        String near = NearNames.hint(wanted, names());
        return new ApiError(
                404,
                "invalid_request_error",
                "No key has this name or SHA-256." + (near.isEmpty() ? known() : near),
                "key",
                "key_not_found");
    }

    private String known() {
        List<String> names = names();
        return names.isEmpty() || names.size() > 10
                ? ""
                : " There are: " + String.join(", ", names) + ".";
    }

    private List<String> names() {
        return all.stream().map(VirtualKey::id).toList();
    }
}
