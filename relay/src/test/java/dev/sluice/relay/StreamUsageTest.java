package dev.sluice.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.core.Deployment;
import dev.sluice.core.Deployment.StreamMode;
import dev.sluice.core.Deployment.StreamUsage;
import dev.sluice.core.Digest;
import dev.sluice.core.KeyTable;
import dev.sluice.core.ModelTable;
import dev.sluice.core.Route;
import dev.sluice.core.Snapshot;
import dev.sluice.core.VirtualKey;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeUpstream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is asked for the usage of a stream, and who is told. */
class StreamUsageTest {
    private static Snapshot snapshot(int port, StreamUsage usage, StreamMode stream) {
        Snapshot plain = Setup.to(port).snapshot();
        Deployment usual = plain.deployments().getFirst();
        var deployment =
                new Deployment(
                        usual.id(), usual.upstream(), null, null, Map.of(), usual.stream(), usage);
        var models = new ModelTable.Bound(new Route.One(deployment, null));
        var key = new VirtualKey("k1", models, stream, VirtualKey.KeepAlive.OFF);
        return new Snapshot(
                1,
                new KeyTable(Map.of(Digest.of(Setup.KEY), key)),
                null,
                plain.adminToken(),
                List.of(deployment),
                plain.settings());
    }

    @ParameterizedTest
    @CsvSource({
        // what the deployment is like, the key's streams, the client asks | asked for, told
        "/v1/chat/completions, ASK,   CONTRACT, true,  true,  true",
        "/v1/chat/completions, ASK,   CONTRACT, false, true,  false",
        "/v1/chat/completions, LEAVE, CONTRACT, true,  true,  true",
        "/v1/chat/completions, LEAVE, CONTRACT, false, false, false",
        "/v1/chat/completions, ASK,   EXACT,    true,  true,  true",
        "/v1/chat/completions, ASK,   EXACT,    false, false, true",
        "/v1/completions,      ASK,   CONTRACT, true,  true,  true",
        "/v1/completions,      ASK,   CONTRACT, false, true,  false",
        "/v1/completions,      LEAVE, CONTRACT, true,  true,  true",
        "/v1/completions,      LEAVE, CONTRACT, false, false, true",
        "/v1/completions,      ASK,   EXACT,    false, false, true",
    })
    void theVendorIsAskedAndTheClientToldWhatItAskedFor(
            String path,
            StreamUsage usage,
            StreamMode stream,
            boolean asks,
            boolean asked,
            boolean told)
            throws Exception {
        // The vendor states usage whether it is asked or not, as many do.
        String wire = ChatStreams.chunkedHead() + ChatStreams.chunked(ChatStreams.whole(1));
        try (FakeUpstream vendor = FakeUpstream.start(_ -> Answer.raw(wire));
                RunningGateway gateway =
                        RunningGateway.of(snapshot(vendor.port(), usage, stream))) {
            String body = RawClient.chatBody(true);
            Reply reply =
                    gateway.call(
                            RawClient.post(
                                    path,
                                    asks
                                            ? body
                                            : body.replace(
                                                    ",\"stream_options\":{\"include_usage\":true}",
                                                    "")));
            assertEquals(asked, vendor.last().text().contains("\"include_usage\":true"));
            assertEquals(told, reply.text().contains("\"total_tokens\":3"), reply.text());
            assertTrue(reply.text().endsWith(ChatStreams.DONE), reply.text());
        }
    }

    /** Whoever asked: a legacy client that did not is not shown a chunk without choices. */
    @ParameterizedTest
    @CsvSource({"ASK, false", "LEAVE, true"})
    void aLegacyClientIsSparedWhatTheGatewayAskedFor(StreamUsage usage, boolean told)
            throws Exception {
        String wire = ChatStreams.chunkedHead() + ChatStreams.chunked(ChatStreams.whole(1));
        try (FakeUpstream vendor = FakeUpstream.start(_ -> Answer.raw(wire));
                RunningGateway gateway =
                        RunningGateway.of(snapshot(vendor.port(), usage, StreamMode.CONTRACT))) {
            String body = "{\"model\":\"gpt-4o\",\"prompt\":\"hi\",\"stream\":true}";
            Reply reply = gateway.call(RawClient.post("/v1/completions", body));
            assertEquals(told, reply.text().contains("\"total_tokens\":3"), reply.text());
            String counted = String.valueOf(gateway.awaitRecords(1).getFirst().usage());
            assertTrue(counted.contains("\"total_tokens\":3"), counted);
        }
    }
}
