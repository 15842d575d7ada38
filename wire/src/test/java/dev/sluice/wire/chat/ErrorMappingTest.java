package dev.sluice.wire.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorMappingTest {
    @ParameterizedTest
    @CsvSource({
        "400,InputTextSensitiveContentDetected.PolicyViolation,words,400,content_filter",
        "400,SensitiveContentDetected,words,400,content_filter",
        "200,TextRiskDetection,words,400,content_filter",
        "403,OutputImageRiskDetection,words,400,content_filter",
        "400,'',The input has sensitive words.,400,content_filter",
        "200,1301,可能包含不安全或敏感内容,400,content_filter",
        "400,InvalidParameter,Names are case-sensitive.,400,InvalidParameter",
        "403,AccountOverdueError,words,429,insufficient_quota",
        "200,AccountOverdueError,words,429,insufficient_quota",
        "403,'',insufficient balance,429,insufficient_quota",
        "403,AccessDenied,words,502,upstream_auth",
        "401,SensitiveContentDetected,words,502,upstream_auth"
    })
    void vendorsWordsHaveAMeaning(
            int status, String code, String message, int expectedStatus, String expectedCode) {
        ApiError told = ErrorMapping.toClient(new VendorError(status, message, "", code, null));
        assertEquals(expectedStatus, told.status());
        assertEquals(expectedCode, told.code());
    }
}
