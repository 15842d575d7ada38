package dev.sluice.wire.anthropic;

import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Media;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.UnreadableJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the messages of a call. */
final class AnthropicMessages {
    private static final String ROLES = "one of user, assistant, system";
    private static final String BILLING = "x-anthropic-billing-header:";

    private AnthropicMessages() {}

    /** Reads {@code system}: a string or text blocks. */
    static List<Part> system(JsonReader in) {
        List<Part> parts = new ArrayList<>();
        for (Part part : content(in)) {
            // Claude Code's first block changes with every request; only Anthropic may see it, for
            // others it would spoil the cache.
            boolean billing =
                    part instanceof Part.Text(String text, Extras _) && text.startsWith(BILLING);
            parts.add(
                    billing ? new Part.Opaque("text", textBlock(((Part.Text) part).text())) : part);
        }
        boolean plain =
                parts.stream().allMatch(p -> p instanceof Part.Text t && t.extras().isEmpty());
        if (!plain || parts.size() < 2) {
            return parts;
        }
        var texts = new ArrayList<String>();
        parts.forEach(p -> texts.add(((Part.Text) p).text()));
        return List.of(Part.Text.of(String.join("\n\n", texts)));
    }

    private static Raw textBlock(String text) {
        return new Raw("{\"type\":\"text\",\"text\":" + Raws.quote(text).json() + "}");
    }

    /** Reads one message, which is several where it holds answers of tools. */
    static List<Message> read(JsonReader in) {
        String where = in.path();
        var role = new @Nullable String[1];
        var content = new @Nullable Raw[1];
        in.members(name -> {
            switch (name) {
                case "role" -> role[0] = in.string();
                case "content" -> content[0] = in.raw();
                default -> {}
            }
        });
        if (role[0] == null || !Set.of("user", "assistant", "system").contains(role[0])) {
            throw new UnreadableJson(
                    where + ".role", "'" + where + ".role' is " + role[0] + ", expected " + ROLES);
        }
        Raw given = content[0];
        if (given == null || !(given.json().startsWith("\"") || given.json().startsWith("["))) {
            throw new UnreadableJson(
                    where + ".content",
                    "'" + where + ".content' is missing, expected a string or an array of blocks");
        }
        return switch (role[0]) {
            case "system" ->
                    List.of(
                            new Message.Instructions(
                                    Message.Instructions.Role.SYSTEM,
                                    Raws.read(given, AnthropicMessages::content),
                                    null,
                                    Extras.NONE));
            case "assistant" -> List.of(Raws.read(given, AnthropicMessages::assistant));
            default -> Raws.read(given, AnthropicMessages::user);
        };
    }

    private static List<Part> content(JsonReader in) {
        List<Part> parts = new ArrayList<>();
        if (in.is(Kind.STRING)) {
            parts.add(Part.Text.of(in.string()));
        } else if (in.is(Kind.ARRAY)) {
            in.elements(_ -> {
                if (in.is(Kind.OBJECT)) {
                    parts.add(part(AnthropicBlock.read(in)));
                }
            });
        }
        return parts;
    }

    private static Message assistant(JsonReader in) {
        List<Part> parts = new ArrayList<>();
        List<ToolCall> calls = new ArrayList<>();
        if (in.is(Kind.STRING)) {
            parts.add(Part.Text.of(in.string()));
        } else {
            in.elements(_ -> {
                if (in.is(Kind.OBJECT)) {
                    AnthropicBlock block = AnthropicBlock.read(in);
                    if (block.type().equals("tool_use")) {
                        calls.add(block.call());
                    } else {
                        parts.add(part(block));
                    }
                }
            });
        }
        return new Message.Assistant(parts, calls, List.of(), null, Extras.NONE);
    }

