package dev.sluice.wire.chat;

import org.jspecify.annotations.Nullable;

/** A piece of what a message says. */
public sealed interface Part {
    /**
     * Plain text.
     *
     * @param text may be empty
     * @param extras such as {@code cache_control}
     */
    record Text(String text, Extras extras) implements Part {
        /** A text and nothing else. */
        public static Text of(String text) {
            return new Text(text, Extras.NONE);
        }
    }

    /**
     * A picture.
     *
     * @param source where it is
     * @param detail {@code low}, {@code high}, {@code auto}, or null
     * @param extras members the hub has no word for
     */
    record Image(Media source, @Nullable String detail, Extras extras) implements Part {}

    /**
     * Sound that the model is to hear.
     *
     * @param base64 the encoded sound, base64
     * @param format {@code wav}, {@code mp3}, ...; "" when the caller did not say
     * @param extras members the hub has no word for
     */
    record Audio(String base64, String format, Extras extras) implements Part {}

    /**
     * A document.
     *
     * @param source where it is
     * @param filename its name, or null
     * @param extras members the hub has no word for
     */
    record File(Media source, @Nullable String filename, Extras extras) implements Part {}

    /**
     * What the model thought before it spoke.
     *
     * @param text the thought, "" when the vendor gives only a signature
     * @param signature the vendor's proof that the thought is its own, or null
     * @param form how it stood on the wire
     * @param extras members the hub has no word for
     */
    record Reasoning(String text, @Nullable String signature, Form form, Extras extras)
            implements Part {
        /** The ways vendors carry reasoning. */
        public enum Form {
            /** A member {@code reasoning_content}: DeepSeek, Qwen, Kimi, vLLM, xAI. */
            REASONING_CONTENT,
            /** A member {@code reasoning}: Groq, OpenRouter, Ollama. */
            REASONING,
            /** In OpenRouter's {@code reasoning_details}, which travels whole among the extras. */
            DETAILS,
            /** A block of the content: Anthropic, Mistral, Bedrock, Gemini. */
            BLOCK
        }
    }

    /**
     * The model's words for not answering.
     *
     * @param text why not
     * @param extras members the hub has no word for
     */
    record Refusal(String text, Extras extras) implements Part {}

    /**
     * Sound that the model made.
     *
     * @param id by which a later turn can refer to it, or null
     * @param base64 the encoded sound, base64; "" in a reference to earlier speech
     * @param transcript what is said in it
     * @param extras such as {@code expires_at}
     */
    record Speech(@Nullable String id, String base64, String transcript, Extras extras)
            implements Part {}

    /**
     * A part the hub has no word for.
     *
     * @param type the vendor's name of the kind, "" when it gave none
     * @param raw the whole part
     */
    record Opaque(String type, Raw raw) implements Part {}
}
