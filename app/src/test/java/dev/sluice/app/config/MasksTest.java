package dev.sluice.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets are hidden from whoever edits a configuration, and nothing else of it changes. */
class MasksTest {
    private static final String NAME = "sluice.yaml";
    private final Masks masks = new Masks(new byte[] {1, 2, 3});

    private String restored(String text, String before) {
        Masks.Restored restored = masks.restored(text, before, NAME);
        assertEquals(List.of(), restored.problems(), text);
        return restored.text();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "api_key: sk-abcdefghijkl          | api_key: \"***ijkl\"",
                "api_key: 'sk-abcdefghijkl' # mine | api_key: \"***ijkl\" # mine",
                "{\"api_key\":\"sk-abcdefghijkl\"} | {\"api_key\":\"***ijkl\"}",
                "api_keys: [sk-abcdefghijkl]       | api_keys: [\"***ijkl\"]",
                "[{\"token\": \"sk-abcdefghijkl\"} /* x */] | [{\"token\": \"***ijkl\"} /* x */]",
                "token_pool: [sk-abcdefghijkl, none] | token_pool: [\"***ijkl\", none]",
                "model-2-token: {gpt: sk-abcdefghijkl} | model-2-token: {gpt: \"***ijkl\"}",
                "headers: {Authorization: sk-abcdefghijkl, x-team: red} |"
                        + " headers: {Authorization: \"***ijkl\", x-team: red}",
                "otlp_headers: {x: sk-abcdefghijkl} | otlp_headers: {x: \"***ijkl\"}",
                "proxy: http://u:abcdefghijkl@h:1  | proxy: http://u:***ijkl@h:1",
                "redis: redis://:abcdefghijkl@h/0  | redis: redis://:***ijkl@h/0",
                "store: jdbc:postgresql://h/d?user=u&password=abcdefghijkl |"
                        + " store: jdbc:postgresql://h/d?user=u&password=***ijkl",
                "api_key: &k sk-abcdefghijkl       | api_key: &k \"***ijkl\"",
                "api_key: ${OPENAI_KEY}            | api_key: ${OPENAI_KEY}",
                "api_key: file:/run/secrets/key    | api_key: file:/run/secrets/key",
                "api_key: enc:v1:AAAA              | api_key: enc:v1:AAAA",
                "server: {tls: {key: key.pem}}     | server: {tls: {key: key.pem}}",
                "{max_tokens: 12, a: 1}            | {max_tokens: 12, a: 1}",
                "api_key: ''                       | api_key: ''",
                "api_key:                          | api_key:",
            })
    void hidesWhatIsSecretAndNothingElse(String text, String masked) {
        assertEquals(masked, masks.masked(text, NAME));
        assertEquals(text, restored(masked, text));
    }

    @Test
    void aShortSecretShowsNothingOfItself() {
        String text = "api_key: hunter2\n";
        String masked = masks.masked(text, NAME);
        assertTrue(String.valueOf(masked).matches("api_key: \"\\*{3}~[0-9a-f]{4}\"\n"), masked);
        assertNotEquals(masked, new Masks(new byte[] {9}).masked(text, NAME));
        assertEquals(text, restored("" + masked, text));
    }

    @Test
    void whatMovesTakesItsOwnSecretAlong() {
        String one = "- {id: one, api_key: sk-one-11111111-same}\n";
        String two = "- {id: two, api_key: sk-two-22222222-same}\n";
        String text = "providers:\n" + one + two;
        String[] lines = String.valueOf(masks.masked(text, NAME)).split("(?<=\n)", -1);
        assertEquals("providers:\n" + two + one, restored(lines[0] + lines[2] + lines[1], text));
        assertEquals("providers:\n" + two, restored(lines[0] + lines[2], text));
        String renamed = (lines[0] + lines[2]).replace("id: two", "id: drei");
        assertEquals("providers:\n" + two.replace("id: two", "id: drei"), restored(renamed, text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"***\"", "\"***zzzz\"", "\"***same\"", "\"***~0000\""})
    void aMaskThatStandsForNothingIsAProblem(String mask) {
        String text =
                """
                providers:
                - {id: a, api_key: sk-11111111-same}
                - {id: b, api_key: sk-22222222-same}
                """;
        String edited = "providers:\n- id: a\n  api_key: " + mask + "\n";
        Masks.Restored restored = masks.restored(edited, text, NAME);
        assertEquals(3, restored.problems().getFirst().line());
        assertEquals("providers[a].api_key", restored.problems().getFirst().path());
        assertEquals(edited, restored.text());
    }

    @Test
    void aSecretThatLooksLikeAMaskStays() {
        String text = "api_key: \"***abcd\"\nkeys: [{key: \"***\"}]\n";
        assertEquals(text, restored(text, text));
        assertEquals(text, restored("" + masks.masked(text, NAME), text));
    }

    @Test
    void whatCannotBeWrittenAsItWasIsQuoted() {
        String block = "api_key: |-\n  sk-abc: {def}\n  ghijkl\n";
        String masked = String.valueOf(masks.masked(block, NAME));
        String flow = "{api_key: " + masked.strip().replace("api_key: ", "") + "}";
        assertEquals("{api_key: \"sk-abc: {def}\\nghijkl\"}", restored(flow, block));
    }

    @Test
    void whatIsNoConfigurationIsNotShown() {
        assertNull(masks.masked("api_key: [sk-abcdefghijkl", NAME));
        assertEquals("a: [", restored("a: [", "b: c"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void maskedAndPutBackIsTheSameToTheLastByte(long seed) {
        var random = new RandomConfiguration(new Random(seed));
        for (int i = 0; i < 100; i++) {
            String text = random.text();
            String masked = masks.masked(text, NAME);
            assertTrue(masked != null, text);
            for (String secret : random.secrets) {
                assertFalse(secret.length() > 11 && masked.contains(secret), masked);
            }
            assertEquals(text, restored(masked, text), masked);
            assertEquals(text, restored(text, text));
        }
    }

    /** Configurations with secrets in every place and every way of writing. */
    private static final class RandomConfiguration {
        private static final String PLAIN = "abcdefghijkmnopqrstuvwxyzABCDEFGH23456789-_";
        private static final String ODD = PLAIN + " :#'\"\\{}[],&*!|>%@`\u00e9\u4e2d\ud83d\ude00";
        private final Random random;
        final List<String> secrets = new ArrayList<>();

        RandomConfiguration(Random random) {
            this.random = random;
        }

        String text() {
            secrets.clear();
            String text = random.nextInt(3) == 0 ? entries() : yaml();
            text = random.nextInt(8) == 0 ? "\uFEFF" + text : text;
            return random.nextInt(6) == 0 ? text.replace("\n", "\r\n") : text;
        }

        private String secret(String letters) {
            int length = 1 + random.nextInt(random.nextBoolean() ? 8 : 40);
            var text = new StringBuilder();
            while (text.length() < length) {
                int at = random.nextInt(letters.codePointCount(0, letters.length()));
                text.appendCodePoint(letters.codePointAt(letters.offsetByCodePoints(0, at)));
            }
            if (random.nextInt(4) == 0) {
                text.append("same");
            }
            secrets.add(text.toString());
            return text.toString();
        }

        private String quoted() {
            return RawJson.text(secret(ODD));
        }

        /** A value in a block, at so many spaces. */
        private String value(String indent) {
            return switch (random.nextInt(6)) {
                case 0 -> "k" + secret(PLAIN);
                case 1 -> "'" + secret(ODD).replace("'", "''") + "'";
                case 2 -> quoted();
                case 3 -> "|-\n" + indent + "  x" + secret(PLAIN) + "\n" + indent + "  y";
                case 4 -> ">\n" + indent + "  x" + secret(PLAIN) + "\n" + indent + "  z";
                default -> "!!str " + quoted();
            };
        }

        private String yaml() {
            var text = new StringBuilder("# \ud83d\ude00 api_key: in a comment\nproviders:\n");
            for (int i = random.nextInt(4); i >= 0; i--) {
                text.append("  - id: p").append(i).append(" # \u6ce8\n    api_key: ");
                text.append(value("    ")).append('\n');
                text.append("    headers: {x-api-key: ").append(quoted()).append(", a: b}\n");
                text.append("    proxy: http://u:").append(secret(PLAIN)).append("@h:1\n\n");
            }
            text.append("keys:\n");
            for (int i = random.nextInt(4); i >= 0; i--) {
                text.append("  - {id: k, key: ").append(quoted()).append("}   \n");
            }
            return text.append("ledger:\n  store: jdbc:x://h?password=")
                    .append(secret(PLAIN))
                    .append("&a=b\n")
                    .toString();
        }

        private String entries() {
            var text = new StringBuilder("[ // \ud83d\ude00 tokens\n");
            for (int i = random.nextInt(4); i >= 0; i--) {
                text.append(" {\"token\": ").append(quoted()).append(", \"type\": \"proxy\",\n");
                text.append("  \"config\": {\"n\": -1.5e3, \"b\": true, \"x\": null,");
                text.append(" \"api_key\":").append(quoted()).append("}},\n");
            }
            return text.append("]\n").toString();
        }
    }
}
