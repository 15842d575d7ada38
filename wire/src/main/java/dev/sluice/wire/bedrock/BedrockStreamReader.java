package dev.sluice.wire.bedrock;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ApiException;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ChatEvent.Opaque.Place;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.Raw;
import dev.sluice.wire.chat.StreamReader;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.ToolUse;
import dev.sluice.wire.chat.Usage;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import dev.sluice.wire.fields.UnreadableJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a ConverseStream. Blocks of text and reasoning have no start, and usage comes behind the
 * end.
 *
 * <pre>
 *   before ─(any event)→ started ─(messageStop)→ finished ─(metadata)→ metered
 *      └──────────────(exception, no JSON, break)→ over
 * </pre>
 */
final class BedrockStreamReader implements StreamReader {
    private static final class Call {
        private final int number;
        private boolean silent = true;

        Call(int number) {
            this.number = number;
        }
    }

    private final Map<Long, Call> open = new LinkedHashMap<>();
    private List<ChatEvent> events = new ArrayList<>();
    private int calls;
    private boolean started;
    private boolean finished;
    private boolean over;

    @Override
    public List<ChatEvent> read(String name, byte[] data) {
        if (over) {
            return List.of();
        }
        events = new ArrayList<>();
        int colon = name.indexOf(':');
        if (colon >= 0) {
            return failed(BedrockErrors.read(200, name.substring(colon + 1), data));
        }
        try {
            JsonReader.read(
                    data,
                    in -> {
                        event(name, in);
                        return events;
                    });
        } catch (ApiException e) {
            return failed(e.error());
        } catch (UnreadableJson e) {
            return failed(
                    ErrorMapping.badUpstream(
                            "The upstream sent an event that cannot be read: " + e.getMessage()));
        }
        return events;
    }

    @Override
    public List<ChatEvent> end() {
        if (over || finished) {
            over = true;
            return List.of();
        }
        return failed(ErrorMapping.cutOff());
    }

    // A fault behind the end of the answer takes nothing away from it.
    private List<ChatEvent> failed(ApiError error) {
        over = true;
        return finished ? List.of() : List.of(new ChatEvent.Failed(error));
    }

    private void event(String name, JsonReader in) {
        if (!in.is(Kind.OBJECT)) {
            throw in.expected("an object");
        }
        if (name.equals("metadata")) {
            metadata(in);
            return;
        }
        if (finished) {
            return;
        }
        switch (name) {
            case "messageStart" -> begin();
            case "contentBlockStart" -> new Block(in).start();
            case "contentBlockDelta" -> new Block(in).delta();
            case "contentBlockStop" -> new Block(in).stop();
            case "messageStop" -> stop(in);
            default -> {}
        }
    }

    private void begin() {
        if (!started) {
            started = true;
            events.add(new ChatEvent.Started(BedrockDialect.NAME, "", 0, "", Extras.NONE));
        }
    }

    private void stop(JsonReader in) {
        begin();
        var word = new String[] {""};
        var rest = new ArrayList<Extras.Member>();
        in.members(name -> {
            switch (name) {
                case "stopReason" -> word[0] = in.anyText();
                case "p" -> {}
                default -> {
                    if (!in.is(Kind.NULL)) {
                        in.keep(name, rest);
                    }
                }
            }
        });
        FinishReason reason = BedrockReplies.finish(word[0]);
        open.values().forEach(this::close);
        open.clear();
        if (!rest.isEmpty()) {
            events.add(new ChatEvent.Opaque(0, Place.CHUNK, new Extras(rest)));
        }
        finished = true;
        events.add(
                new ChatEvent.Finished(
                        0, calls == 0 ? reason : reason.afterCalls(ToolUse.Style.TOOLS)));
    }

    private void close(Call call) {
        if (call.silent) {
            events.add(new ChatEvent.ToolCallDelta(0, call.number, "{}"));
        }
    }

