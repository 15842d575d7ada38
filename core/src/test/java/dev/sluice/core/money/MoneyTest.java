package dev.sluice.core.money;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoneyTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 0.000001",
        "-1, -0.000001",
        "1500000, 1.5",
        "-500000, -0.5",
        "100000000, 100",
        "-7000000, -7",
        "1000001, 1.000001",
        "9223372036854775807, 9223372036854.775807",
        "-9223372036854775808, -9223372036854.775808",
    })
    void isWrittenWithNoMoreDecimalsThanItNeeds(long micro, String decimal) {
        assertEquals(decimal, new Money(micro, Currency.USD).decimal());
    }

    @Test
    void isReadAsItWasWritten() {
        var random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            long micro = random.nextLong() >> random.nextInt(64);
            var money = new Money(micro, Currency.CNY);
            assertEquals(money, Money.of(money.decimal(), Currency.CNY));
            assertEquals(
                    0, new BigDecimal(money.decimal()).movePointRight(6).longValueExact() - micro);
        }
    }
}
