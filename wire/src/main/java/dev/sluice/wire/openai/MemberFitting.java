package dev.sluice.wire.openai;

import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.WebSearch;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonWriter;
import dev.sluice.wire.fields.UnreadableJson;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the members of a written call those that a vendor takes. Serves one call. */
final class MemberFitting {
    private final Quirks quirks;
    private final List<String> dropped;
    private Map<String, Raw> members = new LinkedHashMap<>();

    MemberFitting(Quirks quirks, List<String> dropped) {
        this.quirks = quirks;
        this.dropped = dropped;
    }

    /**
     * Rewrites a body.
     *
     * @param thinking what {@code thinking} must be unless the caller says, or null
     */
    byte[] fit(byte[] body, ChatCall call, @Nullable String thinking) {
        members = members(body);
        if (thinking != null) {
            add("thinking", thinking);
        }
        effort();
        numbers();
        refuse(call.model());
        search(call);
        quirks.members().always().forEach(members::putIfAbsent);
        var out = new JsonWriter().object();
        members.forEach(out::put);
        return out.endObject().bytes();
    }

    /** Sets a member that the call does not have. */
    private void add(String name, String json) {
        members.putIfAbsent(name, new Raw(json));
    }

    private static Map<String, Raw> members(byte[] json) {
        Map<String, Raw> all = new LinkedHashMap<>();
        try {
            return JsonReader.read(
                    json,
                    in -> {
                        in.members(name -> all.put(name, in.raw()));
                        return all;
                    });
        } catch (UnreadableJson e) {
            throw new IllegalStateException("what was written is well formed", e);
        }
    }

    private void effort() {
        Raw said = members.get("reasoning_effort");
        if (said == null || quirks.words().effort() == Quirks.Effort.AS_SAID) {
            return;
        }
        members.remove("reasoning_effort");
        boolean thinks = !said.json().equals("\"none\"") && !said.json().equals("\"minimal\"");
        if (quirks.words().effort() == Quirks.Effort.THINKING) {
            add("thinking", thinks ? "{\"type\":\"enabled\"}" : "{\"type\":\"disabled\"}");
        } else {
            add("enable_thinking", thinks ? "true" : "false");
        }
    }

    private void numbers() {
        BigDecimal temperature = number("temperature");
        if (temperature != null
                && temperature.signum() == 0
                && quirks.words().zero() == Quirks.Zero.GREEDY) {
            members.remove("temperature");
            add("do_sample", "false");
        }
        for (Map.Entry<String, Quirks.Bounds> each : quirks.members().bounds().entrySet()) {
            BigDecimal said = number(each.getKey());
            if (said == null) {
                continue;
            }
            Quirks.Bounds range = each.getValue();
            BigDecimal fit = said.max(range.least()).min(range.most());
            if (fit.compareTo(said) != 0) {
                members.put(each.getKey(), new Raw(fit.toPlainString()));
                if (each.getKey().equals("n")) {
                    dropped.add("n");
                }
            }
        }
        Raw limit = members.get("max_tokens");
        if (limit != null && quirks.words().limit() == Quirks.Limit.MAX_TOKENS_AND_LENGTH) {
            members.put("max_length", limit);
        }
    }

    private @Nullable BigDecimal number(String name) {
        Raw raw = members.get(name);
        try {
            return raw == null ? null : new BigDecimal(raw.json());
        } catch (NumberFormatException _) {
            return null; // the vendor says what is wrong with it
        }
    }

    private void refuse(@Nullable String model) {
        // One answer is what everybody gives.
        if (members.getOrDefault("n", Raw.NULL).json().equals("1")) {
            members.remove("n");
        }
        Quirks.Members known = quirks.members();
        Map<String, Raw> kept = new LinkedHashMap<>();
        members.forEach((name, value) -> {
            boolean taken = !known.refused().contains(name);
            for (Quirks.ForModels each : known.models()) {
                taken &= model == null || !each.concerns(model) || !each.refused().contains(name);
            }
            taken &= fits(value, known.bounds().get(name));
            String word = known.renamed().getOrDefault(name, name);
            taken &= known.accepted().isEmpty() || known.accepted().contains(word);
            if (taken) {
                kept.put(word, value);
            } else if (!value.isNull()) {
                dropped.add(name);
            }
        });
        members = kept;
    }

    private static boolean fits(Raw value, Quirks.@Nullable Bounds range) {
        if (range == null || !value.json().startsWith("\"")) {
            return true;
        }
        int length = value.json().length() - 2;
        return length >= range.least().intValue() && length <= range.most().intValue();
    }

    private void search(ChatCall call) {
        WebSearch said = WebSearch.of(call);
        if (!said.isWanted() && !said.isUnwanted()) {
            return;
        }
        boolean on = said.isWanted();
        switch (quirks.search()) {
            case VendorSearch.None _, VendorSearch.Responses _ -> unsearched(call, on);
            case VendorSearch.AsSaid _ -> {}
            case VendorSearch.Native _ -> members.put("internet", new Raw(on ? "true" : "false"));
            case VendorSearch.Options(Raw off) -> {
                if (on) {
                    add("web_search_options", "{}");
                } else {
                    members.remove("web_search_options");
                    set(off);
                }
            }
            case VendorSearch.Members(Raw set, Raw off) -> set(on ? set : off);
            case VendorSearch.Tool(Raw tool, Raw off) -> tool(on ? tool : off);
            case VendorSearch.Loop(Raw tool, String _, Raw beside) -> {
                if (on) {
                    tool(tool);
                    set(beside);
                }
            }
        }
    }

    private void unsearched(ChatCall call, boolean on) {
        if (on) {
            dropped.add(call.extras().get("internet") == null ? "web_search_options" : "internet");
        }
    }

    private void set(@Nullable Raw object) {
        if (object != null) {
            members.putAll(members(object.json().getBytes(StandardCharsets.UTF_8)));
        }
    }

    private void tool(@Nullable Raw tool) {
        if (tool == null) {
            return;
        }
        String tools = members.getOrDefault("tools", new Raw("[]")).json();
        String before = tools.substring(0, tools.lastIndexOf(']'));
        boolean first = before.strip().endsWith("[");
        members.put("tools", new Raw(before + (first ? "" : ",") + tool.json() + "]"));
    }
}
