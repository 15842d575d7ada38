package dev.sluice.testkit.conformance;

import dev.sluice.wire.chat.ApiError;
import java.util.List;
import java.util.Set;

/** Which statuses a client may see for a vendor's (docs: mapping of errors). */
final class Statuses {
    private Statuses() {}

    /** Says whether a client may be told this of a vendor's status. */
    static boolean sane(int vendor, ApiError error) {
        String code = String.valueOf(error.code());
        boolean meansMore =
                error.status() == 400
                        && List.of("content_filter", "context_length_exceeded").contains(code);
        return meansMore || allowed(vendor, code).contains(error.status());
    }

    private static Set<Integer> allowed(int vendor, String code) {
        return switch (vendor) {
            // A wrong key is a 400 at Google, a spent quota and a wrong model are at others.
            case 400 ->
                    switch (code) {
                        case "upstream_auth" -> Set.of(502);
                        case "insufficient_quota" -> Set.of(429);
                        case "model_not_found" -> Set.of(400, 404);
                        default -> Set.of(400);
                    };
            case 401 -> Set.of(502);
            case 403 -> code.equals("insufficient_quota") ? Set.of(429) : Set.of(502);
            case 402 -> Set.of(429);
            case 408 -> Set.of(504);
            case 422 -> Set.of(400);
            case 424 -> Set.of(502);
            case 498, 529 -> Set.of(503);
            default -> Set.of(vendor);
        };
    }
}
