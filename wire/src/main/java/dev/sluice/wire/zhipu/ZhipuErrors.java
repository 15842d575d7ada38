package dev.sluice.wire.zhipu;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ErrorBody;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.VendorError;

/**
 * What Zhipu's error codes mean, in v3 and v4 alike: {@code {"error": {"code": "1301", "message"}}}
 * and {@code {"code": 1301, "msg", "success": false}}. Source: Zhipu's list of error codes, read
 * 2026-11.
 */
public final class ZhipuErrors {
    private ZhipuErrors() {}

    /**
     * Reads an error body; never throws.
     *
     * @param status the HTTP status, 200 for an error inside a success
     */
    public static ApiError read(int status, byte[] body) {
        return ErrorMapping.toClient(meant(ErrorBody.read(status, body)));
    }

    /** Returns the error with the status and the code that Zhipu's code means. */
    public static VendorError meant(VendorError said) {
        return switch (said.code()) {
            // 1113 comes as 429 and is no rate limit: the balance is empty.
            case "1113", "1304", "1308", "1309", "1310" ->
                    with(said, 429, "insufficient_quota", "insufficient_quota");
            case "1302", "1303", "1305", "1312", "1313" ->
                    with(said, 429, "rate_limit_error", "rate_limit_exceeded");
            case "1000", "1001", "1002", "1003", "1004", "1005" -> with(said, 401, "", said.code());
            case "1110", "1111", "1112", "1120", "1121", "1220", "1311" ->
                    with(said, 403, "", said.code());
            case "1200", "1230", "1234" -> with(said, 500, "server_error", "");
            case "1210", "1212", "1213", "1214", "1215", "1231" ->
                    with(said, 400, "invalid_request_error", said.code());
            case "1211", "1221", "1222" ->
                    with(said, 404, "invalid_request_error", "model_not_found");
            case "1261" -> with(said, 400, "invalid_request_error", "context_length_exceeded");
            case "1300", "1301" -> with(said, 400, "invalid_request_error", "content_filter");
            default -> said;
        };
    }

    private static VendorError with(VendorError said, int status, String type, String code) {
        return new VendorError(status, said.message(), type, code, said.param());
    }
}
