package dev.sluice.wire.responses;

import dev.sluice.wire.chat.Annotation;
import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.ErrorMapping;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason;
import dev.sluice.wire.chat.JsonStreamReader;
import dev.sluice.wire.chat.ToolCall;
import dev.sluice.wire.chat.ToolUse;
import dev.sluice.wire.chat.VendorDialect;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.openai.OpenAiDialect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of a response.
 *
 * <p>Everything is told up to three times: in deltas, in the event that ends them, and in the item
 * that is done. What came in deltas is not told again; what a server sends only at the end is told
 * then.
 */
final class ResponsesStreamReader extends JsonStreamReader {
    private final Map<String, Long> told = new HashMap<>();
    private final Map<String, Long> begins = new HashMap<>();
    private final Map<Integer, Integer> calls = new HashMap<>();
    private final Map<Integer, String> thoughts = new HashMap<>();
    private final List<String> searched = new ArrayList<>();
    private final List<Annotation> marks = new ArrayList<>();
    private final VendorDialect dialect;
    private String lastThought = "";
    private long length;

    /**
     * Creates a reader.
     *
     * @param dialect knows what the vendor's errors mean
     */
    ResponsesStreamReader(VendorDialect dialect) {
        super("event of a response");
        this.dialect = dialect;
    }

    @Override
    protected void frame(String name, byte[] data) {
        ResponsesFrame frame = JsonReader.read(data, ResponsesFrame::read);
        String type = frame.type().startsWith("response.") ? frame.type() : name;
        boolean isEvent = type.startsWith("response.");
        if (!isEvent && (frame.isError() || "error".equals(frame.type()))) {
            fail(dialect.readError(200, data));
            return;
        }
        event(type, frame);
    }

    private void event(String type, ResponsesFrame frame) {
        begin(frame.response());
        switch (type) {
            case "response.output_text.delta" -> {
                Extras beside = ResponseBody.logprobs(frame.logprobs());
                if (!beside.isEmpty()) {
                    var place = ChatEvent.Opaque.Place.CHOICE;
                    tell(new ChatEvent.Opaque(0, place, beside));
                }
                text(key("t", frame), frame.text());
            }
            case "response.output_text.done" -> rest(key("t", frame), frame.text());
            case "response.refusal.delta" -> refusal(key("r", frame), frame.text());
            case "response.refusal.done" -> rest(key("r", frame), frame.text());
            case "response.reasoning_summary_text.delta", "response.reasoning_text.delta" ->
                    thought(type.contains("summary") ? "s" : "h", frame);
            case "response.reasoning_summary_text.done", "response.reasoning_text.done" -> {
                String kind = type.contains("summary") ? "s" : "h";
                if (!told.containsKey(key(kind, frame))) {
                    thought(kind, frame);
                }
            }
            case "response.function_call_arguments.delta",
                    "response.custom_tool_call_input.delta" ->
                    arguments(frame.output(), frame.text());
            case "response.function_call_arguments.done", "response.custom_tool_call_input.done" ->
                    rest("c" + frame.output() + ":0", frame.text());
            case "response.output_text.annotation.added" -> mark(frame);
            case "response.output_item.added" -> started(frame.output(), frame.item());
            case "response.output_item.done" -> done(frame.output(), frame.item());
            case "response.completed", "response.incomplete", "response.failed" ->
                    ended(frame.response());
            default -> {}
        }
        // The event that begins it may be missing or garbled.
        if (!isStarted() && !isOver() && !events().isEmpty()) {
            start(new ChatEvent.Started(OpenAiDialect.NAME, "", 0, "", Extras.NONE));
            events().addFirst(events().removeLast());
        }
    }

    private static String key(String kind, ResponsesFrame frame) {
        return kind + frame.output() + ':' + frame.part();
    }

    private void begin(@Nullable ResponseBody response) {
        if (response != null) {
            start(
                    new ChatEvent.Started(
                            OpenAiDialect.NAME,
                            response.id(),
                            response.created(),
                            response.model(),
                            response.extras()));
        }
    }

    private void text(String key, String text) {
        begins.putIfAbsent(key, length);
        if (!text.isEmpty()) {
            count(key, text);
            length += text.length();
            tell(new ChatEvent.TextDelta(0, text));
        }
    }

    private void refusal(String key, String text) {
        if (!text.isEmpty()) {
            count(key, text);
            tell(new ChatEvent.RefusalDelta(0, text));
        }
    }

    private void count(String key, String text) {
        told.merge(key, (long) text.length(), Long::sum);
    }

    /** Tells a whole of which no delta came. */
    private void rest(String key, String whole) {
        if (told.containsKey(key)) {
            return;
        }
        switch (key.charAt(0)) {
            case 't' -> text(key, whole);
            case 'r' -> refusal(key, whole);
            case 'c' -> arguments(number(key), whole);
            default -> throw new IllegalStateException("no such kind: " + key);
        }
    }

