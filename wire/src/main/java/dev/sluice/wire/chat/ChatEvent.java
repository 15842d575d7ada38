package dev.sluice.wire.chat;

/**
 * One step of a streamed answer. {@code choice} is the number of the answer it belongs to, from 0.
 *
 * <p>Order: {@link Started} first; deltas; one {@link Finished} per choice, after which nothing
 * more is said in it; {@link Metered} anywhere, each replacing the one before; or {@link Failed},
 * after which nothing comes.
 */
public sealed interface ChatEvent {
    /**
     * The answer has begun.
     *
     * @param origin the {@link Dialect#name name} of the language that extras and opaque pieces of
     *     this stream are in, "" for none
     * @param id the vendor's id, "" when it gave none
     * @param created Unix seconds, 0 when it gave none
     * @param model the model that answers, "" when it did not say
     * @param extras members of the answer that the hub has no word for
     */
    record Started(String origin, String id, long created, String model, Extras extras)
            implements ChatEvent {}

    /**
     * More text.
     *
     * @param choice which answer
     * @param text never empty
     */
    record TextDelta(int choice, String text) implements ChatEvent {}

    /**
     * More reasoning.
     *
     * @param choice which answer
     * @param text never empty
     */
    record ReasoningDelta(int choice, String text) implements ChatEvent {}

    /**
     * The vendor's proof that the reasoning so far is its own (Anthropic, Gemini, Bedrock).
     *
     * @param choice which answer
     * @param signature to be sent back with the reasoning
     */
    record ReasoningSigned(int choice, String signature) implements ChatEvent {}

    /**
     * More of a refusal.
     *
     * @param choice which answer
     * @param text never empty
     */
    record RefusalDelta(int choice, String text) implements ChatEvent {}

    /**
     * A tool call has begun.
     *
     * @param choice which answer
     * @param call its number in that answer, from 0 without gaps
     * @param kind in which of OpenAI's ways it is written
     * @param id by which its result will refer to it, "" when the vendor gave none
     * @param name the function's name
     * @param extras members the hub has no word for, such as Gemini's thought signature
     */
    record ToolCallStarted(
            int choice, int call, ToolCall.Kind kind, String id, String name, Extras extras)
            implements ChatEvent {}

    /**
     * More of a tool call's arguments.
     *
     * @param choice which answer
     * @param call the number of the call
     * @param arguments a fragment of JSON text, never empty
     */
    record ToolCallDelta(int choice, int call, String arguments) implements ChatEvent {}

    /**
     * More sound.
     *
     * @param choice which answer
     * @param sound what this step adds; absent pieces are null or ""
     */
    record AudioDelta(int choice, Part.Speech sound) implements ChatEvent {}

    /**
     * A mark on the text.
     *
     * @param choice which answer
     * @param annotation the mark
     */
    record Annotated(int choice, Annotation annotation) implements ChatEvent {}

    /**
     * Members that the hub has no word for; they stood beside the step that follows.
     *
     * @param choice which answer
     * @param place in which object they stood
     * @param extras the members
     */
    record Opaque(int choice, Place place, Extras extras) implements ChatEvent {
        /** The three nested objects of a chunk. */
        public enum Place {
            /** The chunk itself; the choice says nothing. */
            CHUNK,
            /** The choice, as {@code logprobs} does. */
            CHOICE,
            /** The delta. */
            DELTA
        }
    }

    /**
     * An answer is complete.
     *
     * @param choice which answer
     * @param reason why the model stopped
     */
    record Finished(int choice, FinishReason reason) implements ChatEvent {}

    /**
     * The tokens so far; the last one counts.
     *
     * @param usage all choices together
     */
    record Metered(Usage usage) implements ChatEvent {}

    /**
     * The answer ends here, incomplete.
     *
     * @param error what the client is told
     */
    record Failed(ApiError error) implements ChatEvent {}
}
