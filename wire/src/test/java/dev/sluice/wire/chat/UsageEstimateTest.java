package dev.sluice.wire.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
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
    void bucketsAddUpAndAreNeverNegative() {
        var usage = new Usage(1, 2, 3, 4, 5, 6, 7, false, Extras.NONE);
        assertEquals(10, usage.input());
        assertEquals(18, usage.output());
        assertEquals(28, usage.total());
        assertThrows(IllegalArgumentException.class, () -> Usage.of(-1, 0));
    }
}