    // A tool's answer holds text only; what it shows follows in the user's own words, as most
    // vendors' tools cannot show anything.
    private static List<Message> user(JsonReader in) {
        List<Message> all = new ArrayList<>();
        List<Part> said = new ArrayList<>();
        if (in.is(Kind.STRING)) {
            said.add(Part.Text.of(in.string()));
        } else {
            in.elements(_ -> {
                if (in.is(Kind.OBJECT)) {
                    AnthropicBlock block = AnthropicBlock.read(in);
                    if (block.type().equals("tool_result")) {
                        all.add(result(block, said));
                    } else {
                        said.add(part(block));
                    }
                }
            });
        }
        if (!said.isEmpty() || all.isEmpty()) {
            all.add(new Message.User(said, null, Extras.NONE));
        }
        return all;
    }

    private static Message result(AnthropicBlock block, List<Part> said) {
        String id = block.string("tool_use_id");
        Raw content = block.members().get("content");
        List<Part> texts = new ArrayList<>();
        Raw failed = block.members().get("is_error");
        boolean isError = failed != null && failed.json().equals("true");
        boolean labelled = false;
        if (content != null) {
            for (Part part : Raws.read(content, AnthropicMessages::content)) {
                if (part instanceof Part.Text) {
                    texts.add(part);
                    continue;
                }
                if (!labelled) {
                    labelled = true;
                    said.add(Part.Text.of("What tool call " + id + " shows:"));
                }
                said.add(part);
            }
        }
        if (isError) {
            boolean first = !texts.isEmpty() && texts.getFirst() instanceof Part.Text;
            Part.Text told = first ? (Part.Text) texts.getFirst() : Part.Text.of("");
            Part marked = new Part.Text(AnthropicBlocks.FAILED + told.text(), told.extras());
            if (first) {
                texts.set(0, marked);
            } else {
                texts.add(marked);
            }
        }
        Extras rest = block.rest(Set.of("type", "tool_use_id", "content"));
        return new Message.ToolResult(id, texts, null, rest);
    }

    private static Part part(AnthropicBlock block) {
        return switch (block.type()) {
            case "text" -> new Part.Text(block.text(), block.rest(Set.of("type", "text")));
            case "thinking", "redacted_thinking" -> block.thought();
            case "image" -> {
                Media media = media(block.members().get("source"));
                yield media == null
                        ? new Part.Opaque("image", block.raw())
                        : new Part.Image(media, null, block.rest(Set.of("type", "source")));
            }
            case "document" -> document(block);
            case "search_result" -> {
                var text = new StringBuilder();
                for (Raw each : Raws.elements(block.members().get("content"))) {
                    text.append(AnthropicBlock.of(each).text());
                }
                yield rendered(block, block.string("title"), block.string("source"), text);
            }
            default -> new Part.Opaque(block.type(), block.raw());
        };
    }

    private static Part document(AnthropicBlock block) {
        Raw source = block.members().get("source");
        String title = block.string("title");
        if (source != null && "text".equals(Raws.string(Raws.member(source, "type")))) {
            String data = Raws.string(Raws.member(source, "data"));
            return rendered(block, title, "", data == null ? "" : data);
        }
        Media media = media(source);
        return media == null
                ? new Part.Opaque("document", block.raw())
                : new Part.File(
                        media,
                        title.isEmpty() ? null : title,
                        block.rest(Set.of("type", "source", "title")));
    }

    /** A text for who has no such block; Anthropic gets the block itself. */
    private static Part rendered(
            AnthropicBlock block, String title, String source, CharSequence text) {
        var all = new StringBuilder();
        for (String line : List.of(title, source)) {
            if (!line.isEmpty()) {
                all.append(line).append('\n');
            }
        }
        return new Part.Text(
                all.append(text).toString(), Extras.of(AnthropicBlocks.SOURCE, block.raw()));
    }

    private static @Nullable Media media(@Nullable Raw source) {
        String type = Raws.string(Raws.member(source, "type"));
        String mediaType = Raws.string(Raws.member(source, "media_type"));
        String data = Raws.string(Raws.member(source, "data"));
        String url = Raws.string(Raws.member(source, "url"));
        String file = Raws.string(Raws.member(source, "file_id"));
        if ("base64".equals(type) && mediaType != null && data != null) {
            return new Media.Inline(mediaType, data);
        }
        if ("url".equals(type) && url != null) {
            return new Media.Url(url);
        }
        return "file".equals(type) && file != null ? new Media.Stored(file) : null;
    }
}
