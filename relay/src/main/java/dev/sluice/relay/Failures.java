package dev.sluice.relay;

import dev.sluice.core.Plan;
import dev.sluice.core.Upstream;
import dev.sluice.core.failure.Failure;
import dev.sluice.wire.chat.ApiError;
import java.util.Locale;
import java.util.stream.Collectors;

/** Says a failure in the words of the API. */
final class Failures {
    private Failures() {}

    /** Explains a failed attempt to the caller; names the deployment, never an address or a key. */
    static ApiError explain(Failure failure, String deployment) {
        String who = "The deployment '" + deployment + "' ";
        return switch (failure) {
            case Failure.NotConnected(var why) ->
                    ApiError.server(
                            502, who + "cannot be reached: " + why + ".", "upstream_unreachable");
            case Failure.Broken(var why) ->
                    ApiError.server(502, who + "broke off: " + why + ".", "upstream_broken");
            case Failure.Malformed(var why) ->
                    ApiError.server(
                            502,
                            who + "gave an answer that cannot be read: " + why + ".",
                            "upstream_malformed");
            case Failure.Internal() ->
                    ApiError.server(
                            500,
                            "Sluice made a mistake with this call; its log says more.",
                            "internal_error");
            case Failure.ShuttingDown() -> shuttingDown();
            case Failure.Refused(var error, _, _) -> error;
            case Failure.TimedOut(var phase) ->
                    ApiError.server(
                            504,
                            who + "took too long (" + phase.words() + ").",
                            "upstream_timeout");
        };
    }

    /** A vendor that answers with a redirect, which is never followed: it may lead anywhere. */
    static ApiError redirect(String deployment, int status) {
        return ApiError.server(
                502,
                "The deployment '"
                        + deployment
                        + "' answered with a redirect ("
                        + status
                        + "); its api_base is probably not the API's own address.",
                "upstream_redirect");
    }

    /** A provider that has chat and nothing else. */
    static ApiError chatOnly(String path) {
        return new ApiError(
                501,
                "server_error",
                "The provider of this model serves chat completions only, not " + path + ".",
                null,
                "not_built");
    }

    /** What new calls and those that are cut off hear while the gateway stops. */
    static ApiError shuttingDown() {
        return ApiError.server(503, "Sluice is shutting down.", "draining");
    }

    /** More calls are under way than may be, and more wait than may wait. */
    static ApiError overloaded(String who) {
        return new ApiError(
                503,
                "service_unavailable_error",
                who + " has too many calls under way; try again in a moment.",
                null,
                "server_is_overloaded");
    }

    /** The ledger cannot keep records: a call that nobody would know of must not begin. */
    static ApiError unrecorded(String why) {
        return ApiError.server(
                503, "Sluice cannot record calls at present: " + why + ".", "ledger_unavailable");
    }

    /** Every deployment that could serve the call is out. */
    static ApiError outOfService(Plan nobody) {
        boolean limited = nobody.isLimited();
        String who =
                nobody.excluded().stream()
                        .map(each -> "'" + each.deployment().id() + "' (" + word(each) + ")")
                        .collect(Collectors.joining(", "));
        return new ApiError(
                limited ? 429 : 503,
                limited ? "rate_limit_error" : "service_unavailable_error",
                "No deployment of this model can be asked now: "
                        + who
                        + ". Try again in "
                        + secondsLeft(nobody)
                        + " s.",
                null,
                limited ? "rate_limit_exceeded" : "deployments_unavailable");
    }

    private static String word(Plan.Excluded each) {
        return each.standing().reason().name().toLowerCase(Locale.ROOT);
    }

    /** Returns after how many seconds the first of them may be asked again, at least 1. */
    static long secondsLeft(Plan nobody) {
        return Math.max(1, (nobody.soonestMillis().orElse(1000) + 999) / 1000);
    }

    /** A client that announced a body and does not send it. */
    static ApiError slowRequest() {
        return new ApiError(
                408,
                "invalid_request_error",
                "The request's body did not arrive in time.",
                null,
                "request_timeout");
    }

    /** The configuration names a service that has been shut down. */
    static ApiError retired(Upstream.Retired gone) {
        String instead =
                gone.successor().isEmpty()
                        ? ""
                        : " Use the type '" + gone.successor() + "' instead.";
        return new ApiError(
                410,
                "server_error",
                "The service behind the provider type '"
                        + gone.type()
                        + "' has been shut down."
                        + instead
                        + " Set api_base to go on with a stand-in of your own.",
                null,
                "provider_retired");
    }

    /** The configuration names a kind of provider that this version does not serve. */
    static ApiError notBuilt(String type) {
        return new ApiError(
                501,
                "server_error",
                "The provider type '" + type + "' is not built yet.",
                null,
                "not_built");
    }
}
