package dev.sluice.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.core.access.AddressRange;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Only what a trusted proxy wrote is believed. */
class ClientAddressTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "9.9.9.9   | 1.2.3.4                  | -                     | 9.9.9.9",
                "10.0.0.1  | -                        | 10.0.0.0/8            | 10.0.0.1",
                "10.0.0.1  | 1.2.3.4                  | 10.0.0.0/8            | 1.2.3.4",
                "9.9.9.9   | 1.2.3.4                  | 10.0.0.0/8            | 9.9.9.9",
                "10.0.0.1  | 6.6.6.6, 1.2.3.4         | 10.0.0.0/8            | 1.2.3.4",
                "10.0.0.1  | 1.2.3.4, 10.0.0.2        | 10.0.0.0/8            | 1.2.3.4",
                "10.0.0.1  | 1.2.3.4, 172.16.0.9      | 10.0.0.0/8 172.16.0.0/12 | 1.2.3.4",
                "10.0.0.1  | not-an-address           | 10.0.0.0/8            | 10.0.0.1",
                "10.0.0.1  | localhost                | 10.0.0.0/8            | 10.0.0.1",
                "10.0.0.1  | cafe.de                  | 10.0.0.0/8            | 10.0.0.1",
                "10.0.0.1  | 1.2.3                    | 10.0.0.0/8            | 10.0.0.1",
                "10.0.0.1  | 2001:db8::7              | 10.0.0.0/8            |"
                        + " 2001:db8:0:0:0:0:0:7",
                "10.0.0.1  | ''                       | 10.0.0.0/8            | 10.0.0.1",
            })
    void isWhatTrustedProxiesSay(String peer, String forwarded, String trusted, String expected)
            throws UnknownHostException {
        List<AddressRange> ranges =
                trusted == null
                        ? List.of()
                        : Arrays.stream(trusted.split(" ")).map(AddressRange::of).toList();
        InetAddress found = ClientAddress.of(InetAddress.getByName(peer), forwarded, ranges);
        assertEquals(expected, found.getHostAddress());
    }
}
