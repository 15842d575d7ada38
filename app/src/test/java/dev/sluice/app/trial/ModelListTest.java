package dev.sluice.app.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shapes in which vendors list their models. */
class ModelListTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            value = {
                "{\"object\":\"list\",\"data\":[{\"id\":\"b\"},{\"id\":\"a\"}]} | b,a",
                "{\"data\":[{\"id\":\"claude\",\"display_name\":\"C\"}],\"has_more\":false} |"
                        + " claude",
                "{\"models\":[{\"name\":\"models/gemini-x\",\"version\":\"1\"}]} | gemini-x",
                "{\"models\":[{\"name\":\"llama3:8b\",\"model\":\"llama3:8b\"}]} | llama3:8b",
                "[{\"id\":\"one\"},{\"id\":\"one\"}] | one",
                "{\"data\":[]} | ''",
                "{\"error\":{\"message\":\"no\"}} | null",
                "<html> | null",
                "'' | null",
            })
    void isRead(String text, String names) {
        List<String> expected =
                names == null ? null : names.isEmpty() ? List.of() : List.of(names.split(","));
        assertEquals(expected, ModelList.read(text));
    }
}
