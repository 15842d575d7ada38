package dev.sluice.testkit.conformance;

import dev.sluice.wire.chat.ChatEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The order in which the hub's events must come, as {@link ChatEvent} states it. */
public final class EventOrder {
    private EventOrder() {}

    /** Names the rules that the events of one whole stream break. */
    public static List<String> broken(List<ChatEvent> events) {
        var broken = new ArrayList<String>();
        Set<Integer> spoke = new HashSet<>();
        Set<Integer> finished = new HashSet<>();
        Map<Integer, Integer> calls = new HashMap<>();
        boolean failed = false;
        int started = 0;
        for (ChatEvent event : events) {
            require(broken, !failed, "an event after Failed", event);
            require(
                    broken,
                    started > 0
                            || event instanceof ChatEvent.Started
                            || event instanceof ChatEvent.Metered
                            || event instanceof ChatEvent.Failed,
                    "before Started",
                    event);
            int choice = choice(event);
            if (choice >= 0 && !(event instanceof ChatEvent.Opaque)) {
                require(broken, !finished.contains(choice), "after Finished", event);
                spoke.add(choice);
            }
            switch (event) {
                case ChatEvent.Started _ -> started++;
                case ChatEvent.ToolCallStarted call ->
                        require(
                                broken,
                                call.call() == calls.merge(choice, 1, Integer::sum) - 1,
                                "calls are not dense",
                                event);
                case ChatEvent.ToolCallDelta call -> {
                    require(
                            broken,
                            call.call() < calls.getOrDefault(choice, 0),
                            "a call that has not begun",
                            event);
                    require(broken, !call.arguments().isEmpty(), "empty", event);
                }
                case ChatEvent.TextDelta(int _, String text) ->
                        require(broken, !text.isEmpty(), "empty", event);
                case ChatEvent.ReasoningDelta(int _, String text) ->
                        require(broken, !text.isEmpty(), "empty", event);
                case ChatEvent.RefusalDelta(int _, String text) ->
                        require(broken, !text.isEmpty(), "empty", event);
                case ChatEvent.Finished(int index, var _) ->
                        require(broken, finished.add(index), "finished twice", event);
                case ChatEvent.Failed _ -> failed = true;
                case ChatEvent.ReasoningSigned _,
                        ChatEvent.AudioDelta _,
                        ChatEvent.Annotated _,
                        ChatEvent.Opaque _,
                        ChatEvent.Metered _ -> {}
            }
        }
        require(broken, started <= 1, "Started twice", started);
        require(
                broken,
                failed || !finished.isEmpty(),
                "neither Finished nor Failed",
                events.size());
        require(broken, failed || finished.containsAll(spoke), "a choice is not finished", spoke);
        return broken;
    }

    private static int choice(ChatEvent event) {
        return switch (event) {
            case ChatEvent.TextDelta(int i, var _) -> i;
            case ChatEvent.ReasoningDelta(int i, var _) -> i;
            case ChatEvent.ReasoningSigned(int i, var _) -> i;
            case ChatEvent.RefusalDelta(int i, var _) -> i;
            case ChatEvent.ToolCallStarted call -> call.choice();
            case ChatEvent.ToolCallDelta call -> call.choice();
            case ChatEvent.AudioDelta(int i, var _) -> i;
            case ChatEvent.Annotated(int i, var _) -> i;
            case ChatEvent.Opaque opaque -> opaque.choice();
            case ChatEvent.Started _,
                    ChatEvent.Finished _,
                    ChatEvent.Metered _,
                    ChatEvent.Failed _ ->
                    -1;
        };
    }

    private static void require(List<String> broken, boolean holds, String rule, Object what) {
        if (!holds) {
            broken.add(rule + ": " + what);
        }
    }
}
