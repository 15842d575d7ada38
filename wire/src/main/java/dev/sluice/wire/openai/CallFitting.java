package dev.sluice.wire.openai;

import dev.sluice.wire.chat.ChatCall;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.Message;
import dev.sluice.wire.chat.Output;
import dev.sluice.wire.chat.Part;
import dev.sluice.wire.chat.ResponseFormat;
import dev.sluice.wire.chat.Sampling;
import dev.sluice.wire.chat.ToolChoice;
import dev.sluice.wire.chat.ToolUse;
import dev.sluice.wire.chat.WebSearch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a call one that a vendor takes, as far as the hub has words for it. Serves one call. */
final class CallFitting {
    private final Quirks quirks;
    private final List<String> dropped;
    private final TalkFitting talk;

    CallFitting(Quirks quirks, List<String> dropped) {
        this.quirks = quirks;
        this.dropped = dropped;
        this.talk = new TalkFitting(quirks.talk(), dropped);
    }

    /** Says whether the model's thinking must be switched off for this call. */
    boolean thinksNot() {
        return quirks.talk().thoughts() == Quirks.Thoughts.OWED_OR_OFF && talk.owesThoughts();
    }

    ChatCall fit(ChatCall call) {
        List<Message> messages = new ArrayList<>(talk.fit(call.messages()));
        @Nullable ResponseFormat format = format(call.output().format(), messages);
        Output said = call.output();
        Output output =
                new Output(
                        delivery(said.delivery()),
                        format,
                        said.choices(),
                        said.reasoningEffort(),
                        said.user());
        Extras extras = call.extras();
        for (String name : WebSearch.MEMBERS) {
            boolean kept =
                    quirks.search() instanceof VendorSearch.AsSaid
                            || (name.equals("web_search_options")
                                    && quirks.search() instanceof VendorSearch.Options);
            extras = kept ? extras : extras.without(name);
        }
        return new ChatCall(
                call.origin(),
                call.model(),
                messages,
                tools(call.toolUse()),
                sampling(call.sampling()),
                output,
                extras);
    }

    private Output.Delivery delivery(Output.Delivery said) {
        return switch (quirks.words().usage()) {
            case ASKED ->
                    said.streams() ? new Output.Delivery(said.stream(), true, said.extras()) : said;
            // The gateway counts for itself where the vendor does not tell.
            case UNASKED -> new Output.Delivery(said.stream(), null, Extras.NONE);
        };
    }

    private ToolUse tools(ToolUse use) {
        if (quirks.words().choices() == Quirks.ToolChoices.ALL) {
            return use;
        }
        return switch (use.choice()) {
            case null -> use;
            case ToolChoice.Mode mode ->
                    switch (mode) {
                        case AUTO -> use;
                        case NONE -> ToolUse.NONE;
                        case REQUIRED -> anyChoice(use);
                    };
            case ToolChoice.Named _, ToolChoice.Opaque _ -> anyChoice(use);
        };
    }

    private ToolUse anyChoice(ToolUse use) {
        dropped.add("tool_choice");
        return new ToolUse(use.tools(), null, use.parallel(), use.style());
    }

    private Sampling sampling(Sampling s) {
        List<String> stop = s.stop();
        Quirks.@Nullable Bounds most = quirks.members().bounds().get("stop");
        if (most != null && stop.size() > most.most().intValue()) {
            dropped.add("stop");
            stop = stop.subList(0, most.most().intValue());
        }
        return new Sampling(
                s.temperature(),
                s.topP(),
                s.topK(),
                s.presencePenalty(),
                s.frequencyPenalty(),
                s.seed(),
                limit(s.limit()),
                stop,
                s.logitBias(),
                s.logprobs());
    }

    private Sampling.@Nullable Limit limit(Sampling.@Nullable Limit said) {
        if (said == null) {
            return null;
        }
        Sampling.Limit.Word word =
                switch (quirks.words().limit()) {
                    case AS_SAID -> said.word();
                    case MAX_TOKENS, MAX_TOKENS_AND_LENGTH -> Sampling.Limit.Word.MAX_TOKENS;
                    case MAX_COMPLETION_TOKENS -> Sampling.Limit.Word.MAX_COMPLETION_TOKENS;
                };
        return new Sampling.Limit(said.tokens(), word);
    }

    private @Nullable ResponseFormat format(
            @Nullable ResponseFormat format, List<Message> messages) {
        Quirks.Formats known = quirks.words().formats();
        if (known == Quirks.Formats.ALL) {
            return format;
        }
        boolean object = known == Quirks.Formats.OBJECT;
        return switch (format) {
            case null -> null;
            case ResponseFormat.Simple simple -> {
                if (object) {
                    yield simple;
                }
                if (simple == ResponseFormat.Simple.JSON_OBJECT) {
                    instruct("Answer with one JSON object and nothing else.", messages);
                    dropped.add("response_format");
                }
                yield null;
            }
            case ResponseFormat.JsonSchema schema -> {
                dropped.add(object ? "response_format.json_schema" : "response_format");
                String rule = schema.schema() == null ? "{}" : schema.schema().json();
                instruct(
                        "Answer with one JSON object that obeys this JSON Schema, and nothing"
                                + " else: "
                                + rule,
                        messages);
                yield object ? ResponseFormat.Simple.JSON_OBJECT : null;
            }
            case ResponseFormat.Opaque _ -> {
                dropped.add("response_format");
                yield null;
            }
        };
    }

    /** Adds a sentence to the instructions, which come first. */
    private void instruct(String sentence, List<Message> messages) {
        if (messages.getFirst() instanceof Message.Instructions first) {
            List<Part> content = new ArrayList<>(first.content());
            String before = content.isEmpty() ? "" : "\n\n";
            boolean text = content.size() == 1 && content.getFirst() instanceof Part.Text;
            if (text) {
                content = List.of(Part.Text.of(first.text() + before + sentence));
            } else {
                content.add(Part.Text.of(sentence));
            }
            messages.set(
                    0,
                    new Message.Instructions(first.role(), content, first.name(), first.extras()));
        } else if (quirks.talk().instructions() == Quirks.Instructions.USER_PAIR) {
            messages.addFirst(Message.Assistant.says("ok"));
            messages.addFirst(Message.User.says(sentence));
        } else {
            messages.addFirst(
                    new Message.Instructions(
                            Message.Instructions.Role.SYSTEM,
                            List.of(Part.Text.of(sentence)),
                            null,
                            Extras.NONE));
        }
    }
}
