package dev.sluice.relay;

import dev.sluice.wire.chat.Dialect;
import dev.sluice.wire.openai.OpenAiDialect;

/** The languages that are spoken here. */
final class Dialects {
    static final Dialect OPENAI = new OpenAiDialect();

    private Dialects() {}
}
