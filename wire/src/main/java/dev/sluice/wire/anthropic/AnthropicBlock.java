package dev.sluice.wire.anthropic;

import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One block of content, whatever its type.
 *
 * @param raw the whole block; null's literal for the types that are never passed on whole, which
 *     are those that come by the thousand
 * @param members its members, null ones left out
 */
record AnthropicBlock(Raw raw, Map<String, Raw> members) {
    private static final Set<String> COMMON =
            Set.of("\"text\"", "\"text_delta\"", "\"thinking_delta\"", "\"input_json_delta\"");

    static AnthropicBlock read(JsonReader in) {
        int mark = in.mark();
        Map<String, Raw> members = new HashMap<>();
        in.members(name -> {
            if (!in.is(Kind.NULL)) {
                members.put(name, in.raw());
            }
        });
        Raw type = members.get("type");
        boolean common = type != null && COMMON.contains(type.json());
        return new AnthropicBlock(common ? Raw.NULL : in.since(mark), members);
    }

    static AnthropicBlock of(Raw raw) {
        return Raws.read(raw, AnthropicBlock::read);
    }

    /** Returns a string member, "" when there is none. */
    String string(String name) {
        String found = Raws.string(members.get(name));
        return found == null ? "" : found;
    }

    String type() {
        return string("type");
    }

    String text() {
        return string("text");
    }

    String name() {
        return string("name");
    }

    @Nullable Raw citations() {
        return members.get("citations");
    }

    /** Returns {@code input} as JSON text, "{}" when there is none. */
    String input() {
        Raw input = members.get("input");
        return input == null || input.json().equals("\"\"") ? "{}" : input.json();
    }

    /** Returns a thought, redacted ones with their {@code data} among the extras. */
    Part.Reasoning thought() {
        Raw data = members.get("data");
        if (type().equals("redacted_thinking") && data != null) {
            return new Part.Reasoning("", null, Part.Reasoning.Form.BLOCK, Extras.of("data", data));
        }
        String signature = string("signature");
        return new Part.Reasoning(
                string("thinking"),
                signature.isEmpty() ? null : signature,
                Part.Reasoning.Form.BLOCK,
                Extras.NONE);
    }

    ToolCall call() {
        return new ToolCall(
                string("id"),
                ToolCall.Kind.FUNCTION,
                name(),
                input(),
                rest(Set.of("type", "id", "name", "input")));
    }

    /** Returns the members that are not among the known ones. */
    Extras rest(Set<String> known) {
        List<Extras.Member> rest = new ArrayList<>();
        members.forEach((name, value) -> {
            if (!known.contains(name)) {
                rest.add(new Extras.Member(name, value));
            }
        });
        return new Extras(rest);
    }
}
