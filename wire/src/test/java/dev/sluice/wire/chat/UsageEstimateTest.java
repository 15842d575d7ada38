package dev.sluice.wire.chat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.wire.json.JsonText;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageEstimateTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    介绍一下你自己 hello world | 10
                    ''                         | 0
                    one                        | 2
                    a b c d e f g h i j        | 13
                    1+100=                     | 3
                    你好，世界                 | 4
                    don't                      | 3
                    naïve café                 | 3
                    こんにちは                 | 5
                    中a文                      | 4
                    😀 !!                      | 0
                    """)
    void countsCjkCharactersAndWords(String text, long expected) {
        assertEquals(expected, UsageEstimate.of(text));
    }

    @Test
    void aTextInPiecesCountsLikeTheWhole() {
        var estimate = new UsageEstimate();
        for (String piece : List.of("介绍一下", "你自己 hel", "lo", " wor", "ld")) {
            estimate.add(piece);
        }
        assertEquals(10, estimate.tokens());
    }

    @Test
    void messagesDoNotShareAWord() {
        List<Message> messages = List.of(Message.User.says("hello"), Message.User.says("world"));
        assertEquals(3, UsageEstimate.of(messages));
    }

    @Test
    void textsDoNotShareAWordButEachGoesOn() {
        var estimate = new UsageEstimate();
        estimate.on(1).add("hel");
        estimate.on(2).add("");
        estimate.on(1).add("lo");
        assertEquals(2, estimate.tokens());
        estimate.on(2).add("wor");
        assertEquals(3, estimate.tokens());
        var other = new UsageEstimate();
        other.add("介绍 ld");
        estimate.add(other);
        assertEquals(6, estimate.tokens());
    }

    @Test
    void everyCharacterCountsInBytesAsInText() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            String text = Character.toString(c);
            long expected = isCjk(c) || isLatinOrDigit(c) ? isCjk(c) ? 1 : 2 : 0;
            assertEquals(
                    expected, UsageEstimate.of(text), () -> Integer.toHexString(text.charAt(0)));
            byte[] quoted = JsonText.quote(text);
            var bytes = new UsageEstimate();
            bytes.addJson(quoted, 1, quoted.length - 1);
            assertEquals(expected, bytes.tokens(), () -> Integer.toHexString(text.charAt(0)));
        }
    }

    private static boolean isCjk(int c) {
        return switch (Character.UnicodeScript.of(c)) {
            case HAN, HIRAGANA, KATAKANA, HANGUL, BOPOMOFO -> c >= 0x1100;
            default -> false;
        };
    }

    private static boolean isLatinOrDigit(int c) {
        boolean latin = Character.UnicodeScript.of(c) == Character.UnicodeScript.LATIN;
        return Character.isDigit(c) || (Character.isLetter(c) && latin);
    }

    /** Text written in JSON in any way and cut anywhere but in an escape counts like the text. */
    @Test
    void jsonInPiecesCountsLikeTheText() {
        var random = new Random(11);
        for (int round = 0; round < 20_000; round++) {
            var json = new ByteArrayOutputStream();
            List<Integer> cuts = new ArrayList<>();
            for (int i = random.nextInt(24); i > 0; i--) {
                write(json, random, cuts);
            }
            byte[] bytes = json.toByteArray();
            var quoted = new ByteArrayOutputStream();
            quoted.write('"');
            quoted.writeBytes(bytes);
            quoted.write('"');
            String text = JsonText.unquote(quoted.toByteArray(), 0, bytes.length + 2);
            var inBytes = new UsageEstimate();
            int from = 0;
            for (int cut : cuts) {
                inBytes.addJson(bytes, from, cut);
                from = cut;
            }
            inBytes.addJson(bytes, from, bytes.length);
            var inChars = new UsageEstimate();
            for (int i = 0; i < text.length(); i++) {
                inChars.add(text.substring(i, i + 1));
            }
            long expected = UsageEstimate.of(text);
            assertEquals(expected, inChars.tokens(), text);
            assertEquals(expected, inBytes.tokens(), text);
        }
    }

    /** Writes one thing that may stand in a JSON string, or bytes that are no UTF-8. */
    private static void write(ByteArrayOutputStream json, Random random, List<Integer> cuts) {
        if (random.nextInt(3) == 0) {
            cuts.add(json.size());
        }
        String[] parts = {
            "a",
            "Z9",
            " ",
            "é",
            "中",
            "한",
            "か",
            "\uD840\uDC00",
            "😀",
            "\\n",
            "\\\"",
            "\\\\",
            "\\u4e2d",
            "\\u0061",
            "\\uD840",
            "\\udc00",
            "\\u00E9",
            "\\/"
        };
        if (random.nextInt(6) > 0) {
            byte[] part = parts[random.nextInt(parts.length)].getBytes(UTF_8);
            int cut = random.nextInt(part.length + 1);
            if (part[0] != '\\' && random.nextBoolean()) {
                cuts.add(json.size() + cut);
            }
            json.writeBytes(part);
        } else {
            for (int i = random.nextInt(4); i > 0; i--) {
                json.write(0x80 | random.nextInt(128));
            }
        }
    }

    @Test
    void anEscapeThatIsTornEndsTheTextQuietly() {
        var estimate = new UsageEstimate();
        for (String torn : List.of("a\\", "b\\u", "c\\u12")) {
            estimate.addJson(torn.getBytes(UTF_8), 0, torn.length());
        }
        assertEquals(4, estimate.tokens());
    }

    @Test
    void bucketsAddUpAndAreNeverNegative() {
        var usage = new Usage(1, 2, 3, 4, 5, 6, 7, false, Extras.NONE);
        assertEquals(10, usage.input());
        assertEquals(18, usage.output());
        assertEquals(28, usage.total());
        assertThrows(IllegalArgumentException.class, () -> Usage.of(-1, 0));
    }
}
