package dev.sluice.relay;

import dev.sluice.core.Deployment;
import dev.sluice.core.Surface;
import dev.sluice.providers.Relayable;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.JsonMembers;
import dev.sluice.wire.json.JsonText;
import dev.sluice.wire.json.Kind;
import dev.sluice.wire.json.MalformedJson;
import dev.sluice.wire.openai.ParameterRules;
import dev.sluice.wire.openai.RequestSplice;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpUtil;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON body: collected, looked into, changed in a few places, sent. */
final class CollectedBody implements RequestBody {
    /** Bodies up to this size go out in one write with the head. */
    private static final int ONE_WRITE = 64 << 10;

    private static final byte[] MODEL = Ascii.bytes("model");
    private static final byte[] SESSION = Ascii.bytes("session");

    private final Relay call;
    private byte[] bytes;
    private int length;
    private long share;
    private boolean complete;
    private @Nullable Edits edits;
    private int outLength;
    private Facts facts = Facts.NONE;
    private @Nullable UpstreamConnection connection;
    private byte[] outgoing = new byte[0];
    private int sent;
    private int sessionModelFrom;
    private int sessionModelTo;

    CollectedBody(Relay call) {
        this.call = call;
        long declared = Math.max(0L, HttpUtil.getContentLength(call.request(), 0L));
        // A declared length is a promise; memory is given when the bytes come.
        bytes = new byte[(int) Math.min(declared, ONE_WRITE)];
    }

    @Override
    public void begin() {
        if (tooLarge()) {
            return;
        }
        if (call.request().headers().contains(HttpHeaderNames.CONTENT_ENCODING)
                && call.surface().kind() != Surface.Kind.OTHER) {
            call.fail(
                    new ApiError(
                            415,
                            "invalid_request_error",
                            "A request's body must not be compressed (content-encoding: "
                                    + call.request().headers().get(HttpHeaderNames.CONTENT_ENCODING)
                                    + ").",
                            null,
                            "unsupported_content_encoding"));
            return;
        }
        RequestBody.welcome(call);
        if (!HttpUtil.isTransferEncodingChunked(call.request())
                && HttpUtil.getContentLength(call.request(), 0L) == 0) {
            end(); // there is no body, which is for the rules to judge
        }
    }

    private boolean tooLarge() {
        return RequestBody.tooLarge(call);
    }

    @Override
    public void content(ByteBuf piece) {
        int size = piece.readableBytes();
        if (length + (long) size > call.snapshot().settings().maxBodyBytes()) {
            call.fail(Answers.tooLarge(call.snapshot().settings().maxBodyBytes()));
            return;
        }
        if (length + size > bytes.length && !grow(length + size)) {
            return;
        }
        piece.getBytes(piece.readerIndex(), bytes, length, size);
        length += size;
    }

    private boolean grow(int needed) {
        long declared = HttpUtil.getContentLength(call.request(), 0L);
        long doubled =
                Math.max(
                        needed,
                        Math.min(bytes.length * 2L, call.snapshot().settings().maxBodyBytes()));
        int size = (int) (declared > 0 ? Math.min(Math.max(declared, needed), doubled) : doubled);
        if (size > ONE_WRITE) {
            long more = size - share;
            if (!call.loop().heldBytes().take(more, call.snapshot().settings().maxHeldBytes())) {
                call.fail(
                        new ApiError(
                                503,
                                "service_unavailable_error",
                                "Too many large requests are under way (server.max_held); try again"
                                        + " in a moment.",
                                null,
                                "server_is_overloaded"));
                return false;
            }
            share += more;
        }
        bytes = Arrays.copyOf(bytes, size);
        return true;
    }

    @Override
    public void end() {
        if (complete) {
            return;
        }
        complete = true;
        JsonMembers members = call.loop().members();
        try {
            members.scan(bytes, 0, length);
        } catch (MalformedJson e) {
            call.fail(malformed(e));
            return;
        }
        if (call.surface().kind() == Surface.Kind.CHAT) {
            @Nullable ApiError wrong = ParameterRules.check(bytes, members);
            if (wrong != null) {
                call.fail(wrong);
                return;
            }
        }
        call.route(model(members));
    }

    private ApiError malformed(MalformedJson e) {
        return ApiError.badRequest(
                length == 0
                        ? "The request has no body; a JSON object was expected."
                        : "The request's body is " + e.getMessage() + ".",
                null,
                "invalid_json");
    }

    private @Nullable String model(JsonMembers members) {
        int at = members.find(MODEL);
        if (at < 0 && call.surface().path().startsWith("/realtime")) {
            return sessionModel(members);
        }
        return at >= 0 && members.kind(at) == Kind.STRING ? members.text(at) : null;
    }