    private static int number(String key) {
        return Integer.parseInt(key.substring(1, key.indexOf(':')));
    }

    private void thought(String kind, ResponsesFrame frame) {
        think(kind, frame.output(), frame.part(), frame.text());
    }

    // A server that streams both tells the same thought twice; the first kind wins.
    private void think(String kind, int output, int part, String text) {
        if (text.isEmpty() || !thoughts.computeIfAbsent(output, _ -> kind).equals(kind)) {
            return;
        }
        String key = kind + output + ':' + part;
        if (!lastThought.isEmpty() && !lastThought.equals(key)) {
            tell(new ChatEvent.ReasoningDelta(0, "\n\n"));
        }
        lastThought = key;
        count(key, text);
        tell(new ChatEvent.ReasoningDelta(0, text));
    }

    private void started(int output, @Nullable ResponseItem item) {
        if (item != null && item.isCall() && !calls.containsKey(output)) {
            ToolCall call = item.call();
            int number = calls.size();
            calls.put(output, number);
            tell(
                    new ChatEvent.ToolCallStarted(
                            0, number, call.kind(), call.id(), call.name(), Extras.NONE));
        }
    }

    // Of a call that was not begun, such as one of the server's own, nothing is told.
    private void arguments(int output, String text) {
        Integer call = calls.get(output);
        if (call != null && !text.isEmpty()) {
            count("c" + output + ":0", text);
            tell(new ChatEvent.ToolCallDelta(0, call, text));
        }
    }

    private void mark(ResponsesFrame frame) {
        Annotation annotation = frame.annotation();
        if (annotation != null) {
            told.merge("a" + frame.output() + ':', 1L, Long::sum);
            mark(annotation, begins.getOrDefault(key("t", frame), length));
        }
    }

    private void mark(Annotation annotation, long begin) {
        marks.add(annotation);
        tell(new ChatEvent.Annotated(0, ResponseItem.moved(annotation, begin)));
    }

    private void done(int output, @Nullable ResponseItem item) {
        if (item == null) {
            return;
        }
        searched.addAll(item.sources());
        if (item.isCall()) {
            started(output, item);
            rest("c" + output + ":0", item.call().arguments());
        } else if (item.type().equals("reasoning")) {
            doneThinking(output, item);
        } else if (item.type().equals("message")) {
            doneSaying(output, item.content());
        }
    }

    private void doneThinking(int output, ResponseItem item) {
        String kind = item.hasSummary() ? "s" : "h";
        if (!thoughts.containsKey(output)) {
            for (int i = 0; i < item.thoughts().size(); i++) {
                think(kind, output, i, item.thoughts().get(i));
            }
        }
        String proof = item.encrypted();
        if (proof != null) {
            tell(new ChatEvent.ReasoningSigned(0, proof));
        }
    }

    // By the item, not the part: vLLM counts the parts of the thought before it too.
    private void doneSaying(int output, List<ResponseItem.Piece> pieces) {
        String item = output + ":";
        boolean texts = told.keySet().stream().noneMatch(key -> key.startsWith("t" + item));
        boolean refusals = told.keySet().stream().noneMatch(key -> key.startsWith("r" + item));
        long begin = begins.getOrDefault("t" + item + 0, length);
        long marks = told.getOrDefault("a" + item, 0L);
        for (int i = 0; i < pieces.size(); i++) {
            ResponseItem.Piece piece = pieces.get(i);
            if (piece.type().equals("refusal")) {
                if (refusals) {
                    refusal("r" + item + i, piece.text());
                }
                continue;
            }
            if (texts) {
                text("t" + item + i, piece.text());
            }
            for (Annotation annotation : piece.annotations()) {
                if (marks-- <= 0) {
                    mark(annotation, begin);
                }
            }
            begin += piece.text().length();
        }
    }

    private void ended(@Nullable ResponseBody response) {
        ApiError failure =
                response == null
                        ? ErrorMapping.badUpstream("The upstream's last event has no response.")
                        : response.failure(dialect);
        if (response == null || failure != null) {
            fail(failure == null ? ErrorMapping.cutOff() : failure);
            return;
        }
        if (told.isEmpty() && calls.isEmpty()) {
            for (int i = 0; i < response.items().size(); i++) {
                done(i, response.items().get(i));
            }
        }
        response.sources(searched, marks).forEach(mark -> mark(mark, 0));
        if (response.usage() != null) {
            tell(new ChatEvent.Metered(response.usage()));
        }
        FinishReason reason = response.finish();
        over();
        tell(
                new ChatEvent.Finished(
                        0, calls.isEmpty() ? reason : reason.afterCalls(ToolUse.Style.TOOLS)));
    }
}
