package dev.sluice.wire.openai;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.wire.json.Edits;
import dev.sluice.wire.json.JsonMembers;
import dev.sluice.wire.json.JsonText;
import dev.sluice.wire.json.Kind;
import dev.sluice.wire.json.ObjectEditor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/*
 * The same language on both sides: the body is relayed and only what has to differ is spliced.
 * What has to differ is said first, as a list of changes "this member gets this value" or "this
 * member goes"; one walk over the index then turns the list into byte edits. A member that is
 * there keeps its place; a new one goes to the end; of a member given twice the last stays.
 *
 * Two members are less simple. A limit on the answer has three names. max_length is the word of
 * older servers, which OpenAI's language does not know, so it becomes max_tokens; and when an entry
 * sets one of the three, the caller's others must go, or the vendor would see two limits. And a
 * stream has to tell its usage, for metering, whether the caller asked or not.
 */

/**
 * One chat request on the relay lane: what the gateway needs to know of it, and the edits that make
 * it the upstream's request. Reads the body and its index, which must not change meanwhile.
 */
public final class RequestSplice {
    private static final byte[] MODEL = ascii("model");
    private static final byte[] STREAM = ascii("stream");
    private static final byte[] STREAM_OPTIONS = ascii("stream_options");
    private static final byte[] INCLUDE_USAGE = ascii("include_usage");
    private static final byte[] MAX_LENGTH = ascii("max_length");
    private static final byte[] MAX_TOKENS = ascii("max_tokens");
    private static final byte[] MAX_COMPLETION_TOKENS = ascii("max_completion_tokens");
    private static final byte[] TRUE = ascii("true");
    private static final byte[] ONLY_USAGE = ascii("{\"include_usage\":true}");

    private final byte[] body;
    private final JsonMembers members;

    /** Whether a stream's usage is to be asked for when the client did not. */
    public enum Usage {
        /** Ask, for metering. */
        ASK,
        /** The upstream would refuse {@code stream_options}; leave them as the client sent them. */
        LEAVE
    }

    /** One member that is to have this value, or to go if there is none. */
    private static final class Change {
        final String name;
        final byte[] key;
        final byte @Nullable [] value;

        Change(String name, byte @Nullable [] value) {
            this(name, name.getBytes(UTF_8), value);
        }

        Change(String name, byte[] key, byte @Nullable [] value) {
            this.name = name;
            this.key = key;
            this.value = value;
        }
    }

    private static final Change WITHOUT_MAX_LENGTH = new Change("max_length", null);

    /** Views a request; {@code members} is the index of {@code body}. */
    public RequestSplice(byte[] body, JsonMembers members) {
        this.body = body;
        this.members = members;
    }

    /** Returns the model that the client named, or null when it named none. */
    public @Nullable String model() {
        int i = members.find(MODEL);
        return i >= 0 && members.kind(i) == Kind.STRING ? members.text(i) : null;
    }

    /** Tells whether the client wants a stream. */
    public boolean streaming() {
        int i = members.find(STREAM);
        return i >= 0 && members.kind(i) == Kind.TRUE;
    }

    /** Tells whether the client itself asked for a usage chunk. */
    public boolean usageAsked() {
        int i = members.find(STREAM_OPTIONS);
        if (i < 0 || members.kind(i) != Kind.OBJECT) {
            return false;
        }
        JsonMembers options = new JsonMembers();
        options.scan(body, members.valueFrom(i), members.valueTo(i));
        int asked = options.find(INCLUDE_USAGE);
        return asked >= 0 && options.kind(asked) == Kind.TRUE;
    }

    /**
     * Fills {@code edits} with what turns this request into the upstream's.
     *
     * @param edits is cleared first
     * @param upstreamModel the provider's name of the model, or null to leave {@code model} as it
     *     is
     * @param overrides the entry's parameters, name to raw JSON value; they win over the request.
     *     {@code stream} is ignored: what the client is answered with is not the entry's to change
     * @param usage whether to ask for the usage of a stream
     */
    public void edit(
            Edits edits,
            @Nullable String upstreamModel,
            Map<String, byte[]> overrides,
            Usage usage) {
        List<Change> changes = new ArrayList<>(overrides.size() + 4);
        if (upstreamModel != null) {
            changes.add(new Change("model", MODEL, JsonText.quote(upstreamModel)));
        }
        for (Map.Entry<String, byte[]> each : overrides.entrySet()) {
            if (passes(each.getKey(), upstreamModel)) {
                changes.add(new Change(each.getKey(), each.getValue()));
            }
        }
        limit(changes, overrides);
        usage(changes, overrides.get("stream_options"), usage);
        edits.clear();
        apply(edits, body, members, changes);
    }

