package dev.sluice.wire.openai;

import dev.sluice.wire.chat.Annotation;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Foreign;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.JsonWriter;
import dev.sluice.wire.fields.UnreadableJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The messages of OpenAI chat, in both directions: those of a call and the one of a reply. */
final class OpenAiMessages {
    private static final String ROLES = "one of system, developer, user, assistant, tool, function";

    /** What Snowflake sends where there is no sound. */
    static final Part.Speech NO_SPEECH = new Part.Speech("", "", "", Extras.NONE);

    private OpenAiMessages() {}

    /** Reads a message of a call. */
    static Message readMessage(JsonReader in) {
        var slots = new Slots(in);
        return slots.message();
    }

    /** Reads the message of a reply; whatever it says it is, it is the assistant's. */
    static Message.Assistant readAnswer(JsonReader in) {
        var slots = new Slots(in);
        slots.read();
        return slots.assistant();
    }

    /** The members of a message before its role is known, for it may stand last. */
    private static final class Slots {
        private final JsonReader in;
        private final List<Extras.Member> extras = new ArrayList<>();
        private @Nullable String role;
        private List<Part> content = List.of();
        private @Nullable String name;
        private @Nullable String callId;
        private List<ToolCall> calls = List.of();
        private OpenAiParts.@Nullable CallPiece legacy;
        private @Nullable String reasoning;
        private @Nullable Raw shortReasoning;
        private Part.Reasoning.Form form = Part.Reasoning.Form.REASONING_CONTENT;
        private @Nullable String details;
        private @Nullable Raw rawDetails;
        private @Nullable String refusal;
        private Part.@Nullable Speech speech;
        private List<Annotation> annotations = List.of();

        Slots(JsonReader in) {
            this.in = in;
        }

        Message message() {
            read();
            if (role == null) {
                String where = in.path();
                throw new UnreadableJson(
                        where + ".role", "'" + where + ".role' is missing, expected " + ROLES);
            }
            var rest = new Extras(extras);
            return switch (role) {
                case "system" ->
                        new Message.Instructions(
                                Message.Instructions.Role.SYSTEM, content, name, rest);
                case "developer" ->
                        new Message.Instructions(
                                Message.Instructions.Role.DEVELOPER, content, name, rest);
                case "user" -> new Message.User(content, name, rest);
                case "tool" ->
                        new Message.ToolResult(callId == null ? "" : callId, content, name, rest);
                case "function" ->
                        new Message.FunctionResult(name == null ? "" : name, content, rest);
                default -> assistant();
            };
        }

        void read() {
            in.members(this::member);
        }

        private void member(String member) {
            switch (member) {
                case "role" -> role = readRole();
                case "content" -> content = OpenAiParts.readContent(in);
                case "name" -> name = in.stringOrNull();
                case "tool_call_id" -> callId = in.stringOrNull();
                case "tool_calls" -> calls = OpenAiParts.readToolCalls(in);
                case "function_call" -> {
                    if (!in.is(Kind.NULL)) {
                        var call = OpenAiParts.CallPiece.readLegacy(in);
                        legacy = call.isEmpty() ? legacy : call;
                    }
                }
                case "reasoning_content" -> reason(member, Part.Reasoning.Form.REASONING_CONTENT);
                case "reasoning" -> reason(member, Part.Reasoning.Form.REASONING);
                case "reasoning_details" -> {
                    int mark = in.mark();
                    details = readReasoningDetails(in);
                    rawDetails = in.since(mark);
                    extras.add(new Extras.Member(member, rawDetails));
                }
                case "refusal" -> refusal = in.stringOrNull();
                case "annotations" -> annotations = OpenAiAnnotations.read(in);
                case "audio" -> {
                    if (in.is(Kind.OBJECT)) {
                        var sound = readSpeech(in);
                        speech = sound.equals(NO_SPEECH) ? null : sound;
                    }
                }
                default -> in.keep(member, extras);
            }
        }

        private @Nullable String readRole() {
            if (in.is(Kind.NULL)) {
                return null;
            }
            String found = in.string();
            return switch (found) {
                case "system", "developer", "user", "assistant", "tool", "function" -> found;
                default -> throw in.expected(ROLES);
            };
        }

        // Gateways send the same thought under both names. One is the thought, the other travels
        // among the extras. An empty one is kept too: DeepSeek insists on having it back.
        private void reason(String member, Part.Reasoning.Form found) {
            if (!in.is(Kind.STRING)) {
                if (!in.is(Kind.NULL)) {
                    in.keep(member, extras);
                }
                return;
            }
            Raw raw = in.raw();
            if (reasoning != null && found == Part.Reasoning.Form.REASONING) {
                extras.add(new Extras.Member(member, raw));
                return;
            }
            if (reasoning != null && shortReasoning != null) {
                extras.add(new Extras.Member("reasoning", shortReasoning));
            }
            reasoning = in.string();
            form = found;
            shortReasoning = found == Part.Reasoning.Form.REASONING ? raw : null;
        }

