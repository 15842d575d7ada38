package dev.sluice.app.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may be shown of an address. */
class RedactionTest {
    @ParameterizedTest
    @CsvSource({
        "redis://host:6379/0, redis://host:6379/0",
        "redis://:pw@host:6379, redis://***@host:6379",
        "redis://user:pw@host, redis://***@host",
        "http://user:p@w/or#d?@proxy:3128, http://***@proxy:3128",
        "https://token@host/path, https://***@host/path",
        "jdbc:postgresql://db/sluice?user=u&password=pw&ssl=true,"
                + " jdbc:postgresql://db/sluice?user=u&password=***&ssl=true",
        "jdbc:postgresql://db/sluice?sslpassword=pw, jdbc:postgresql://db/sluice?sslpassword=***",
        "https://host/v1?api_key=k&x=1, https://host/v1?api_key=***&x=1",
        "https://host/v1?KEY=k#f, https://host/v1?KEY=***#f",
        "wss://host/chat?authorization=a%3D&date=d&X-Amz-Signature=s,"
                + " wss://host/chat?authorization=***&date=d&X-Amz-Signature=***",
        "'', ''",
        "no address at all, no address at all",
    })
    void secretsAreTakenOut(String address, String shown) {
        assertEquals(shown, Redaction.url(address));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "You sent sk-abcdefghijklmnop1234. | You sent ***.",
                "Authorization: Bearer abcdefghijklmnop== | Authorization: ***",
                "{\"api_key\": \"x\", \"n\": 1} | {\"api_key\": \"***\", \"n\": 1}",
                "{\"MY-Password2\":\"a\\\"b\",\"k\":1} | {\"MY-Password2\":\"***\",\"k\":1}",
                "{\"a\":\"{\\\"token\\\": \\\"x\\\"}\"} | {\"a\":\"{\\\"token\\\": \\\"***\\\"}\"}",
                "{\"max_tokens\": 5, \"a\": \"token\"} | {\"max_tokens\": 5, \"a\": \"token\"}",
                "sent {'api_key': 'x', 'n': 'y'} | sent {'api_key': '***', 'n': 'y'}",
                "GET /v1?authorization=YXBp&date=d | GET /v1?authorization=***&date=d",
                "a task, a risk-averse asset | a task, a risk-averse asset",
            })
    void whatLooksLikeASecretIsTakenOut(String text, String shown) {
        assertEquals(shown, Redaction.text(text));
    }
}
