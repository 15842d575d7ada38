package dev.sluice.relay;

import static dev.sluice.relay.Vendors.always;
import static dev.sluice.relay.Vendors.says;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.access.AddressRange;
import dev.sluice.core.access.Rights;
import dev.sluice.core.limit.Admission;
import dev.sluice.core.limit.Budget;
import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import dev.sluice.testkit.FakeUpstream;
import dev.sluice.wire.chat.ApiError;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A key is good for what it is given for; nothing reaches a vendor otherwise. */
class RightsTest {
    private static Rights rights(
            boolean enabled, long expires, List<String> endpoints, List<AddressRange> addresses) {
        return new Rights(
                null,
                null,
                enabled,
                expires,
                endpoints.isEmpty() ? List.of() : List.of(endpoints),
                addresses.isEmpty() ? List.of() : List.of(addresses),
                Admission.Allowance.UNLIMITED);
    }

    static Stream<Arguments> rights() {
        long ever = Long.MAX_VALUE;
        List<AddressRange> here = List.of(AddressRange.of("127.0.0.0/8"));
        List<AddressRange> there = List.of(AddressRange.of("10.0.0.0/8"));
        return Stream.of(
                Arguments.of(rights(true, ever, List.of(), List.of()), 200, ""),
                Arguments.of(rights(false, ever, List.of(), List.of()), 401, "not known here"),
                Arguments.of(rights(true, 1000, List.of(), List.of()), 401, "was valid until 1970"),
                Arguments.of(rights(true, ever, List.of("/chat/*"), here), 200, ""),
                Arguments.of(rights(true, ever, List.of("/embeddings"), here), 403, "/v1/chat"),
                Arguments.of(rights(true, ever, List.of(), there), 403, "from 127.0.0.1"));
    }

    @ParameterizedTest
    @MethodSource("rights")
    void areLookedAtBeforeAnythingIsAsked(Rights rights, int status, String message)
            throws IOException {
        try (FakeUpstream vendor = FakeUpstream.start(always(says("hello")));
                RunningGateway gateway =
                        RunningGateway.of(Setup.to(vendor.port()).rights(rights))) {
            Reply reply = gateway.call(RawClient.chat());
            assertEquals(status, reply.status(), reply.text());
            assertTrue(status == 200 || reply.text().contains(message), reply.text());
            assertEquals(status == 200 ? 1 : 0, vendor.requests().size());
        }
    }

    static Stream<Arguments> listing() {
        return Stream.of(
                Arguments.of(List.of(), 200),
                Arguments.of(List.of("/models"), 200),
                Arguments.of(List.of("/chat/*"), 403));
    }

    @ParameterizedTest
    @MethodSource("listing")
    void modelsAreListedWhereEndpointsSaySo(List<String> endpoints, int status) throws IOException {
        Rights rights = rights(true, Long.MAX_VALUE, endpoints, List.of());
        try (FakeUpstream vendor = FakeUpstream.start(always(says("hello")));
                RunningGateway gateway =
                        RunningGateway.of(Setup.to(vendor.port()).rights(rights))) {
            Reply list = gateway.call(RawClient.request("GET", "/v1/models"));
            assertEquals(status, list.status(), list.text());
            Reply one = gateway.call(RawClient.request("GET", "/v1/models/no-such-model"));
            assertEquals(status == 200 ? 404 : 403, one.status(), one.text());
        }
    }

    /** Money that is only reserved is back in a moment; a budget that is spent is not. */
    @ParameterizedTest
    @CsvSource({
        "retry-after: 1,",
        "retry-after: 5,",
        "retry-after: 6,false",
        "retry-after: 10,false",
        ",false"
    })
    void whoeverHasNoMoneyIsToldWhetherToAskAgain(@Nullable String line, @Nullable String retry)
            throws IOException {
        var spent = new ApiError(429, "insufficient_quota", "No.", null, "insufficient_quota");
        var denied = new Admission.Decision.Denied(spent, line == null ? List.of() : List.of(line));
        var budget = new Budget("b", new Money(1, Currency.USD), Budget.Window.DAY);
        var limited =
                new Rights(
                        null,
                        null,
                        true,
                        Long.MAX_VALUE,
                        List.of(),
                        List.of(),
                        new Admission.Allowance(List.of(), List.of(budget)));
        try (RunningGateway gateway =
                RunningGateway.of(
                        Setup.to(1).rights(limited).snapshot(),
                        recorder -> {
                            Services plain = Services.recording(recorder);
                            return new Services(
                                    recorder,
                                    plain.keys(),
                                    (_, _) -> denied,
                                    plain.control(),
                                    plain.account(),
                                    plain.pages(),
                                    plain.metrics());
                        })) {
            Reply reply = gateway.call(RawClient.chat());
            assertEquals(429, reply.status());
            assertEquals(retry, reply.header("x-should-retry"));
        }
    }
}