    /** Realtime's client secrets name the model inside {@code session}. */
    private @Nullable String sessionModel(JsonMembers members) {
        int session = members.find(SESSION);
        if (session < 0 || members.kind(session) != Kind.OBJECT) {
            return null;
        }
        var inner = new JsonMembers();
        inner.scan(bytes, members.valueFrom(session), members.valueTo(session));
        int at = inner.find(MODEL);
        if (at < 0 || inner.kind(at) != Kind.STRING) {
            return null;
        }
        sessionModelFrom = inner.valueFrom(at);
        sessionModelTo = inner.valueTo(at);
        return inner.text(at);
    }

    @Override
    public boolean prepare(Plan plan) {
        boolean chat = call.surface().kind() == Surface.Kind.CHAT;
        var splice = new RequestSplice(bytes, call.loop().members());
        if (chat || call.surface().kind() != Surface.Kind.OTHER) {
            facts = new Facts(splice.streaming(), splice.streaming() && splice.usageAsked());
        }
        outLength = length;
        Deployment deployment = plan.deployment();
        if (chat || plan.setModel() != null) {
            var changes = new Edits();
            @Nullable String name = plan.setModel();
            boolean inSession = name != null && sessionModelTo > 0;
            splice.edit(
                    changes,
                    inSession ? null : name,
                    chat ? deployment.overrides() : Map.of(),
                    chat && askForUsage(deployment)
                            ? RequestSplice.Usage.ASK
                            : RequestSplice.Usage.LEAVE);
            if (name != null && inSession) {
                changes.replace(sessionModelFrom, sessionModelTo, JsonText.quote(name));
            }
            if (!changes.isEmpty()) {
                edits = changes;
                outLength = changes.length(0, length);
            }
        }
        return true;
    }

    private boolean askForUsage(Deployment deployment) {
        return deployment.streamUsage() == Deployment.StreamUsage.ASK
                && deployment.stream() == Deployment.StreamMode.CONTRACT
                && call.key().stream() == Deployment.StreamMode.CONTRACT;
    }

    @Override
    public void send(UpstreamConnection target, Lane lane) {
        connection = target;
        boolean small = outLength <= ONE_WRITE;
        ByteBuf out =
                RequestBody.requestHead(call, lane, small ? outLength : 0, Lane.BodyType.JSON);
        Ascii.write(out, "content-length: ");
        Ascii.writeDecimal(out, outLength);
        Ascii.write(out, "\r\n\r\n");
        if (small) {
            write(out);
            target.channel().writeAndFlush(out, target.channel().voidPromise());
            call.sent();
            return;
        }
        target.channel().write(out, target.channel().voidPromise());
        outgoing = edits == null ? bytes : edits.apply(bytes, 0, length);
        sent = 0;
        more();
    }

    private void write(ByteBuf out) {
        if (edits == null) {
            out.writeBytes(bytes, 0, length);
        } else {
            edits.pieces(
                    bytes,
                    0,
                    length,
                    (from, start, stop) -> out.writeBytes(from, start, stop - start));
        }
    }

    @Override
    public void more() {
        UpstreamConnection target = connection;
        if (target == null || outgoing.length == 0) {
            return;
        }
        while (sent < outLength && target.channel().isWritable()) {
            int size = Math.min(ONE_WRITE, outLength - sent);
            target.channel()
                    .write(
                            Unpooled.wrappedBuffer(outgoing, sent, size),
                            target.channel().voidPromise());
            sent += size;
        }
        target.channel().flush();
        if (sent >= outLength) {
            outgoing = new byte[0];
            call.sent();
        }
    }

    @Override
    public boolean replayable() {
        return true;
    }

    @Override
    public Facts facts() {
        return facts;
    }

    /** Returns whether the vendor takes the call as it is, overrides and model included. */
    boolean relayable(Plan plan, Relayable relayable) {
        Edits changes = changes(plan);
        if (changes.isEmpty()) {
            return relayable.test(collected(), call.loop().members());
        }
        byte[] json = changes.apply(bytes, 0, length);
        var members = new JsonMembers();
        members.scan(json, 0, json.length);
        return relayable.test(json, members);
    }

    /** Returns the body with what the deployment changes in it. */
    byte[] spliced(Plan plan) {
        Edits changes = changes(plan);
        return changes.isEmpty() ? collected() : changes.apply(bytes, 0, length);
    }

    private Edits changes(Plan plan) {
        var changes = new Edits();
        new RequestSplice(bytes, call.loop().members())
                .edit(
                        changes,
                        plan.setModel(),
                        plan.deployment().overrides(),
                        RequestSplice.Usage.LEAVE);
        return changes;
    }

    /** The body as the caller sent it, for who answers the call in the gateway itself. */
    byte[] collected() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    @Override
    public void release() {
        connection = null;
        if (share > 0) {
            call.loop().heldBytes().give(share);
            share = 0;
        }
    }
}
