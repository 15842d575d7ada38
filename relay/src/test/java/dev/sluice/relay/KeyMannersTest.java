package dev.sluice.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.Deployment;
import dev.sluice.core.Digest;
import dev.sluice.core.KeyTable;
import dev.sluice.core.Snapshot;
import dev.sluice.core.Upstream;
import dev.sluice.core.VirtualKey;
import dev.sluice.core.VirtualKey.Wording;
import dev.sluice.core.access.Rights;
import dev.sluice.providers.Manners;
import dev.sluice.providers.Protocol;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeUpstream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A key's word for how it is answered goes before the provider's. */
class KeyMannersTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "AS_SAID,        OPENAI,       -,     -,     AS_SAID,        OPENAI",
                "SENSITIVE,      CODE_AND_MSG, -,     -,     SENSITIVE,      CODE_AND_MSG",
                "AS_SAID,        OPENAI,       true,  true,  SENSITIVE,      CODE_AND_MSG",
                "SENSITIVE,      CODE_AND_MSG, false, false, CONTENT_FILTER, OPENAI",
                "CONTENT_FILTER, OPENAI,       true,  -,     CONTENT_FILTER, CODE_AND_MSG",
            })
    void theKeysWordGoesFirst(
            Manners.Sensitive word,
            Manners.Envelope envelope,
            @Nullable Boolean codeMsg,
            @Nullable Boolean sensitive,
            Manners.Sensitive wordThen,
            Manners.Envelope envelopeThen) {
        var provider = new Manners(word, envelope, Manners.Search.REFUSED, Manners.Losses.REFUSED);
        assertEquals(
                new Manners(wordThen, envelopeThen, Manners.Search.REFUSED, Manners.Losses.REFUSED),
                KeyManners.of(provider, new Wording(codeMsg, sensitive)));
    }

    private static Snapshot worded(Setup setup, Wording wording) {
        Snapshot plain = setup.snapshot();
        VirtualKey key = plain.keys().all().getFirst();
        var worded =
                new VirtualKey(
                        key.id(),
                        key.models(),
                        key.stream(),
                        key.keepAlive(),
                        key.priority(),
                        wording,
                        Rights.ALL);
        return new Snapshot(
                1,
                new KeyTable(Map.of(Digest.of(Setup.KEY), worded)),
                null,
                plain.adminToken(),
                plain.deployments(),
                plain.settings());
    }

    @Test
    void aTranslatedAnswerIsWordedAsTheKeyWants() throws Exception {
        try (var vendor = FakeUpstream.start(Translated::vendor);
                var gateway =
                        RunningGateway.of(
                                worded(
                                        Translated.setup(
                                                vendor,
                                                Translated.protocol(
                                                        Translated.at(vendor),
                                                        Protocol.Delivery.AS_ASKED),
                                                Manners.DEFAULT,
                                                (_, _) -> true),
                                        new Wording(true, true)))) {
            var reply = gateway.call(Translated.post("")).json();
            assertEquals("ok", reply.path("msg").asString());
            vendor.script(_ -> Answer.json(429, "{\"error\":{\"message\":\"slow\"}}"));
            assertEquals(429, gateway.call(Translated.post("")).json().path("code").asInt());
            String refusal = "{\"error\":{\"message\":\"no\",\"code\":\"content_filter\"}}";
            vendor.script(_ -> Answer.events(Duration.ZERO, List.of(refusal)));
            Reply stream = gateway.call(Translated.post(",\"stream\":true"));
            assertTrue(stream.text().contains("\"finish_reason\":\"sensitive\""), stream.text());
        }
    }

    @Test
    void aRelayedVendorIsReadForAKeyThatHasASay() {
        Deployment deployment = Setup.to(1).snapshot().deployments().getFirst();
        assertSame(deployment.upstream(), KeyManners.upstream(deployment, Wording.AS_PROVIDED));
        assertSame(
                deployment.upstream(), KeyManners.upstream(deployment, new Wording(false, null)));
        for (Wording each : List.of(new Wording(true, null), new Wording(null, false))) {
            var read =
                    assertInstanceOf(
                            Upstream.Translated.class, KeyManners.upstream(deployment, each));
            assertSame(deployment.upstream(), read.remote());
        }
    }
}
