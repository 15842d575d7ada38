package dev.sluice.wire.bedrock;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.CallArguments;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Foreign;
import dev.sluice.wire.chat.Media;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.Turns;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.JsonWriter;
import dev.sluice.wire.fields.UnreadableJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes the conversation of a Converse call. */
final class BedrockContent {
    /** What marks the end of a prefix to cache: Anthropic's word and OpenAI's. */
    static final Set<String> CACHED = Set.of("cache_control", "prompt_cache_breakpoint");

    /** The members in which clients carry proven thoughts. */
    static final List<String> CARRIERS = List.of("reasoning_details", "thinking_blocks");

    // A turn without content is refused, and so is a conversation that the user does not begin.
    private static final String NOTHING = ".";
    private static final Pattern CALL_ID = Pattern.compile("[a-zA-Z0-9_-]{1,64}");
    private static final Pattern NOT_IN_NAMES = Pattern.compile("[^A-Za-z0-9\\s()\\[\\]-]");

    private final JsonWriter out;
    private final Foreign foreign;
    private final Set<String> names = new HashSet<>();

    BedrockContent(JsonWriter out, Foreign foreign) {
        this.out = out;
        this.foreign = foreign;
    }

    /** Writes what stands above the conversation, and one instruction of our own unless null. */
    void writeSystem(Turns turns, @Nullable String instruction) {
        var said = new ArrayList<Turns.Said>();
        for (Turns.Said each : turns.instructions()) {
            if (each.part() instanceof Part.Text) {
                said.add(each);
            } else {
                foreign.at(each.path()).drop();
            }
        }
        if (instruction != null) {
            said.add(new Turns.Said(Part.Text.of(instruction), ""));
        }
        if (said.isEmpty()) {
            return;
        }
        out.array("system");
        said.forEach(this::part);
        out.endArray();
    }

    /** Writes the turns. */
    void writeMessages(Turns turns) {
        out.array("messages");
        if (turns.turns().isEmpty() || turns.turns().getFirst() instanceof Turns.Assistant) {
            out.object().put("role", "user").array("content");
            text(NOTHING);
            out.endArray().endObject();
        }
        for (Turns.Turn turn : turns.turns()) {
            switch (turn) {
                case Turns.User(List<Turns.Result> results, List<Turns.Said> parts) ->
                        user(results, parts);
                case Turns.Assistant said -> assistant(said);
            }
        }
        out.endArray();
    }

    private void user(List<Turns.Result> results, List<Turns.Said> parts) {
        out.object().put("role", "user").array("content");
        results.forEach(this::result);
        boolean written = !results.isEmpty();
        boolean spoken = false;
        boolean document = false;
        for (Turns.Said said : parts) {
            written |= part(said);
            spoken |= said.part() instanceof Part.Text;
            document |= said.part() instanceof Part.File;
        }
        // A document must not stand alone either.
        if (!written || (document && !spoken)) {
            text(NOTHING);
        }
        out.endArray().endObject();
    }

    private void result(Turns.Result result) {
        out.object().object("toolResult").put("toolUseId", id(result.call().id()));
        out.array("content");
        boolean written = false;
        for (Turns.Said said : result.parts()) {
            written |= part(said);
        }
        if (!written) {
            text("(empty)");
        }
        Raw failed = result.extras().get("is_error");
        out.endArray();
        if (failed != null && failed.json().equals("true")) {
            out.put("status", "error");
        }
        out.endObject().endObject();
        writeCachePoint(out, result.extras());
    }

    private void assistant(Turns.Assistant turn) {
        out.object().put("role", "assistant").array("content");
        boolean written = false;
        boolean proven = thoughts(turn.extras());
        for (Turns.Said said : turn.parts()) {
            if (said.part() instanceof Part.Reasoning thought) {
                written |= proven || thought(thought, said.path());
            } else {
                written |= part(said);
            }
        }
        for (ToolCall call : turn.calls()) {
            out.object().object("toolUse").put("toolUseId", id(call.id()));
            out.put("name", call.name()).put("input", CallArguments.asObject(call));
            out.endObject().endObject();
            written = true;
        }
        if (!written && !proven) {
            text(NOTHING);
        }
        out.endArray().endObject();
    }

    // Claude takes back only thoughts that it can prove to be its own.
    private boolean thought(Part.Reasoning thought, String path) {
        Raw sealed = SealedThought.closed(thought.extras());
        if (sealed != null) {
            out.object().object("reasoningContent").put("redactedContent", sealed);
            out.endObject().endObject();
            return true;
        }
        if (thought.signature() == null) {
            foreign.at(path.isEmpty() ? "reasoning" : path).drop();
            return false;
        }
        signed(thought.text(), thought.signature());
        return true;
    }

    private void signed(String text, String signature) {
        out.object().object("reasoningContent").object("reasoningText");
        out.put("text", text).put("signature", signature);
        out.endObject().endObject().endObject();
    }

    /** Writes the proven thoughts that clients carry in members of their own. */
    private boolean thoughts(Extras extras) {
        var found = new boolean[1];
        for (String member : CARRIERS) {
            Raw carried = extras.get(member);
            if (carried != null && !found[0]) {
                read(
                        carried,
                        in -> {
                            if (in.is(Kind.ARRAY)) {
                                in.elements(_ -> found[0] |= carried(in));
                            }
                        });
            }
        }
        return found[0];
    }

