package dev.sluice.app.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said to those whose provider does not work. */
class TroubleTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | upstream_auth | refused the credential (it answered 401) |"
                        + " {\"error\":{\"message\":\"Incorrect API key provided\"}} | KEY",
                "403 | upstream_auth | (it answered 403) | {\"error\":{\"code\":"
                        + "\"unsupported_country_region_territory\"}} | REGION",
                "400 | | User location is not supported for the API use. | | REGION",
                "403 | upstream_auth | (it answered 403) | <html>Forbidden</html> | BASE",
                "429 | insufficient_quota | You exceeded your current quota | | QUOTA",
                "402 | | Insufficient Balance | | QUOTA",
                "429 | rate_limit_exceeded | slow down | {} | RATE",
                "404 | model_not_found | The model `x` does not exist | {} | MODEL",
                "400 | | Model Not Exist | {} | MODEL",
                "404 | | Not Found | {\"detail\":\"Not Found\"} | BASE",
                "404 | | no reason | <!doctype html> | BASE",
                "405 | | Method Not Allowed | | BASE",
                "502 | upstream_redirect | answered with a redirect (301) | | BASE",
                "200 | | | <html>Welcome</html> | BASE",
                "200 | | | {\"ok\":1} | UNREADABLE",
                "502 | upstream_malformed | cannot be read: it is no JSON | hello | UNREADABLE",
                "0 | upstream_malformed | it is not JSON | <html>Hi</html> | BASE",
                "0 | upstream_unreachable | cannot be reached: its host name does not resolve |"
                        + " | DNS",
                "0 | upstream_unreachable | cannot be reached: it refused the connection | |"
                        + " REFUSED",
                "0 | upstream_unreachable | its TLS certificate has expired | | TLS",
                "0 | upstream_unreachable | the outgoing proxy refused the connection | | PROXY",
                "0 | upstream_unreachable | it could not be connected to (Abc) | | UNREACHABLE",
                "0 | upstream_timeout | took too long (connecting) | | TIMEOUT",
                "503 | server_is_overloaded | busy | {} | OVERLOAD",
                "500 | upstream_error | boom | <html>500</html> | OVERLOAD",
                "400 | content_filter | no | {} | CONTENT",
                "400 | | messages: too few | {} | REQUEST",
                "400 | | API key not valid. Please pass a valid API key. | {} | KEY",
                "410 | provider_retired | has been shut down | | RETIRED",
                "502 | upstream_broken | broke off | | BROKEN",
                "0 | internal_error | | | OTHER",
            })
    void isTold(int status, String code, String message, String raw, Trouble expected) {
        assertEquals(
                expected,
                Trouble.of(new Trouble.Signs(status, text(code), text(message), text(raw))));
    }

    private static String text(String cell) {
        return cell == null ? "" : cell;
    }

    @Test
    void everyTroubleSaysWhatToDoInBothLanguages() {
        for (Trouble each : Trouble.values()) {
            assertTrue(each.english().endsWith("."), each::toString);
            assertTrue(each.chinese().endsWith("。"), each::toString);
        }
    }
}
