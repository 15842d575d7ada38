package dev.sluice.relay;

import dev.sluice.core.failure.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;

/**
 * A vendor's stream that comes over a WebSocket: its messages are the frames. One socket serves one
 * call and is closed when the answer is complete.
 */
final class SocketAnswer extends TranslatedStream {
    private static final int LARGEST_MESSAGE = 16 << 20;

    private final SocketHandshake handshake;
    private final EmbeddedChannel codec =
            new EmbeddedChannel(
                    new WebSocket13FrameEncoder(true),
                    new WebSocket13FrameDecoder(
                            WebSocketDecoderConfig.newBuilder()
                                    .expectMaskedFrames(false)
                                    .maxFramePayloadLength(LARGEST_MESSAGE)
                                    .build()),
                    new WebSocketFrameAggregator(LARGEST_MESSAGE));

    SocketAnswer(Attempt attempt, Translation translation, SocketHandshake handshake) {
        super(attempt, translation);
        this.handshake = handshake;
    }

    @Override
    public void begin(ResponseHead head) {
        super.begin(head);
        if (!handshake.accepted(head.value("sec-websocket-accept"))) {
            attempt.cancelRequest();
            failed(new Failure.Malformed("its WebSocket handshake is wrong"));
            return;
        }
        handshake.messages().forEach(text -> say(new TextWebSocketFrame(text)));
    }

    private void say(WebSocketFrame frame) {
        UpstreamConnection connection = attempt.connection();
        if (connection == null) {
            frame.release();
            return;
        }
        codec.writeOutbound(frame);
        Channel channel = connection.channel();
        for (ByteBuf out = codec.readOutbound(); out != null; out = codec.readOutbound()) {
            channel.write(out, channel.voidPromise());
        }
        channel.flush();
    }

    @Override
    public void body(ByteBuf buf, int index, int length) {
        if (ended()) {
            return;
        }
        try {
            codec.writeInbound(Unpooled.copiedBuffer(buf.slice(index, length)));
        } catch (CorruptedFrameException | TooLongFrameException e) {
            attempt.cancelRequest();
            failed(new Failure.Malformed("it broke the WebSocket protocol"));
            return;
        }
        for (WebSocketFrame frame = codec.readInbound();
                frame != null;
                frame = codec.readInbound()) {
            try {
                take(frame);
            } finally {
                frame.release();
            }
        }
    }

    private void take(WebSocketFrame frame) {
        switch (frame) {
            case PingWebSocketFrame ping -> say(new PongWebSocketFrame(ping.content().retain()));
            case PongWebSocketFrame _ -> {}
            case CloseWebSocketFrame _ -> closed();
            default -> {
                byte[] message = ByteBufUtil.getBytes(frame.content());
                feed(message, message.length);
            }
        }
    }

    /** The vendor has said goodbye: the reader knows whether the answer is complete. */
    private void closed() {
        if (!ended()) {
            say(new CloseWebSocketFrame());
            end();
            attempt.cancelRequest();
        }
    }

    @Override
    public void readComplete() {
        super.readComplete();
        if (!ended() && finished()) {
            closed();
        }
    }

    @Override
    public void release() {
        super.release();
        if (codec.finishAndReleaseAll()) {
            // What was left in the codec is nobody's any more.
            return;
        }
    }
}
