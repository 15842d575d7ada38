package dev.sluice.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.core.meter.Consumption;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Usage is found in an answer of any size that passes in pieces of any size. */
class PassingTest {
    private static final String USAGE = "{\"prompt_tokens\":12,\"details\":{\"a\":[1]}}";

    private static Consumption of(String json, Random random) {
        var passing = new Passing();
        byte[] bytes = json.getBytes(UTF_8);
        ByteBuf body = Unpooled.wrappedBuffer(bytes);
        int most = 1 + random.nextInt(random.nextBoolean() ? 300 : 20_000);
        for (int from = 0; from < bytes.length; ) {
            int size = Math.min(bytes.length - from, 1 + random.nextInt(most));
            passing.add(body, from, size);
            from += size;
        }
        return passing.consumption();
    }

    private static String bulk(int size, Random random) {
        var numbers = new StringBuilder("[{\"usage\":{\"no\":1},\"s\":\"\\\"usage\\\":{\"}");
        while (numbers.length() < size) {
            numbers.append(",-0.").append(random.nextInt(1_000_000));
        }
        return numbers.append(",{\"usage\":{\"no\":2}}]").toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3_000, 4_000, 8_000, 8_300, 60_000})
    void atTheEndOrAtTheBeginning(int size) {
        var random = new Random(size);
        for (int round = 0; round < 200; round++) {
            String data = "\"data\":" + bulk(size + random.nextInt(300), random);
            String usage = "\"usage\" : " + USAGE;
            var stated = new Consumption.Stated(USAGE);
            assertEquals(stated, of("{\"m\":\"x\"," + data + "," + usage + "}", random));
            assertEquals(stated, of("{" + data + "," + usage + ",\"b\":{\"c\":[]}} \n", random));
            assertEquals(stated, of("{" + usage + "," + data + "}", random));
            assertEquals(
                    new Consumption.Unstated(0, ""),
                    of("{\"m\":\"x\"," + data + ",\"usage\":null}", random));
        }
    }

    @Test
    void whatCountsNothingIsNotStated() {
        var random = new Random(1);
        String zeros = "{\"choices\":[{\"text\":\"one\"}],\"usage\":{\"total_tokens\":0}}";
        assertEquals(new Consumption.Unstated(2, "one"), of(zeros, random));
        String none = zeros.replace("{\"total_tokens\":0}", "{}");
        assertEquals(new Consumption.Unstated(2, "one"), of(none, random));
    }

    @Test
    void aRecordingsLengthIsStatedInSeconds() {
        var random = new Random(2);
        String verbose =
                "{\"duration\":8.47,\"text\":\"hi\",\"segments\":" + bulk(9_000, random) + "}";
        assertEquals(
                new Consumption.Stated("{\"type\":\"duration\",\"seconds\":8.47}"),
                of(verbose, random));
        assertEquals(new Consumption.Unstated(2, "hi"), of("{\"text\":\"hi\"}", random));
    }

    @Test
    void anAnswerThatBreaksOffIsEstimatedAsFarAsItCame() {
        var random = new Random(3);
        assertEquals(
                new Consumption.Unstated(2, "one"),
                of("{\"choices\":[{\"text\":\"one\"},{\"text\":\"tw", random));
        assertEquals(new Consumption.Unstated(0, ""), of("", random));
    }
}
