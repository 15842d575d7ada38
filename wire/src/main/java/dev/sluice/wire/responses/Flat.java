package dev.sluice.wire.responses;

import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.JsonWriter;
import dev.sluice.wire.fields.UnreadableJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Chat completions nest what this API has flat: {@code {"type": "custom", "custom": {"name": ...}}}
 * is {@code {"type": "custom", "name": ...}} here. It is so for custom tools, their grammars, the
 * choice among them, and the place of a user.
 */
final class Flat {
    private Flat() {}

    /** Writes a value, every object in it flat that is nested under its own type. */
    static void write(JsonWriter out, Raw raw) {
        switch (kind(raw)) {
            case OBJECT -> {
                out.object();
                members(out, raw);
                out.endObject();
            }
            case ARRAY -> {
                out.array();
                elements(raw).forEach(element -> write(out, element));
                out.endArray();
            }
            case STRING, NUMBER, BOOLEAN, NULL -> out.value(raw);
        }
    }

    private static void members(JsonWriter out, Raw raw) {
        List<Extras.Member> members = membersOf(raw);
        String type = "";
        for (Extras.Member member : members) {
            type = member.name().equals("type") ? member.value().json() : type;
        }
        for (Extras.Member member : members) {
            if (type.equals('"' + member.name() + '"') && kind(member.value()) == Kind.OBJECT) {
                members(out, member.value());
            } else if (List.of("format", "tools").contains(member.name())) {
                out.name(member.name());
                write(out, member.value());
            } else {
                out.put(member.name(), member.value());
            }
        }
    }

    /** Returns the strings of an array. */
    static List<String> strings(Raw raw) {
        return read(
                raw,
                in -> {
                    var all = new ArrayList<String>();
                    if (in.is(Kind.ARRAY)) {
                        in.elements(_ -> all.add(in.anyText()));
                    }
                    return all;
                });
    }

    private static Kind kind(Raw raw) {
        return read(raw, JsonReader::kind);
    }

    private static List<Extras.Member> membersOf(Raw raw) {
        return read(
                raw,
                in -> {
                    var all = new ArrayList<Extras.Member>();
                    in.members(name -> in.keep(name, all));
                    return all;
                });
    }

    private static List<Raw> elements(Raw raw) {
        return read(
                raw,
                in -> {
                    var all = new ArrayList<Raw>();
                    in.elements(_ -> all.add(in.raw()));
                    return all;
                });
    }

    private static <T> T read(Raw raw, Function<JsonReader, T> how) {
        try {
            return JsonReader.read(raw.json().getBytes(StandardCharsets.UTF_8), how);
        } catch (UnreadableJson e) {
            throw new IllegalStateException("raw JSON is well formed", e);
        }
    }
}
