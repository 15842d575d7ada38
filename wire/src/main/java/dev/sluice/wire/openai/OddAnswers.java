package dev.sluice.wire.openai;

import dev.sluice.wire.chat.Annotation;
import dev.sluice.wire.chat.ChatReply;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.UnreadableJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a vendor says in members of its own, told in OpenAI's words. Serves one answer. */
final class OddAnswers {
    private static final Set<String> NOTHING = Set.of("null", "false", "0", "\"\"", "[]");

    private final Quirks.Answers odd;
    private final Set<String> cited = new HashSet<>();

    OddAnswers(Quirks.Answers odd) {
        this.odd = odd;
    }

    /** Returns a whole reply in OpenAI's words. */
    ChatReply straight(ChatReply reply) {
        reply.choices().forEach(choice -> choice.message().annotations().forEach(this::cited));
        List<Annotation> sources = sources(reply.extras());
        List<ChatReply.Choice> choices = new ArrayList<>();
        for (ChatReply.Choice choice : reply.choices()) {
            boolean withheld = isWithheld(reply.extras()) || isWithheld(choice.extras());
            Message.Assistant said = straight(choice.message(), sources);
            FinishReason finish = withheld ? Standard.SENSITIVE : choice.finish();
            if (said.toolCalls().isEmpty() && finish == Standard.TOOL_CALLS) {
                finish = Standard.STOP;
            }
            choices.add(new ChatReply.Choice(choice.index(), said, finish, choice.extras()));
        }
        return reply.withChoices(choices);
    }

    private Message.Assistant straight(Message.Assistant said, List<Annotation> sources) {
        List<ToolCall> calls =
                said.toolCalls().stream().filter(call -> !isHidden(call.extras())).toList();
        List<Annotation> marks = new ArrayList<>(said.annotations());
        marks.addAll(sources);
        marks.addAll(sources(said.extras()));
        return new Message.Assistant(said.content(), calls, marks, said.name(), said.extras());
    }

    /** Says whether a tool call is served by the vendor itself. */
    boolean isHidden(Extras call) {
        Raw type = call.get("type");
        return type != null
                && odd.hiddenCalls().stream()
                        .anyMatch(each -> type.json().equals('"' + each + '"'));
    }

    /** Says whether a filter withheld the answer. */
    boolean isWithheld(Extras extras) {
        for (String name : odd.withheld()) {
            Raw said = extras.get(name);
            if (said != null && !NOTHING.contains(said.json())) {
                return true;
            }
        }
        return false;
    }

    /** Takes note of a page that is named already. */
    void cited(Annotation mark) {
        if (mark instanceof Annotation.UrlCitation page) {
            cited.add(page.url());
        }
    }

    /** Returns the pages that are named in these members and were not named before. */
    List<Annotation> sources(Extras extras) {
        List<Annotation> found = new ArrayList<>();
        for (String name : odd.sources()) {
            Raw pages = extras.get(name);
            if (pages != null) {
                read(pages, found);
            }
        }
        return found;
    }

    private void read(Raw pages, List<Annotation> found) {
        try {
            JsonReader.read(
                    pages.json().getBytes(StandardCharsets.UTF_8),
                    in -> {
                        if (in.is(Kind.ARRAY)) {
                            in.elements(_ -> page(in, found));
                        }
                        return found;
                    });
        } catch (UnreadableJson e) {
            throw new IllegalStateException("raw JSON is well formed", e);
        }
    }

    private void page(JsonReader in, List<Annotation> found) {
        var texts = new String[] {"", ""};
        if (in.is(Kind.STRING)) {
            texts[0] = in.string();
        } else if (in.is(Kind.OBJECT)) {
            in.members(name -> {
                switch (name) {
                    case "url", "link" -> texts[0] = in.anyText();
                    case "title" -> texts[1] = in.anyText();
                    default -> {}
                }
            });
        }
        if (!texts[0].isEmpty() && cited.add(texts[0])) {
            found.add(new Annotation.UrlCitation(texts[0], texts[1], 0, 0, Extras.NONE));
        }
    }
}
