package dev.sluice.core.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in addresses is numbers, and nothing is guessed about them. */
class AddressRangeTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,     10.255.0.1,  true",
        "10.0.0.0/8,     11.0.0.1,    false",
        "10.0.0.7,       10.0.0.7,    true",
        "10.0.0.7,       10.0.0.8,    false",
        "10.0.0.128/25,  10.0.0.200,  true",
        "10.0.0.128/25,  10.0.0.100,  false",
        "0.0.0.0/0,      8.8.8.8,     true",
        "0.0.0.0/0,      ::1,         false",
        "2001:db8::/32,  2001:db8::7, true",
        "2001:db8::/32,  2001:db9::7, false"
    })
    void holdsTheAddressesWithItsBeginning(String range, String address, boolean held) {
        assertEquals(held, AddressRange.of(range).contains(InetAddress.ofLiteral(address)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1.2.3", "10/8", "cafe.de", "localhost", "", "10.0.0.256", "1.2.3.4.5", ":"})
    void isNothingElse(String text) {
        var e = assertThrows(IllegalArgumentException.class, () -> AddressRange.of(text));
        assertTrue(String.valueOf(e.getMessage()).contains("expected an address"), e.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "::/129"})
    void hasALengthThatIsPossible(String text) {
        var e = assertThrows(IllegalArgumentException.class, () -> AddressRange.of(text));
        assertTrue(String.valueOf(e.getMessage()).contains("prefix length"), e.toString());
    }
}
