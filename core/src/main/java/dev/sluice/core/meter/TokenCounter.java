package dev.sluice.core.meter;

import dev.sluice.wire.chat.UsageEstimate;
import java.util.List;

/** Counts tokens where the vendor has not. Called by one thread at a time. */
public interface TokenCounter {
    /** The documented formula, for every model. */
    TokenCounter FORMULA =
            new TokenCounter() {
                @Override
                public long count(String model, String text) {
                    return UsageEstimate.of(text);
                }

                @Override
                public long conversation(String model, List<String> messages) {
                    var estimate = new UsageEstimate();
                    for (String message : messages) {
                        estimate.add(message);
                        estimate.breakWord();
                    }
                    return estimate.tokens();
                }
            };

    /** Returns the tokens of a text, at least 0. */
    long count(String model, String text);

    /**
     * Returns the tokens of a conversation, at least 0.
     *
     * @param messages the text of each
     */
    long conversation(String model, List<String> messages);
}