    private boolean carried(JsonReader in) {
        if (!in.is(Kind.OBJECT)) {
            return false;
        }
        var texts = new String[] {"", "", ""};
        in.members(name -> {
            switch (name) {
                case "text", "thinking" -> texts[0] = in.anyText();
                case "signature" -> texts[1] = in.anyText();
                case "data" -> texts[2] = in.anyText();
                default -> {}
            }
        });
        if (!texts[2].isEmpty()) {
            out.object().object("reasoningContent");
            out.put("redactedContent", SealedThought.closed(texts[2]));
            out.endObject().endObject();
        } else if (!texts[1].isEmpty()) {
            signed(texts[0], texts[1]);
        }
        return !texts[1].isEmpty() || !texts[2].isEmpty();
    }

    /** Writes one part; false when it is left out. */
    private boolean part(Turns.Said said) {
        Foreign here = foreign.at(said.path());
        switch (said.part()) {
            case Part.Text(String text, Extras extras) -> {
                text(text);
                here.dropAllBut(extras, CACHED);
                writeCachePoint(out, extras);
            }
            case Part.Image(Media source, String detail, Extras extras) -> {
                media("image", BedrockFormats.image(source, said.path()), source);
                if (detail != null && !detail.equals("auto")) {
                    here.at("image_url.detail").drop();
                }
                here.dropAllBut(extras, CACHED);
                writeCachePoint(out, extras);
            }
            case Part.File file -> file(file, said.path());
            case Part.Audio(String base64, String format, Extras _) -> {
                if (format.isEmpty()) {
                    throw refused(said.path(), "names no format of its sound");
                }
                media("audio", format, new Media.Inline("", base64));
            }
            case Part.Refusal(String text, Extras _) -> text(text);
            case Part.Speech speech -> {
                if (speech.transcript().isBlank()) {
                    here.drop();
                    return false;
                }
                text(speech.transcript());
            }
            case Part.Opaque(String _, Raw raw) -> {
                if (here.isForeign()) {
                    here.drop();
                    return false;
                }
                out.value(raw);
            }
            case Part.Reasoning _ -> {
                here.drop();
                return false;
            }
        }
        return true;
    }

    private void file(Part.File file, String path) {
        String video = BedrockFormats.video(file.source());
        if (video != null) {
            media("video", video, file.source());
            return;
        }
        String format = BedrockFormats.document(file.source(), file.filename(), path);
        out.object().object("document").put("format", format);
        out.put("name", documentName(file.filename()));
        source(file.source());
        out.endObject().endObject();
        foreign.at(path).dropAllBut(file.extras(), CACHED);
        writeCachePoint(out, file.extras());
    }

    private String documentName(@Nullable String filename) {
        String given = filename == null ? "" : filename;
        int dot = given.lastIndexOf('.');
        String name = dot > 0 ? given.substring(0, dot) : given;
        name = NOT_IN_NAMES.matcher(name).replaceAll("-").replaceAll("\\s+", " ").strip();
        if (name.isEmpty()) {
            name = "document";
        }
        String unique = name;
        for (int i = 2; !names.add(unique); i++) {
            unique = name + "-" + i;
        }
        return unique;
    }

    private void media(String kind, String format, Media source) {
        out.object().object(kind).put("format", format);
        source(source);
        out.endObject().endObject();
    }

    private void source(Media source) {
        out.object("source");
        if (source instanceof Media.Inline(String _, String base64)) {
            out.put("bytes", base64);
        } else {
            out.object("s3Location").put("uri", source.asUrl()).endObject();
        }
        out.endObject();
    }

    private void text(String text) {
        out.object().put("text", text).endObject();
    }

    static ApiException refused(String path, String why) {
        return new ApiException(
                ApiError.badRequest("'" + path + "' " + why + ".", path, "unsupported_content"));
    }

    /** Returns an id that Bedrock takes; the same one for the same id. */
    private static String id(String given) {
        if (CALL_ID.matcher(given).matches()) {
            return given;
        }
        long hash = 0xcbf29ce484222325L;
        for (byte b : given.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return "call_" + Long.toHexString(hash);
    }

    /** Writes the end of a prefix to cache behind a block whose extras ask for it. */
    static void writeCachePoint(JsonWriter out, Extras extras) {
        for (String name : CACHED) {
            Raw asked = extras.get(name);
            if (asked != null && !asked.isNull()) {
                out.object().object("cachePoint").put("type", "default");
                out.put("ttl", membersOf(asked).get("ttl")).endObject().endObject();
                return;
            }
        }
    }

    /** Returns the members of a raw object; none of anything else. */
    static Extras membersOf(@Nullable Raw raw) {
        var members = new ArrayList<Extras.Member>();
        if (raw != null) {
            read(
                    raw,
                    in -> {
                        if (in.is(Kind.OBJECT)) {
                            in.members(name -> in.keep(name, members));
                        }
                    });
        }
        return new Extras(members);
    }

    private static void read(Raw raw, Consumer<JsonReader> how) {
        try {
            JsonReader.read(
                    raw.json().getBytes(StandardCharsets.UTF_8),
                    in -> {
                        how.accept(in);
                        return raw;
                    });
        } catch (UnreadableJson e) {
            throw new IllegalStateException("raw JSON is well formed", e);
        }
    }
}
