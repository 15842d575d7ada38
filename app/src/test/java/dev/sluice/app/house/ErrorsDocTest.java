package dev.sluice.app.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every code that the gateway gives to an error is explained to whoever receives it.
 *
 * <p>Read from the sources: a code is the last argument wherever an {@code ApiError} is made, and
 * the fourth of {@code ErrorMapping.made}. Codes that a vendor chose pass through and are not ours
 * to explain.
 */
class ErrorsDocTest {
    private static final Pattern MADE =
            Pattern.compile(
                    "new ApiError\\(|ApiError\\.(?:server|badRequest)\\(|\\bmade\\(|\\bcode\\(error,");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern CODE = Pattern.compile("[a-z]+(?:_[a-z]+)+");

    private static final List<String> SAID_IN =
            List.of("wire/src/main", "core/src/main", "relay/src/main", "app/src/main");

    /** Literals of the same shape that are types or parameters. */
    private static final Set<String> NO_CODES =
            Set.of(
                    "invalid_request_error",
                    "server_error",
                    "service_unavailable_error",
                    "permission_error",
                    "rate_limit_error");

    @ParameterizedTest
    @ValueSource(strings = {"docs/errors.md", "docs/errors.zh.md"})
    void everyCodeIsExplained(String document) {
        String text = House.text(House.ROOT.resolve(document));
        List<String> missing = new ArrayList<>();
        for (String code : codes()) {
            if (!text.contains("`" + code + "`")) {
                missing.add(code);
            }
        }
        assertEquals(List.of(), missing, document + " explains every code of the gateway");
    }

    @Test
    void theCodesAreFound() {
        Set<String> codes = codes();
        assertTrue(
                codes.containsAll(
                        Set.of(
                                "invalid_api_key",
                                "model_not_found",
                                "upstream_timeout",
                                "upstream_auth",
                                "request_too_large",
                                "invalid_json",
                                "integer_below_min_value",
                                "not_built")),
                codes::toString);
    }

    private static Set<String> codes() {
        Set<String> codes = new TreeSet<>();
        for (Path file : House.files(".java")) {
            String path = House.ROOT.relativize(file).toString();
            if (SAID_IN.stream().anyMatch(path::startsWith)) {
                codes.addAll(codes(House.text(file)));
            }
        }
        // Put together from two words in ParameterRules.
        for (String word : List.of("integer", "decimal")) {
            codes.add(word + "_below_min_value");
            codes.add(word + "_above_max_value");
        }
        return codes;
    }

    private static Set<String> codes(String source) {
        Set<String> codes = new TreeSet<>();
        Matcher made = MADE.matcher(source);
        while (made.find()) {
            Matcher literal = LITERAL.matcher(call(source, made.end()));
            while (literal.find()) {
                String word = literal.group(1);
                if (CODE.matcher(word).matches() && !NO_CODES.contains(word)) {
                    codes.add(word);
                }
            }
        }
        return codes;
    }

    /** The text from just behind an opening bracket to the one that closes it. */
    private static String call(String source, int from) {
        int depth = 1;
        int at = from;
        boolean quoted = false;
        while (at < source.length() && depth > 0) {
            char c = source.charAt(at);
            if (c == '\\' && quoted) {
                at++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && c == '(') {
                depth++;
            } else if (!quoted && c == ')') {
                depth--;
            }
            at++;
        }
        return source.substring(from, Math.min(at, source.length()));
    }
}
