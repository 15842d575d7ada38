package dev.sluice.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of one client's connection into requests: a {@link RequestHead}, then the pieces
 * of its body, the last of them a {@link LastHttpContent}. A head that is not well formed comes as
 * Netty's own message.
 *
 * <p>A client that keeps its connection sends the same head again and again, and only the length of
 * the body differs. Netty's decoder takes a head apart; where the next one is the same, byte for
 * byte, it says the same (see {@link KnownHead}). Nothing is interpreted here that the decoder has
 * not read and found well formed, so there is no second opinion on what a request is.
 */
final class RequestReader extends HttpRequestDecoder {
    private @Nullable KnownHead known;
    private boolean between = true;
    private long missing;

    RequestReader(HttpDecoderConfig config) {
        super(config);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        if (message instanceof ByteBuf bytes) {
            read(ctx, bytes);
        } else {
            super.channelRead(ctx, message);
        }
    }

    private void read(ChannelHandlerContext ctx, ByteBuf bytes) throws Exception {
        while (bytes.isReadable()) { // a loop: one piece may hold thousands of requests
            if (missing == 0) {
                if (!begin(ctx, bytes)) {
                    super.channelRead(ctx, bytes);
                    return;
                }
            } else if (missing >= bytes.readableBytes()) {
                missing -= bytes.readableBytes();
                ctx.fireChannelRead(missing == 0 ? last(bytes) : new DefaultHttpContent(bytes));
                return;
            } else {
                ByteBuf end = bytes.readRetainedSlice((int) missing);
                missing = 0;
                ctx.fireChannelRead(last(end));
            }
        }
        bytes.release();
    }

    /** Reads a head if it is the known one; otherwise reads nothing and returns false. */
    private boolean begin(ChannelHandlerContext ctx, ByteBuf bytes) {
        @Nullable KnownHead earlier = known;
        if (earlier == null || !between || actualReadableBytes() > 0) {
            return false;
        }
        @Nullable RequestHead head = earlier.read(bytes);
        if (head == null) {
            return false;
        }
        missing = head.framing().length();
        ctx.fireChannelRead(head);
        if (missing == 0) {
            ctx.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
        }
        return true;
    }

    private static LastHttpContent last(ByteBuf bytes) {
        return new DefaultLastHttpContent(bytes, EmptyHttpHeaders.INSTANCE);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf bytes, List<Object> out)
            throws Exception {
        int from = bytes.readerIndex();
        int before = out.size();
        boolean first = between;
        between = false;
        super.decode(ctx, bytes, out);
        if (out.size() == before) {
            return;
        }
        if (out.get(before) instanceof HttpRequest request && request.decoderResult().isSuccess()) {
            RequestHead head = RequestHead.of(request);
            out.set(before, head);
            known = first ? KnownHead.of(head, bytes, from) : null;
        }
        between = out.getLast() instanceof LastHttpContent end && end.decoderResult().isSuccess();
    }
}