        Message.Assistant assistant() {
            var parts = new ArrayList<>(proven());
            if (!parts.isEmpty()) {
                // Said, with its proof.
            } else if (reasoning != null && (details == null || !reasoning.isEmpty())) {
                parts.add(new Part.Reasoning(reasoning, null, form, Extras.NONE));
            } else if (details != null && !details.isEmpty()) {
                var detailed = Part.Reasoning.Form.DETAILS;
                parts.add(new Part.Reasoning(details, null, detailed, Extras.NONE));
            }
            parts.addAll(content);
            if (refusal != null && !refusal.isEmpty()) {
                parts.add(new Part.Refusal(refusal, Extras.NONE));
            }
            if (speech != null) {
                parts.add(speech);
            }
            List<ToolCall> made = calls;
            if (legacy != null) {
                made = new ArrayList<>(calls);
                made.add(legacy.whole());
            }
            return new Message.Assistant(parts, made, annotations, name, new Extras(extras));
        }

        // The same thought may stand in a member of its own; told otherwise there, it travels
        // along.
        private List<Part> proven() {
            if (rawDetails == null) {
                return List.of();
            }
            boolean same = reasoning != null && reasoning.equals(details);
            List<Part> thoughts =
                    Carriers.thoughts(rawDetails, same ? form : Part.Reasoning.Form.DETAILS);
            if (reasoning != null && !same && !thoughts.isEmpty()) {
                boolean isShort = form == Part.Reasoning.Form.REASONING;
                var raw = new JsonWriter().value(reasoning).bytes();
                extras.add(
                        new Extras.Member(
                                isShort ? "reasoning" : "reasoning_content",
                                new Raw(new String(raw, StandardCharsets.UTF_8))));
            }
            return thoughts;
        }
    }

    /** Reads OpenRouter's {@code reasoning_details} as text; encrypted ones have none. */
    static String readReasoningDetails(JsonReader in) {
        var text = new StringBuilder();
        if (in.is(Kind.ARRAY)) {
            in.elements(_ -> {
                if (in.is(Kind.OBJECT)) {
                    in.members(name -> {
                        if (name.equals("text") || name.equals("summary")) {
                            text.append(in.anyText());
                        }
                    });
                }
            });
        }
        return text.toString();
    }

    /** Reads {@code audio} of an answer or of a reference to one. */
    static Part.Speech readSpeech(JsonReader in) {
        var extras = new ArrayList<Extras.Member>();
        var texts = new @Nullable String[3];
        in.members(name -> {
            switch (name) {
                case "id" -> texts[0] = in.stringOrNull();
                case "data" -> texts[1] = in.stringOrNull();
                case "transcript" -> texts[2] = in.stringOrNull();
                default -> in.keep(name, extras);
            }
        });
        return new Part.Speech(
                texts[0],
                texts[1] == null ? "" : texts[1],
                texts[2] == null ? "" : texts[2],
                new Extras(extras));
    }

    /** Writes a message of a call. */
    static void writeMessage(JsonWriter out, Message message, Foreign foreign) {
        out.object();
        switch (message) {
            case Message.Instructions m -> {
                boolean system = m.role() == Message.Instructions.Role.SYSTEM;
                out.put("role", system ? "system" : "developer");
                writeContent(out, m.content(), foreign);
                out.put("name", m.name());
            }
            case Message.User m -> {
                out.put("role", "user");
                writeContent(out, m.content(), foreign);
                out.put("name", m.name());
            }
            case Message.ToolResult m -> {
                out.put("role", "tool")
                        .put("tool_call_id", m.callId().isEmpty() ? null : m.callId());
                writeContent(out, m.content(), foreign);
                out.put("name", m.name());
            }
            case Message.FunctionResult m -> {
                out.put("role", "function").put("name", m.name());
                writeContent(out, m.content(), foreign);
            }
            case Message.Assistant m -> writeSpoken(out, m, foreign);
        }
        out.put(foreign.keep(message.extras())).endObject();
    }

    private static void writeContent(JsonWriter out, List<Part> parts, Foreign foreign) {
        if (parts.isEmpty()) {
            out.put("content", "");
        } else if (parts.size() == 1 && isPlain(parts.getFirst(), foreign)) {
            out.put("content", OpenAiParts.textOf(parts));
        } else {
            OpenAiParts.writeParts(out, parts, foreign);
        }
    }