    private void metadata(JsonReader in) {
        begin();
        var usage = new @Nullable Usage[1];
        var rest = new ArrayList<Extras.Member>();
        in.members(name -> {
            switch (name) {
                case "usage" -> usage[0] = BedrockReplies.usage(in);
                case "p" -> {}
                default -> {
                    if (!in.is(Kind.NULL)) {
                        in.keep(name, rest);
                    }
                }
            }
        });
        if (!rest.isEmpty()) {
            events.add(new ChatEvent.Opaque(0, Place.CHUNK, new Extras(rest)));
        }
        if (usage[0] != null) {
            events.add(new ChatEvent.Metered(usage[0]));
        }
    }

    /** An event about one block; the number of the block may stand behind what it says. */
    private final class Block {
        private final JsonReader in;
        private long index;
        private @Nullable String id;
        private String name = "";
        private String type = "";
        private @Nullable String arguments;
        private final List<ChatEvent> said = new ArrayList<>();

        Block(JsonReader in) {
            this.in = in;
        }

        void start() {
            begin();
            in.members(member -> within(member, "start", this::started));
            if (id != null && !BedrockReplies.isServers(type)) {
                var call = new Call(calls++);
                open.put(index, call);
                events.add(
                        new ChatEvent.ToolCallStarted(
                                0, call.number, ToolCall.Kind.FUNCTION, id, name, Extras.NONE));
            }
        }

        void delta() {
            begin();
            in.members(member -> within(member, "delta", this::said));
            events.addAll(said);
            Call call = open.get(index);
            if (arguments != null && !arguments.isEmpty() && call != null) {
                call.silent = false;
                events.add(new ChatEvent.ToolCallDelta(0, call.number, arguments));
            }
        }

        void stop() {
            in.members(member -> within(member, "", _ -> {}));
            Call call = open.remove(index);
            if (call != null) {
                close(call);
            }
        }

        private void within(String member, String wanted, Consumer<String> how) {
            if (member.equals("contentBlockIndex")) {
                index = in.anyCount();
            } else if (member.equals(wanted) && in.is(Kind.OBJECT)) {
                in.members(how);
            }
        }

        private void started(String member) {
            if (!member.equals("toolUse") || !in.is(Kind.OBJECT)) {
                return;
            }
            id = "";
            in.members(inner -> {
                switch (inner) {
                    case "toolUseId" -> id = in.anyText();
                    case "name" -> name = in.anyText();
                    case "type" -> type = in.anyText();
                    default -> {}
                }
            });
        }

        private void said(String member) {
            switch (member) {
                case "text" -> {
                    String text = in.anyText();
                    if (!text.isEmpty()) {
                        said.add(new ChatEvent.TextDelta(0, text));
                    }
                }
                case "toolUse" -> {
                    if (in.is(Kind.OBJECT)) {
                        in.members(inner -> arguments = input(inner));
                    }
                }
                case "reasoningContent" -> {
                    if (in.is(Kind.OBJECT)) {
                        in.members(this::thought);
                    }
                }
                case "citation" ->
                        said.add(new ChatEvent.Annotated(0, BedrockReplies.citation(in)));
                default -> {}
            }
        }

        private @Nullable String input(String member) {
            return member.equals("input") ? in.anyText() : arguments;
        }

        private void thought(String member) {
            switch (member) {
                case "text" -> {
                    String text = in.anyText();
                    if (!text.isEmpty()) {
                        said.add(new ChatEvent.ReasoningDelta(0, text));
                    }
                }
                case "signature" -> said.add(new ChatEvent.ReasoningSigned(0, in.anyText()));
                case "redactedContent" -> {
                    Extras sealed = SealedThought.opened(in.raw());
                    Raw data = sealed.get("data");
                    if (data != null) {
                        String details =
                                "[{\"type\":\"reasoning.encrypted\",\"data\":" + data.json() + "}]";
                        sealed = Extras.of("reasoning_details", new Raw(details));
                    }
                    said.add(new ChatEvent.Opaque(0, Place.DELTA, sealed));
                }
                default -> {}
            }
        }
    }
}
