package dev.sluice.app.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** Guesses at mistyped names. */
class NearNamesTest {
    private static final List<String> KNOWN = List.of("openai/gpt-4o", "azure/gpt-4o", "echo", "a");

    @ParameterizedTest
    @CsvSource({
        "openai/gpt4o, openai/gpt-4o",
        "OPENAI/GPT-4O, openai/gpt-4o",
        "gpt-4o, openai/gpt-4o azure/gpt-4o",
        "ecko, echo",
        "b, a",
        "mistral, ''",
        "'', ''",
    })
    void nearestFirst(String word, String expected) {
        assertEquals(expected, String.join(" ", NearNames.of(word, KNOWN)));
    }

    @ParameterizedTest
    @CsvSource({"ecko, ' Did you mean ''echo''?'", "mistral, ''"})
    void asASentence(String word, String expected) {
        assertEquals(expected, NearNames.hint(word, KNOWN));
    }
}
