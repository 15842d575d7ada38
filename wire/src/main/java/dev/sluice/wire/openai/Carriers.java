package dev.sluice.wire.openai;

import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Foreign;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.JsonWriter;
import dev.sluice.wire.fields.UnreadableJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Members in which other vendors' proofs travel through OpenAI's language to a client and back:
 * {@code reasoning_details} as OpenRouter words them, and {@code extra_content} of a tool call as
 * Google words it. They are written whatever language they come from.
 */
final class Carriers {
    static final String DETAILS = "reasoning_details";
    private static final Set<String> PASSING = Set.of(DETAILS, "extra_content");

    private Carriers() {}

    /** Returns the extras that may be written to a client. */
    static Extras keep(Foreign foreign, Extras extras) {
        if (!foreign.isForeign() || extras.isEmpty()) {
            return extras;
        }
        var passing = new ArrayList<Extras.Member>();
        var others = new ArrayList<Extras.Member>();
        for (Extras.Member member : extras.members()) {
            (PASSING.contains(member.name()) ? passing : others).add(member);
        }
        return new Extras(passing).plus(foreign.keep(new Extras(others)));
    }

    /** Returns the extras of an answer, the proofs of its thoughts among them. */
    static Extras keep(Foreign foreign, Extras extras, List<Part> content) {
        Extras kept = keep(foreign, extras);
        Raw stated = kept.get(DETAILS);
        if (stated != null && !foreign.isForeign()) {
            return kept;
        }
        var items = new ArrayList<Raw>();
        for (Part part : content) {
            if (part instanceof Part.Reasoning thought) {
                Raw item = item(thought);
                if (item != null) {
                    items.add(item);
                }
            }
        }
        if (items.isEmpty()) {
            return kept;
        }
        if (stated != null) {
            read(stated, in -> in.elements(_ -> items.add(in.raw())));
        }
        return kept.without(DETAILS).plus(Extras.of(DETAILS, list(items)));
    }

    /** Returns the details of one thought. */
    static Raw signed(String text, String signature) {
        var out = new JsonWriter().object().put("type", "reasoning.text");
        out.put("text", text).put("signature", signature).endObject();
        return new Raw(new String(out.bytes(), StandardCharsets.UTF_8));
    }

    private static @Nullable Raw item(Part.Reasoning thought) {
        if (thought.signature() != null) {
            return signed(thought.text(), thought.signature());
        }
        Raw data = thought.extras().get("data");
        return data == null
                ? null
                : new Raw("{\"type\":\"reasoning.encrypted\",\"data\":" + data.json() + "}");
    }

    static Raw list(List<Raw> items) {
        return new Raw("[" + String.join(",", items.stream().map(Raw::json).toList()) + "]");
    }

    /**
     * Reads the thoughts in a {@code reasoning_details}, provided that one of them is proven:
     * signed, or encrypted, which leaves its {@code data} among the extras.
     *
     * @param form the form of the thoughts
     */
    static List<Part> thoughts(Raw details, Part.Reasoning.Form form) {
        var reader = new ThoughtReader(form);
        read(
                details,
                in -> {
                    if (in.is(Kind.ARRAY)) {
                        in.elements(_ -> reader.item(in));
                    }
                });
        return reader.proven ? reader.all() : List.of();
    }

    private static void read(Raw raw, Consumer<JsonReader> how) {
        try {
            JsonReader.read(
                    raw.json().getBytes(StandardCharsets.UTF_8),
                    in -> {
                        how.accept(in);
                        return "";
                    });
        } catch (UnreadableJson e) {
            throw new IllegalStateException("raw JSON is well formed", e);
        }
    }

    /** Who put pieces of a stream side by side has the signature behind its text. */
    private static final class ThoughtReader {
        private final Part.Reasoning.Form form;
        private final List<Part> parts = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private boolean proven;

        ThoughtReader(Part.Reasoning.Form form) {
            this.form = form;
        }

        void item(JsonReader in) {
            if (!in.is(Kind.OBJECT)) {
                return;
            }
            var signature = new String[] {""};
            var rest = new ArrayList<Extras.Member>();
            var words = new StringBuilder();
            in.members(name -> {
                switch (name) {
                    case "text", "summary" -> words.append(in.anyText());
                    case "signature" -> signature[0] = in.anyText();
                    case "data", "format" -> {
                        if (in.is(Kind.STRING)) {
                            in.keep(name, rest);
                        }
                    }
                    default -> {}
                }
            });
            var extras = new Extras(rest);
            boolean encrypted = extras.get("data") != null;
            if (encrypted || (!signature[0].isEmpty() && !words.isEmpty())) {
                flush();
            }
            text.append(words);
            if (encrypted || !signature[0].isEmpty()) {
                proven = true;
                String proof = signature[0].isEmpty() ? null : signature[0];
                parts.add(new Part.Reasoning(text.toString(), proof, form, extras));
                text.setLength(0);
            }
        }

        private void flush() {
            if (!text.isEmpty()) {
                parts.add(new Part.Reasoning(text.toString(), null, form, Extras.NONE));
                text.setLength(0);
            }
        }

        List<Part> all() {
            flush();
            return parts;
        }
    }
}
