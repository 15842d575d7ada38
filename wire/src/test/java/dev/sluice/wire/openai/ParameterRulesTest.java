package dev.sluice.wire.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.json.JsonMembers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParameterRulesTest {
    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]";

    private static @Nullable ApiError check(String body) {
        byte[] bytes = body.getBytes(UTF_8);
        JsonMembers members = new JsonMembers();
        members.scan(bytes, 0, bytes.length, ParameterRules.LOOK);
        return ParameterRules.check(bytes, members);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"x\":1",
                "\"temperature\":0,\"top_p\":1,\"presence_penalty\":-2,\"frequency_penalty\":2.0",
                "\"temperature\":2e0,\"n\":1,\"max_tokens\":1,\"max_completion_tokens\":9e3",
                "\"temperature\":null,\"n\":null,\"stop\":null,\"logit_bias\":null,\"stream\":null",
                "\"stop\":\"a\",\"model\":\"m\",\"stream\":true,\"stream_options\":{}",
                "\"stop\":[\"a\",\"b\",\"c\",\"d\"],\"stream\":false,\"model\":null",
                "\"stop\":[],\"logit_bias\":{\"50256\":-100,\"1\":100.0}",
                "\"unknown\":1,\"unknown\":2,\"top_k\":-1"
            })
    void whatFitsPasses(String members) {
        assertNull(check("{" + MESSAGES + "," + members + "}"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "\"temperature\":2.5 | temperature | decimal_above_max_value",
                "\"temperature\":-0.1 | temperature | decimal_below_min_value",
                "\"temperature\":1e999 | temperature | decimal_above_max_value",
                "\"temperature\":\"hot\" | temperature | invalid_type",
                "\"t\\u0065mperature\":3 | temperature | decimal_above_max_value",
                "\"top_p\":1.01 | top_p | decimal_above_max_value",
                "\"presence_penalty\":-2.1 | presence_penalty | decimal_below_min_value",
                "\"frequency_penalty\":3 | frequency_penalty | decimal_above_max_value",
                "\"n\":0 | n | integer_below_min_value",
                "\"n\":1.5 | n | invalid_type",
                "\"max_tokens\":0 | max_tokens | integer_below_min_value",
                "\"max_tokens\":true | max_tokens | invalid_type",
                "\"max_completion_tokens\":-1 | max_completion_tokens | integer_below_min_value",
                "\"max_length\":\"5\" | max_length | invalid_type",
                "\"stop\":5 | stop | invalid_type",
                "\"stop\":[\"a\",null] | stop[1] | invalid_type",
                "\"stop\":[\"a\",\"b\",\"c\",\"d\",\"e\"] | stop | array_above_max_length",
                "\"logit_bias\":[] | logit_bias | invalid_type",
                "\"logit_bias\":{\"50256\":101} | logit_bias.50256 | decimal_above_max_value",
                "\"logit_bias\":{\"50256\":\"1\"} | logit_bias.50256 | invalid_type",
                "\"stream\":\"true\" | stream | invalid_type",
                "\"stream_options\":1 | stream_options | invalid_type",
                "\"model\":5 | model | invalid_type",
                "\"model\":\"a\",\"mod\\u0065l\":\"b\" | model | invalid_value",
                "\"n\":1,\"n\":1 | n | invalid_value",
                "\"messages\":[] | messages | invalid_value",
            })
    void whatDoesNotFitIsNamed(String members, String param, String code) {
        ApiError error = check("{" + MESSAGES + "," + members + "}");
        assertNotNull(error);
        assertEquals(400, error.status());
        assertEquals("invalid_request_error", error.type());
        assertEquals(param, error.param());
        assertEquals(code, error.code());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{} | messages | missing_required_parameter",
                "{\"messages\":null} | messages | missing_required_parameter",
                "{\"messages\":\"hi\"} | messages | invalid_type",
                "{\"messages\":[]} | messages | empty_array",
                "{\"messages\":[{\"role\":\"user\"},\"hi\"]} | messages[1] | invalid_type",
                "{\"messages\":[{}]} | messages[0].role | missing_required_parameter",
                "{\"messages\":[{\"role\":null}]} | messages[0].role | missing_required_parameter",
                "{\"messages\":[{\"role\":7}]} | messages[0].role | invalid_type",
            })
    void messagesAreAnArrayOfObjectsWithRoles(String body, String param, String code) {
        ApiError error = check(body);
        assertNotNull(error);
        assertEquals(param, error.param());
        assertEquals(code, error.code());
    }

    @Test
    void theMessageNamesFieldValueAndExpectation() {
        ApiError error = check("{" + MESSAGES + ",\"temperature\":2.5}");
        assertNotNull(error);
        assertEquals(
                "Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got"
                        + " 2.5 instead.",
                error.message());
    }
}
