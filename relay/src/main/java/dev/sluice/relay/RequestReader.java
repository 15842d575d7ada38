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
        if (!between || !(message instanceof ByteBuf bytes) || actualReadableBytes() > 0) {
            super.channelRead(ctx, message);
            return;
        }
        @Nullable KnownHead last = known;
        if (missing > 0) {
            body(ctx, bytes);
            return;
        }
        @Nullable RequestHead head = last == null ? null : last.read(bytes);
        if (head == null) {
            super.channelRead(ctx, bytes);
            return;
        }
        missing = head.framing().length();
        ctx.fireChannelRead(head);
        body(ctx, bytes);
    }

    /** Passes on the body that follows a known head, as far as it has come. */
    private void body(ChannelHandlerContext ctx, ByteBuf bytes) throws Exception {
        if (missing == 0) {
            ctx.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
            rest(ctx, bytes);
        } else if (bytes.readableBytes() > missing) {
            ByteBuf end = bytes.readRetainedSlice((int) missing);
            missing = 0;
            ctx.fireChannelRead(last(end));
            rest(ctx, bytes);
        } else if (bytes.isReadable()) {
            missing -= bytes.readableBytes();
            ctx.fireChannelRead(missing == 0 ? last(bytes) : new DefaultHttpContent(bytes));
        } else {
            bytes.release();
        }
    }

    private static LastHttpContent last(ByteBuf bytes) {
        return new DefaultLastHttpContent(bytes, EmptyHttpHeaders.INSTANCE);
    }

    private void rest(ChannelHandlerContext ctx, ByteBuf bytes) throws Exception {
        if (bytes.isReadable()) {
            channelRead(ctx, bytes);
        } else {
            bytes.release();
        }
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
