package dev.sluice.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class FlushesTest {
    private final Queue<Runnable> round = new ArrayDeque<>();
    private final Flushes flushes = new Flushes(round::add);

    private static EmbeddedChannel written() {
        var channel = new EmbeddedChannel();
        channel.write(Unpooled.wrappedBuffer(new byte[] {1}));
        return channel;
    }

    private void endRound() {
        while (!round.isEmpty()) {
            round.remove().run();
        }
    }

    @Test
    void waitsForTheEndOfTheRound() {
        var one = written();
        var other = written();
        flushes.soon(one);
        flushes.soon(other);
        assertEquals(1, round.size(), "one task for the whole round");
        assertNull(one.readOutbound());
        endRound();
        assertEquals(1, one.outboundMessages().size());
        assertEquals(1, other.outboundMessages().size());

        var later = written();
        flushes.soon(later);
        endRound();
        assertEquals(1, later.outboundMessages().size());
    }

    @Test
    void aLongRoundIsCutIntoBursts() {
        List<EmbeddedChannel> channels = new ArrayList<>();
        for (int i = 0; i < Flushes.BURST + 1; i++) {
            channels.add(written());
            flushes.soon(channels.getLast());
        }
        for (EmbeddedChannel channel : channels.subList(0, Flushes.BURST)) {
            assertEquals(1, channel.outboundMessages().size());
        }
        assertEquals(0, channels.getLast().outboundMessages().size());
        endRound();
        assertEquals(1, channels.getLast().outboundMessages().size());
    }

    /** What a flush lets others write is flushed, too. */
    @Test
    void whatIsWrittenMeanwhileIsNotForgotten() {
        var second = written();
        var first =
                new EmbeddedChannel(
                        new ChannelInboundHandlerAdapter() {
                            @Override
                            public void channelWritabilityChanged(ChannelHandlerContext ctx) {
                                if (ctx.channel().isWritable()) {
                                    flushes.soon(second);
                                }
                            }
                        });
        first.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 2));
        first.write(Unpooled.wrappedBuffer(new byte[8]));
        flushes.soon(first);
        endRound();
        assertEquals(1, second.outboundMessages().size());
    }
}
