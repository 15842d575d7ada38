package dev.sluice.wire.chat;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Decides what a client is told about a vendor's error: status, type, code and a clean message. */
public final class ErrorMapping {
    private static final int LONGEST_MESSAGE = 2000;

    private static final Pattern URL = Pattern.compile("(?i)\\b(?:https?|wss?)://[^\\s\"'<>)\\]]+");
    private static final Pattern BEARER = Pattern.compile("(?i)\\bbearer\\s+[\\w.~+/*=-]+");
    private static final Pattern KEY =
            Pattern.compile(
                    "\\b(?:sk|pk|rk|xai|gsk|hf|pplx|fw|csk|nvapi|AKIA|AIza|ghp|key)[-_]?"
                            + "(?=[\\w*.-]*[\\d*])[\\w*.-]{8,}|\\*{3,}\\w*|\\bsk-[\\w*.-]*");
    private static final Pattern ADDRESS =
            Pattern.compile("\\b(?:\\d{1,3}\\.){3}\\d{1,3}(?::\\d+)?\\b|\\blocalhost:\\d+\\b");

    private static final List<String> CONTEXT_WORDS =
            List.of(
                    "prompt is too long",
                    "prompt too long",
                    "maximum context length",
                    "max context length",
                    "context length exceeded",
                    "context_length_exceeded",
                    "exceeds the context window",
                    "exceed context window",
                    "context size has been exceeded",
                    "exceeds the available context size",
                    "too many tokens",
                    "input is too long",
                    "number of input tokens exceeds",
                    "exceeds the context length");
    private static final List<String> CONTENT_WORDS =
            List.of(
                    "content_filter",
                    "contentfilter",
                    "content_policy",
                    "responsibleai",
                    "datainspection",
                    "data_inspection",
                    "sensitivecontent",
                    "sensitive content",
                    "sensitive_content",
                    "sensitive word",
                    "sensitive_word",
                    "sensitive information",
                    "riskdetection",
                    "敏感",
                    "usage guidelines",
                    "flagged by moderation",
                    "requires moderation");
    private static final List<String> QUOTA_WORDS =
            List.of(
                    "insufficient_quota",
                    "insufficient quota",
                    "insufficient balance",
                    "insufficient_balance",
                    "credit_balance",
                    "billing_hard_limit",
                    "arrearage",
                    "accountoverdue");
    private static final Set<String> OPENAI_TYPES =
            Set.of(
                    "invalid_request_error",
                    "rate_limit_error",
                    "insufficient_quota",
                    "server_error",
                    "service_unavailable_error",
                    "requests",
                    "tokens");

    private ErrorMapping() {}

    /** Returns what the client is told about a vendor's error. */
    public static ApiError toClient(VendorError said) {
        VendorError error = said.status() < 400 ? withMeaning(said) : said;
        String words = words(error);
        int status = error.status();
        if (status != 401 && containsAny(words, CONTENT_WORDS) && status < 500) {
            String param = error.param() == null ? "prompt" : error.param();
            return made(error, 400, "invalid_request_error", "content_filter", param);
        }
        // "Too many tokens" of one minute are no long prompt.
        if (status != 429
                && (containsAny(words, CONTEXT_WORDS)
                        || (words.contains("input token count") && words.contains("exceed")))) {
            return made(
                    error,
                    400,
                    "invalid_request_error",
                    "context_length_exceeded",
                    error.param() == null ? "messages" : error.param());
        }
        // An account that owes money is forbidden, not unknown.
        return status == 403 && containsAny(words, QUOTA_WORDS)
                ? limited(error, words)
                : byStatus(error, words);
    }

    private static ApiError byStatus(VendorError error, String words) {
        int status = error.status();
        return switch (status) {
            case 401, 403 -> refusedCredential(status);
            case 402 -> made(error, 429, "insufficient_quota", "insufficient_quota", null);
            case 404 -> notFound(error, words);
            case 408, 504 -> made(error, 504, "server_error", "upstream_timeout", null);
            case 413 -> made(error, 413, "invalid_request_error", "request_too_large", null);
            case 422 -> made(error, 400, "invalid_request_error", code(error, null), error.param());
            case 424 -> made(error, 502, "server_error", "upstream_model_error", null);
            case 429 -> limited(error, words);
            case 498, 529 ->
                    made(error, 503, "service_unavailable_error", "server_is_overloaded", null);
            case 503 ->
                    made(
                            error,
                            503,
                            "service_unavailable_error",
                            code(error, "server_is_overloaded"),
                            null);
            default ->
                    status >= 500
                            ? made(
                                    error,
                                    Math.min(status, 599),
                                    "server_error",
                                    code(error, "upstream_error"),
                                    null)
                            : made(
                                    error,
                                    status,
                                    requestType(error),
                                    code(error, null),
                                    error.param());
        };
    }