    private static boolean isPlain(Part part, Foreign foreign) {
        return part instanceof Part.Text(String _, Extras extras)
                && (extras.isEmpty() || foreign.isForeign());
    }

    private static void writeSpoken(JsonWriter out, Message.Assistant message, Foreign foreign) {
        out.put("role", "assistant");
        var said = new ArrayList<Part>();
        for (Part part : message.content()) {
            if (!isMember(part, foreign)) {
                said.add(part);
            }
        }
        if (said.isEmpty()) {
            out.putNull("content");
        } else {
            writeContent(out, said, foreign);
        }
        for (Part part : message.content()) {
            switch (part) {
                case Part.Refusal r -> out.put("refusal", r.text());
                case Part.Speech s -> writeSpeech(out, s, foreign);
                // Said in the content or below.
                case Part.Text _,
                        Part.Image _,
                        Part.Audio _,
                        Part.File _,
                        Part.Opaque _,
                        Part.Reasoning _ -> {}
            }
        }
        writeReasoning(out, message, foreign);
        OpenAiParts.writeToolCalls(out, message.toolCalls(), foreign::keep);
        OpenAiAnnotations.write(out, message.annotations(), foreign);
        out.put("name", message.name());
    }

    private static boolean isMember(Part part, Foreign foreign) {
        return part instanceof Part.Refusal
                || part instanceof Part.Speech
                || (part instanceof Part.Reasoning r
                        && (r.form() != Part.Reasoning.Form.BLOCK || foreign.isForeign()));
    }

    private static void writeReasoning(JsonWriter out, Message.Assistant message, Foreign foreign) {
        StringBuilder[] members = new StringBuilder[2];
        for (Part part : message.content()) {
            if (!(part instanceof Part.Reasoning thought) || !isMember(part, foreign)) {
                continue;
            }
            int member =
                    switch (thought.form()) {
                        case REASONING_CONTENT, BLOCK -> 0;
                        case REASONING -> 1;
                        // Among the extras, unless those stay behind.
                        case DETAILS -> foreign.isForeign() ? 0 : -1;
                    };
            if (member >= 0) {
                members[member] = members[member] == null ? new StringBuilder() : members[member];
                members[member].append(thought.text());
            }
            boolean proven = thought.signature() != null || thought.extras().get("data") != null;
            if (proven && foreign.isForeign()) {
                foreign.at("reasoning.signature").drop();
            }
        }
        out.put("reasoning_content", members[0] == null ? null : members[0].toString());
        out.put("reasoning", members[1] == null ? null : members[1].toString());
    }

    private static void writeSpeech(JsonWriter out, Part.Speech speech, Foreign foreign) {
        out.object("audio").put("id", speech.id());
        if (!speech.base64().isEmpty() || !speech.transcript().isEmpty()) {
            out.put("data", speech.base64()).put("transcript", speech.transcript());
        }
        out.put(foreign.keep(speech.extras())).endObject();
    }

    /** Writes the message of a reply: every member that strict clients insist on is there. */
    static void writeAnswer(JsonWriter out, Message.Assistant message, Foreign foreign) {
        boolean texts = message.content().stream().anyMatch(Part.Text.class::isInstance);
        boolean silent =
                !message.toolCalls().isEmpty()
                        || message.content().stream()
                                .anyMatch(
                                        p -> p instanceof Part.Refusal || p instanceof Part.Speech);
        out.object().put("role", "assistant");
        if (texts || !silent) {
            out.put("content", message.text());
        } else {
            out.putNull("content");
        }
        var refusal = new StringBuilder();
        for (Part part : message.content()) {
            switch (part) {
                case Part.Refusal r -> refusal.append(r.text());
                case Part.Speech s -> writeSpeech(out, s, foreign);
                case Part.Text _, Part.Reasoning _ -> {}
                case Part.Image _, Part.Audio _, Part.File _, Part.Opaque _ ->
                        foreign.at("content").drop();
            }
        }
        if (refusal.isEmpty()) {
            out.putNull("refusal");
        } else {
            out.put("refusal", refusal.toString());
        }
        String reasoning = message.reasoning();
        out.put("reasoning_content", reasoning.isEmpty() ? null : reasoning);
        OpenAiParts.writeToolCalls(
                out, message.toolCalls(), extras -> Carriers.keep(foreign, extras));
        OpenAiAnnotations.write(out, message.annotations(), foreign);
        out.put(Carriers.keep(foreign, message.extras(), message.content())).endObject();
    }
}
