package dev.sluice.wire.chat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Pictures and documents of a call that stand at an address, and what takes their place. */
public final class InlineMedia {
    private InlineMedia() {}

    /** Returns the web addresses in a call, each with the path of its first place. */
    public static Map<String, String> addresses(ChatCall call) {
        var found = new LinkedHashMap<String, String>();
        for (int i = 0; i < call.messages().size(); i++) {
            List<Part> parts = call.messages().get(i).content();
            for (int k = 0; k < parts.size(); k++) {
                if (media(parts.get(k)) instanceof Media.Url(String url) && isWeb(url)) {
                    found.putIfAbsent(url, "messages[" + i + "].content[" + k + "]");
                }
            }
        }
        return found;
    }

    private static @Nullable Media media(Part part) {
        return switch (part) {
            case Part.Image image -> image.source();
            case Part.File file -> file.source();
            case Part.Text _,
                    Part.Audio _,
                    Part.Reasoning _,
                    Part.Refusal _,
                    Part.Speech _,
                    Part.Opaque _ ->
                    null;
        };
    }

    private static boolean isWeb(String url) {
        return url.regionMatches(true, 0, "http://", 0, 7)
                || url.regionMatches(true, 0, "https://", 0, 8);
    }

    /** Returns the same call with what was fetched in the place of its addresses. */
    public static ChatCall filled(ChatCall call, Map<String, Media.Inline> fetched) {
        var messages = new ArrayList<Message>();
        for (Message message : call.messages()) {
            List<Part> parts = message.content().stream().map(p -> filled(p, fetched)).toList();
            messages.add(
                    switch (message) {
                        case Message.Instructions m ->
                                new Message.Instructions(m.role(), parts, m.name(), m.extras());
                        case Message.User m -> new Message.User(parts, m.name(), m.extras());
                        case Message.Assistant m ->
                                new Message.Assistant(
                                        parts,
                                        m.toolCalls(),
                                        m.annotations(),
                                        m.name(),
                                        m.extras());
                        case Message.ToolResult m ->
                                new Message.ToolResult(m.callId(), parts, m.name(), m.extras());
                        case Message.FunctionResult m ->
                                new Message.FunctionResult(m.name(), parts, m.extras());
                    });
        }
        return call.withMessages(messages);
    }

    private static Part filled(Part part, Map<String, Media.Inline> fetched) {
        if (!(media(part) instanceof Media.Url(String url)) || !fetched.containsKey(url)) {
            return part;
        }
        Media.Inline inline = fetched.get(url);
        return switch (part) {
            case Part.Image i -> new Part.Image(inline, i.detail(), i.extras());
            case Part.File f -> new Part.File(inline, f.filename(), f.extras());
            case Part.Text _,
                    Part.Audio _,
                    Part.Reasoning _,
                    Part.Refusal _,
                    Part.Speech _,
                    Part.Opaque _ ->
                    part;
        };
    }

    /** Returns the media type that the first bytes give away, or null. */
    public static @Nullable String sniffed(byte[] bytes) {
        String start =
                new String(bytes, 0, Math.min(16, bytes.length), StandardCharsets.ISO_8859_1);
        if (start.startsWith("\u0089PNG")) {
            return "image/png";
        }
        if (start.startsWith("\u00ff\u00d8\u00ff")) {
            return "image/jpeg";
        }
        if (start.startsWith("GIF8")) {
            return "image/gif";
        }
        if (start.startsWith("RIFF") && start.startsWith("WEBP", 8)) {
            return "image/webp";
        }
        return start.startsWith("%PDF-") ? "application/pdf" : null;
    }
}