    private static boolean passes(String name, @Nullable String upstreamModel) {
        return switch (name) {
            case "stream", "stream_options", "max_length" -> false;
            case "model" -> upstreamModel == null;
            default -> true;
        };
    }

    private void limit(List<Change> changes, Map<String, byte[]> overrides) {
        boolean tokens = overrides.containsKey("max_tokens");
        boolean completion = overrides.containsKey("max_completion_tokens");
        byte[] value = overrides.get("max_length");
        boolean decided = tokens || completion || value != null;
        int length = members.find(MAX_LENGTH);
        if (!decided && length >= 0 && !given(MAX_TOKENS) && !given(MAX_COMPLETION_TOKENS)) {
            value = given(MAX_LENGTH) ? raw(length) : null;
        }
        if (value != null && !tokens && !completion) {
            changes.add(new Change("max_tokens", value));
        } else if (decided && !tokens) {
            changes.add(new Change("max_tokens", null));
        }
        if (decided && !completion) {
            changes.add(new Change("max_completion_tokens", null));
        }
        if (length >= 0) {
            changes.add(WITHOUT_MAX_LENGTH);
        }
    }

    private boolean given(byte[] name) {
        int i = members.find(name);
        return i >= 0 && members.kind(i) != Kind.NULL;
    }

    private byte[] raw(int i) {
        return Arrays.copyOfRange(body, members.valueFrom(i), members.valueTo(i));
    }

    private void usage(List<Change> changes, byte @Nullable [] override, Usage usage) {
        if (!streaming()) {
            return;
        }
        int i = members.find(STREAM_OPTIONS);
        boolean asked = usageAsked();
        boolean add = override == null ? usage == Usage.ASK && !asked : usage == Usage.ASK || asked;
        if (!add) {
            if (override != null) {
                changes.add(new Change("stream_options", override));
            }
            return;
        }
        byte[] options = override == null && i >= 0 ? raw(i) : override;
        changes.add(new Change("stream_options", withUsage(options)));
    }

    private static byte[] withUsage(byte @Nullable [] options) {
        if (options == null || options.length == 0 || options[0] != '{') {
            return ONLY_USAGE;
        }
        JsonMembers members = new JsonMembers();
        members.scan(options, 0, options.length);
        Edits edits = new Edits();
        apply(edits, options, members, List.of(new Change("include_usage", TRUE)));
        return edits.apply(options, 0, options.length);
    }

    private static void apply(Edits edits, byte[] text, JsonMembers members, List<Change> changes) {
        int count = changes.size();
        int[] at = new int[count];
        byte[][] keys = new byte[count][];
        for (int c = 0; c < count; c++) {
            keys[c] = changes.get(c).key;
            at[c] = members.find(keys[c]);
        }
        ObjectEditor object = new ObjectEditor(edits);
        object.begin();
        for (int i = 0; i < members.size(); i++) {
            int c = change(members, i, keys, at);
            byte[] value = c < 0 ? null : changes.get(c).value;
            if (c >= 0 && (value == null || at[c] != i)) {
                object.drop(members.keyFrom(i), members.valueTo(i));
                continue;
            }
            object.keep(members.keyFrom(i), members.valueTo(i));
            if (value != null && !same(text, members, i, value)) {
                edits.replace(members.valueFrom(i), members.valueTo(i), value);
            }
        }
        object.close();
        for (int c = 0; c < count; c++) {
            byte[] value = changes.get(c).value;
            if (at[c] < 0 && value != null) {
                object.append(members.end(), member(changes.get(c).name, value));
            }
        }
    }

    private static int change(JsonMembers members, int i, byte[][] keys, int[] at) {
        for (int c = 0; c < keys.length; c++) {
            if (at[c] >= i && members.named(i, keys[c])) {
                return c;
            }
        }
        return -1;
    }

    private static boolean same(byte[] text, JsonMembers members, int i, byte[] value) {
        return Arrays.equals(
                text, members.valueFrom(i), members.valueTo(i), value, 0, value.length);
    }

    private static byte[] member(String name, byte[] value) {
        byte[] key = JsonText.quote(name);
        byte[] member = new byte[key.length + 1 + value.length];
        System.arraycopy(key, 0, member, 0, key.length);
        member[key.length] = ':';
        System.arraycopy(value, 0, member, key.length + 1, value.length);
        return member;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
