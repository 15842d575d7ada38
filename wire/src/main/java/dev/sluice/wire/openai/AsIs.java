package dev.sluice.wire.openai;

import dev.sluice.wire.chat.VendorDialect.Pictures;
import dev.sluice.wire.json.JsonMembers;
import dev.sluice.wire.json.Kind;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides whether a vendor takes a call as OpenAI's clients write it. Pure, and careful: where it
 * is not sure it says no, and the call is translated, which is never wrong. Looks at the scanned
 * members and at the bytes of {@code messages}; builds nothing.
 */
public final class AsIs {
    private static final byte[] MESSAGES = ascii("messages");
    private static final byte[] MODEL = ascii("model");

    private final Quirks quirks;

    /** Members whose mere presence calls for a translation. */
    private final List<byte[]> telling = new ArrayList<>();

    /** Members that must be there. */
    private final List<byte[]> always = new ArrayList<>();

    /** Pieces of {@code messages} that call for a translation. */
    private final List<byte[]> pieces = new ArrayList<>();

    /** Prepares the decision for a vendor. */
    public AsIs(Quirks quirks) {
        this.quirks = quirks;
        Quirks.Members members = quirks.members();
        members.refused().forEach(this::tell);
        members.renamed().keySet().forEach(this::tell);
        members.always().keySet().forEach(name -> always.add(ascii(name)));
        tell("max_length");
        search(quirks.search());
        words(quirks.words());
        talk(quirks.talk());
    }

    private void search(VendorSearch search) {
        switch (search) {
            case VendorSearch.AsSaid _ -> {}
            case VendorSearch.Native _ -> tell("web_search_options");
            case VendorSearch.Options _ -> tell("internet");
            case VendorSearch.None _,
                    VendorSearch.Members _,
                    VendorSearch.Tool _,
                    VendorSearch.Loop _,
                    VendorSearch.Responses _ -> {
                tell("internet");
                tell("web_search_options");
            }
        }
    }

    private void words(Quirks.Words words) {
        switch (words.limit()) {
            case AS_SAID -> {}
            case MAX_TOKENS -> tell("max_completion_tokens");
            case MAX_COMPLETION_TOKENS -> tell("max_tokens");
            case MAX_TOKENS_AND_LENGTH ->
                    Set.of("max_tokens", "max_completion_tokens").forEach(this::tell);
        }
        if (words.choices() == Quirks.ToolChoices.AUTO) {
            Set.of("tool_choice", "function_call").forEach(this::tell);
        }
        if (words.formats() != Quirks.Formats.ALL) {
            tell("response_format");
        }
        if (words.effort() != Quirks.Effort.AS_SAID) {
            tell("reasoning_effort");
        }
        if (words.usage() == Quirks.Usage.UNASKED) {
            tell("stream_options");
        }
    }

    private void talk(Quirks.Talk talk) {
        switch (talk.instructions()) {
            case AS_SAID -> {}
            case SYSTEM -> look("\"developer\"");
            case USER_PAIR -> Set.of("\"developer\"", "\"system\"").forEach(this::look);
        }
        if (talk.parts() == Quirks.Parts.TEXT) {
            look("\"type\"");
        }
        if (talk.blanks() == Quirks.Blanks.FILLED) {
            Set.of("\"\"", "null", "\" ", "\"\\n").forEach(this::look);
        }
        if (talk.order() == Quirks.Order.MISTRAL) {
            Set.of("\"tool\"", "\"name\"").forEach(this::look);
        }
        if (talk.pictures() == Pictures.INLINE) {
            look("\"image_url\"");
        }
        switch (talk.thoughts()) {
            case AS_SAID -> {}
            case REASONING_CONTENT, REASONING, DROPPED -> look("\"reasoning");
            case OWED, OWED_OR_OFF -> Set.of("\"reasoning", "\"tool_calls\"").forEach(this::look);
        }
    }

    private void tell(String name) {
        telling.add(ascii(name));
    }

    private void look(String piece) {
        pieces.add(ascii(piece));
    }

    /**
     * Looks at one call.
     *
     * @param body the request body
     * @param members its scanned members
     * @return true when the bytes can go as they are
     */
    public boolean test(byte[] body, JsonMembers members) {
        if (quirks.answers().lane() == Quirks.Lane.READ) {
            return false;
        }
        for (byte[] name : always) {
            if (members.find(name) < 0) {
                return false;
            }
        }
        for (int i = 0; i < members.size(); i++) {
            if (!takes(members, i)) {
                return false;
            }
        }
        return takesForModel(members) && takesMessages(body, members);
    }

    private boolean takes(JsonMembers members, int i) {
        for (byte[] name : telling) {
            if (members.named(i, name)) {
                return false;
            }
        }
        Set<String> accepted = quirks.members().accepted();
        Map<String, Quirks.Bounds> bounds = quirks.members().bounds();
        boolean greedy = quirks.words().zero() == Quirks.Zero.GREEDY;
        if (accepted.isEmpty() && bounds.isEmpty() && !greedy) {
            return true;
        }
        String name = members.name(i);
        if (!accepted.isEmpty() && !accepted.contains(name)) {
            return false;
        }
        if (greedy
                && name.equals("temperature")
                && (members.kind(i) != Kind.NUMBER || members.number(i) == 0)) {
            return false;
        }
        Quirks.Bounds range = bounds.get(name);
        if (range != null) {
            return members.kind(i) == Kind.NUMBER
                    ? within(members.number(i), range)
                    : !name.equals("stop") || members.kind(i) == Kind.STRING;
        }
        return true;
    }

    private static boolean within(double number, Quirks.Bounds range) {
        return !Double.isInfinite(number)
                && BigDecimal.valueOf(number).compareTo(range.least()) >= 0
                && BigDecimal.valueOf(number).compareTo(range.most()) <= 0;
    }

    private boolean takesForModel(JsonMembers members) {
        int at = members.find(MODEL);
        if (quirks.members().models().isEmpty() || at < 0 || members.kind(at) != Kind.STRING) {
            return true;
        }
        String model = members.text(at);
        for (Quirks.ForModels each : quirks.members().models()) {
            if (each.concerns(model)
                    && (each.lane() == Quirks.Lane.READ
                            || each.refused().stream()
                                    .anyMatch(name -> members.find(ascii(name)) >= 0))) {
                return false;
            }
        }
        return true;
    }

    private boolean takesMessages(byte[] body, JsonMembers members) {
        int at = members.find(MESSAGES);
        if (at < 0) {
            return true;
        }
        for (byte[] piece : pieces) {
            if (holds(body, members.valueFrom(at), members.valueTo(at), piece)) {
                return false;
            }
        }
        return true;
    }

    private static boolean holds(byte[] text, int from, int to, byte[] piece) {
        byte first = piece[0];
        byte second = piece[1];
        for (int i = from; i <= to - piece.length; i++) {
            if (text[i] == first && text[i + 1] == second && matches(text, i, piece)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(byte[] text, int at, byte[] piece) {
        for (int k = 2; k < piece.length; k++) {
            if (text[at + k] != piece[k]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