    /** An error of ours about a vendor that could not be understood or broke off. */
    public static ApiError badUpstream(String message) {
        return ApiError.server(502, message, "upstream_error");
    }

    /** An error of ours about a stream that ended too early. */
    public static ApiError cutOff() {
        return badUpstream("The upstream's stream ended before the answer was complete.");
    }

    // The vendor's own words stay out: "Incorrect API key provided" would send the caller looking
    // for a fault in its own key.
    private static ApiError refusedCredential(int status) {
        return ApiError.server(
                502,
                "The provider of this model refused the gateway's own credential (it answered "
                        + status
                        + "). The gateway's administrator must look after it.",
                "upstream_auth");
    }

    private static ApiError notFound(VendorError error, String words) {
        boolean model =
                words.contains("model")
                        || words.contains("deployment")
                        || words.contains("no endpoints found");
        String code = model ? "model_not_found" : code(error, null);
        return made(error, 404, "invalid_request_error", code, error.param());
    }

    private static ApiError limited(VendorError error, String words) {
        if (containsAny(words, QUOTA_WORDS)) {
            return made(error, 429, "insufficient_quota", "insufficient_quota", null);
        }
        String type = OPENAI_TYPES.contains(error.type()) ? error.type() : "rate_limit_error";
        return made(error, 429, type, code(error, "rate_limit_exceeded"), error.param());
    }

    private static String requestType(VendorError error) {
        return OPENAI_TYPES.contains(error.type()) ? error.type() : "invalid_request_error";
    }

    private static ApiError made(
            VendorError error,
            int status,
            String type,
            @Nullable String code,
            @Nullable String param) {
        String message = clean(error.message());
        if (message.isEmpty()) {
            message = "The upstream answered " + error.status() + " without a readable reason.";
        }
        return new ApiError(status, type, message, param == null ? null : clean(param), code);
    }

    /** The vendor's code, unless it only repeats an HTTP status. */
    private static @Nullable String code(VendorError error, @Nullable String otherwise) {
        String code = error.code();
        if (code.isEmpty() || code.matches("[1-5]\\d\\d") || code.length() > 100) {
            return otherwise;
        }
        return clean(code);
    }

    /** An error inside a success: finds the status that it means. */
    private static VendorError withMeaning(VendorError error) {
        int status = 502;
        if (error.code().matches("[45]\\d\\d")) {
            status = Integer.parseInt(error.code());
        } else {
            status = meaning(words(error));
        }
        return new VendorError(status, error.message(), error.type(), error.code(), error.param());
    }

    private static int meaning(String words) {
        if (containsAny(words, CONTENT_WORDS) || containsAny(words, CONTEXT_WORDS)) {
            return 400;
        }
        if (containsAny(words, QUOTA_WORDS)
                || containsAny(
                        words, List.of("rate_limit", "ratelimit", "rate limit", "throttl"))) {
            return 429;
        }
        if (containsAny(words, List.of("invalid_api_key", "invalidapikey", "authentication"))) {
            return 401;
        }
        if (containsAny(words, List.of("not_found", "notfound"))) {
            return 404;
        }
        if (containsAny(
                words, List.of("overloaded", "unavailable", "insufficient_system_resource"))) {
            return 503;
        }
        if (containsAny(words, List.of("timeout", "timed_out"))) {
            return 504;
        }
        return containsAny(
                        words, List.of("invalid_request", "invalid_parameter", "invalidparameter"))
                ? 400
                : 502;
    }

    private static String words(VendorError error) {
        return (error.type() + ' ' + error.code() + ' ' + error.message()).toLowerCase(Locale.ROOT);
    }

    private static boolean containsAny(String text, List<String> words) {
        return words.stream().anyMatch(text::contains);
    }

    /** Returns a vendor's text without keys and addresses, and not too long. */
    public static String clean(String text) {
        String clean = text;
        if (clean.length() > LONGEST_MESSAGE) {
            clean = clean.substring(0, LONGEST_MESSAGE) + "...";
        }
        clean = BEARER.matcher(clean).replaceAll("[key]");
        clean = URL.matcher(clean).replaceAll("[address]");
        clean = KEY.matcher(clean).replaceAll("[key]");
        return ADDRESS.matcher(clean).replaceAll("[address]").strip();
    }
}
