package dev.sluice.relay;

import dev.sluice.core.Candidate;
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
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON body: collected and looked into; sent with a few changes by every attempt. */
final class CollectedBody implements RequestBody {
    /** Bodies up to this size go out in one write with the head. */
    static final int ONE_WRITE = 64 << 10;

    private static final byte[] MODEL = Ascii.bytes("model");
    private static final byte[] SESSION = Ascii.bytes("session");

    private final Relay call;
    private byte[] bytes;
    private int length;
    private long share;
    private boolean complete;
    private Facts facts = Facts.NONE;
    private int sessionModelFrom;
    private int sessionModelTo;

    CollectedBody(Relay call) {
        this.call = call;
        // A declared length is a promise; memory is given when the bytes come.
        bytes = new byte[(int) Math.min(call.framing().length(), ONE_WRITE)];
    }

    @Override
    public void begin() {
        if (tooLarge()) {
            return;
        }
        if (call.request().encoding() != null && call.surface().kind() != Surface.Kind.OTHER) {
            call.fail(
                    new ApiError(
                            415,
                            "invalid_request_error",
                            "A request's body must not be compressed (content-encoding: "
                                    + call.request().encoding()
                                    + ").",
                            null,
                            "unsupported_content_encoding"));
            return;
        }
        RequestBody.welcome(call);
        if (call.framing().isEmpty()) {
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
        long declared = call.framing().length();
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
        boolean isChat = call.surface().kind() == Surface.Kind.CHAT;
        try {
            members.scan(bytes, 0, length, isChat ? ParameterRules.LOOK : null);
        } catch (MalformedJson e) {
            call.fail(malformed(e));
            return;
        }
        if (call.surface().kind() != Surface.Kind.OTHER) {
            var splice = new RequestSplice(bytes, members);
            facts = new Facts(splice.streaming(), splice.streaming() && splice.usageAsked());
        }
        if (isChat) {
            @Nullable ApiError wrong = ParameterRules.check(bytes, members);
            if (wrong != null) {
                call.fail(wrong);
                return;
            }
        }
        call.loop().keepMembers(this);
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
    public Sending prepare(Attempt attempt) {
        boolean chat = call.surface().kind() == Surface.Kind.CHAT;
        var splice = new RequestSplice(bytes, members());
        Deployment deployment = attempt.deployment();
        @Nullable String name = attempt.where().setModel();
        boolean asks =
                (chat || call.surface().kind() == Surface.Kind.COMPLETION)
                        && askForUsage(deployment);
        if (!chat && name == null && !(asks && facts.streaming())) {
            return new CollectedSending(attempt, bytes, length, null);
        }
        var changes = new Edits();
        boolean inSession = name != null && sessionModelTo > 0;
        splice.edit(
                changes,
                inSession ? null : name,
                chat ? deployment.overrides() : Map.of(),
                asks ? RequestSplice.Usage.ASK : RequestSplice.Usage.LEAVE);
        if (name != null && inSession) {
            changes.replace(sessionModelFrom, sessionModelTo, JsonText.quote(name));
        }
        return new CollectedSending(attempt, bytes, length, changes.isEmpty() ? null : changes);
    }

    /** The index of the body's members; made anew when somebody else has used it since. */
    private JsonMembers members() {
        JsonMembers members = call.loop().membersOf(this);
        if (members == null) {
            members = call.loop().members();
            members.scan(bytes, 0, length);
            call.loop().keepMembers(this);
        }
        return members;
    }

    /** Returns the beginning of a member as it is written, or null when there is none. */
    byte @Nullable [] member(byte[] name, int most) {
        JsonMembers members = members();
        int at = members.find(name);
        if (at < 0) {
            return null;
        }
        int from = members.valueFrom(at);
        return Arrays.copyOfRange(bytes, from, Math.min(members.valueTo(at), from + most));
    }

    private boolean askForUsage(Deployment deployment) {
        return deployment.streamUsage() == Deployment.StreamUsage.ASK
                && deployment.stream() == Deployment.StreamMode.CONTRACT
                && call.key().stream() == Deployment.StreamMode.CONTRACT;
    }

    @Override
    public boolean isShareable() {
        return true;
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
    boolean relayable(Candidate where, Relayable relayable) {
        Edits changes = changes(where);
        if (changes.isEmpty()) {
            return relayable.test(collected(), members());
        }
        byte[] json = changes.apply(bytes, 0, length);
        var members = new JsonMembers();
        members.scan(json, 0, json.length);
        return relayable.test(json, members);
    }

    /** Returns the body with what the deployment changes in it. */
    byte[] spliced(Candidate where) {
        Edits changes = changes(where);
        return changes.isEmpty() ? collected() : changes.apply(bytes, 0, length);
    }

    private Edits changes(Candidate where) {
        var changes = new Edits();
        new RequestSplice(bytes, members())
                .edit(
                        changes,
                        where.setModel(),
                        where.deployment().overrides(),
                        RequestSplice.Usage.LEAVE);
        return changes;
    }

    /** Returns how many bytes the body has. */
    int size() {
        return length;
    }

    @Override
    public byte[] bytes() {
        return collected();
    }

    /** The body as the caller sent it, for who answers the call in the gateway itself. */
    byte[] collected() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    @Override
    public void release() {
        if (share > 0) {
            call.loop().heldBytes().give(share);
            share = 0;
        }
    }
}
