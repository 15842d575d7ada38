package dev.sluice.core.limit;

/** What a node does while it cannot reach the counters that it shares with others. */
public enum Outage {
    /** It goes on alone with its share: the amount divided by the nodes that were last known. */
    LOCAL,
    /** It uses up what it holds, then refuses. */
    DENY
}
