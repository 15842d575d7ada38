package dev.sluice.testkit;

/** How a fake vendor takes parameters that it does not know. */
public enum Strictness {
    /** As OpenAI and Azure do: 400. */
    VENDOR,
    /** As the many compatible servers do: they pass unread. */
    COMPATIBLE
}
