package dev.sluice.core.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.VendorError;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What kind of no an error is. */
class RefusalTest {

    @ParameterizedTest
    @CsvSource({
        "401, invalid_api_key,          CREDENTIAL",
        "403, '',                       CREDENTIAL",
        "402, '',                       QUOTA",
        "403, Arrearage,                QUOTA",
        "429, insufficient_quota,       QUOTA",
        "429, '',                       RATE",
        "429, rate_limit_exceeded,      RATE",
        "200, Throttling.RateQuota,     RATE",
        "200, invalid_api_key,          CREDENTIAL",
        "500, '',                       OVERLOAD",
        "500, internal_error,           OVERLOAD",
        "501, '',                       OVERLOAD",
        "502, '',                       OVERLOAD",
        "503, '',                       OVERLOAD",
        "503, engine_overloaded,        OVERLOAD",
        "424, '',                       OVERLOAD",
        "498, '',                       OVERLOAD",
        "529, overloaded_error,         OVERLOAD",
        "599, '',                       OVERLOAD",
        "200, '',                       OVERLOAD",
        "408, '',                       SLOW",
        "504, '',                       SLOW",
        "200, timeout,                  SLOW",
        "400, content_policy_violation, CONTENT",
        "403, data_inspection_failed,   CONTENT",
        "400, context_length_exceeded,  CONTEXT",
        "404, model_not_found,          MISSING",
        "404, DeploymentNotFound,       MISSING",
        "404, '',                       MISSING",
        "404, unknown_url,              CLIENT",
        "400, '',                       CLIENT",
        "400, invalid_value,            CLIENT",
        "409, '',                       CLIENT",
        "413, '',                       CLIENT",
        "415, '',                       CLIENT",
        "422, '',                       CLIENT",
    })
    void everyVendorsNoHasOneKind(int status, String code, Refusal kind) {
        ApiError told = ErrorMapping.toClient(new VendorError(status, "No.", "", code, null));
        assertEquals(kind, Refusal.of(told), told::toString);
    }

    @ParameterizedTest
    @CsvSource({
        "401, invalid_request_error, ,                    CREDENTIAL",
        "403, invalid_request_error, ,                    CREDENTIAL",
        "402, invalid_request_error, ,                    QUOTA",
        "429, insufficient_quota,    rate_limit_exceeded, QUOTA",
        "408, server_error,          ,                    SLOW",
        "400, invalid_request_error, model_not_found,     MISSING",
        "400, invalid_request_error, ,                    CLIENT",
    })
    void errorsThatOthersHaveReadAreToldApart(
            int status, String type, @Nullable String code, Refusal kind) {
        assertEquals(kind, Refusal.of(new ApiError(status, type, "No.", null, code)));
    }

    @Test
    void whatIsMissingBecauseTheCallerNamedItIsTheCallersFault() {
        var error = new ApiError(404, "invalid_request_error", "No such File: file-1", "id", null);
        assertEquals(Refusal.CLIENT, Refusal.of(error));
    }
}
