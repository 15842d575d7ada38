package dev.sluice.wire.dashscope;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.VendorError;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.UnreadableJson;
import java.nio.charset.StandardCharsets;

/** What DashScope's error codes mean. Source: DashScope docs, error codes, read 2026-11. */
final class DashScopeErrors {
    private static final String QUOTA = "insufficient_quota";

    private DashScopeErrors() {}

    /** Reads an error body; never throws. */
    static ApiError read(int status, byte[] body) {
        try {
            return JsonReader.read(body, DashScopeFrame::read).error(status);
        } catch (UnreadableJson e) {
            String text = new String(body, StandardCharsets.UTF_8).strip();
            boolean page = text.startsWith("<");
            return ErrorMapping.toClient(new VendorError(status, page ? "" : text, "", "", null));
        }
    }

    /** Returns what a client is told; the code counts more than the status. */
    static ApiError toClient(int status, String code, String message) {
        boolean quota =
                code.equals("Arrearage")
                        || code.equals(QUOTA)
                        || code.startsWith("AllocationQuota")
                        || code.equals("Throttling.AllocationQuota");
        if (quota) {
            return ErrorMapping.toClient(new VendorError(429, message, "", QUOTA, null));
        }
        // "Range of input length should be [1, 30720]"
        boolean tooLong = message.contains("Range of input length");
        String word = tooLong ? "context_length_exceeded" : code;
        return ErrorMapping.toClient(
                new VendorError(meaning(code, status), message, "", word, null));
    }

    private static int meaning(String code, int status) {
        String family = code.indexOf('.') < 0 ? code : code.substring(0, code.indexOf('.'));
        return switch (family) {
            case "InvalidApiKey", "invalid_api_key" -> 401;
            case "AccessDenied" -> 403;
            case "Model" -> code.endsWith("AccessDenied") ? 403 : 404;
            case "ModelNotFound", "model_not_found" -> 404;
            case "Throttling", "LimitRequests" -> 429;
            case "RequestTimeOut" -> 504;
            case "DataInspectionFailed", "data_inspection_failed" -> 400;
            case "InvalidParameter", "InvalidURL", "BadRequest" -> 400;
            case "InternalError" -> code.endsWith("Timeout") ? 504 : 500;
            case "ModelServingError", "ModelUnavailable" -> 503;
            default -> status;
        };
    }
}
