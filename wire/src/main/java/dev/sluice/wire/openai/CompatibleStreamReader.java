package dev.sluice.wire.openai;

import dev.sluice.wire.chat.ApiError;
import dev.sluice.wire.chat.ChatEvent;
import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.chat.FinishReason.Standard;
import dev.sluice.wire.chat.StreamReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads a stream of OpenAI's chunks and tells a vendor's own words in OpenAI's. */
final class CompatibleStreamReader implements StreamReader {
    /** Stands for the number of a call that the client must not see. */
    private static final int HIDDEN = -1;

    private final Quirks quirks;
    private final StreamReader chunks;
    private final OddAnswers odd;

    /** Choice and number of a call to the number that the client sees. */
    private final Map<Long, Integer> calls = new HashMap<>();

    private final Map<Integer, Integer> shown = new HashMap<>();
    private boolean hides;
    private boolean withheld;

    CompatibleStreamReader(Quirks quirks, StreamReader chunks) {
        this.quirks = quirks;
        this.chunks = chunks;
        this.odd = new OddAnswers(quirks.answers());
    }

    @Override
    public List<ChatEvent> read(String name, byte[] data) {
        List<ChatEvent> told = new ArrayList<>();
        for (ChatEvent event : chunks.read(name, data)) {
            if (event instanceof ChatEvent.Failed(ApiError error)) {
                ApiError meant = CompatibleDialect.meaning(quirks, 200, data, error);
                told.add(new ChatEvent.Failed(meant));
            } else {
                tell(event, told);
            }
        }
        return told;
    }

    @Override
    public List<ChatEvent> end() {
        List<ChatEvent> told = new ArrayList<>();
        chunks.end().forEach(event -> tell(event, told));
        return told;
    }

    private void tell(ChatEvent event, List<ChatEvent> told) {
        switch (event) {
            case ChatEvent.Started started -> {
                told.add(started);
                look(0, started.extras(), told);
            }
            case ChatEvent.Opaque opaque -> {
                told.add(opaque);
                look(opaque.choice(), opaque.extras(), told);
            }
            case ChatEvent.ToolCallStarted call -> begun(call, told);
            case ChatEvent.ToolCallDelta(int choice, int call, String arguments) -> {
                int number = calls.getOrDefault(key(choice, call), call);
                if (number != HIDDEN) {
                    told.add(new ChatEvent.ToolCallDelta(choice, number, arguments));
                }
            }
            case ChatEvent.Annotated annotated -> {
                odd.cited(annotated.annotation());
                told.add(annotated);
            }
            case ChatEvent.Finished finished -> told.add(finished(finished));
            case ChatEvent.TextDelta _,
                    ChatEvent.ReasoningDelta _,
                    ChatEvent.ReasoningSigned _,
                    ChatEvent.RefusalDelta _,
                    ChatEvent.AudioDelta _,
                    ChatEvent.Metered _,
                    ChatEvent.Failed _ ->
                    told.add(event);
        }
    }

    private void look(int choice, Extras extras, List<ChatEvent> told) {
        withheld |= odd.isWithheld(extras);
        odd.sources(extras).forEach(page -> told.add(new ChatEvent.Annotated(choice, page)));
    }

    private void begun(ChatEvent.ToolCallStarted call, List<ChatEvent> told) {
        int choice = call.choice();
        if (odd.isHidden(call.extras())) {
            hides = true;
            calls.put(key(choice, call.call()), HIDDEN);
            return;
        }
        int number = shown.merge(choice, 1, Integer::sum) - 1;
        calls.put(key(choice, call.call()), number);
        told.add(
                new ChatEvent.ToolCallStarted(
                        choice, number, call.kind(), call.id(), call.name(), call.extras()));
    }

    private ChatEvent.Finished finished(ChatEvent.Finished finished) {
        if (withheld) {
            return new ChatEvent.Finished(finished.choice(), Standard.SENSITIVE);
        }
        boolean served = hides && !shown.containsKey(finished.choice());
        return served && finished.reason() == Standard.TOOL_CALLS
                ? new ChatEvent.Finished(finished.choice(), Standard.STOP)
                : finished;
    }

    private static long key(int choice, int call) {
        return ((long) choice << 32) | call;
    }
}
