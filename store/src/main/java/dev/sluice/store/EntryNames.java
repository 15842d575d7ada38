package dev.sluice.store;

import tools.jackson.core.io.SerializedString;

/** The members of the journal's entries, see {@link RecordCodec}. */
final class EntryNames {
    static final SerializedString VERSION = new SerializedString("v");
    static final SerializedString ID = new SerializedString("id");
    static final SerializedString KEY = new SerializedString("key");
    static final SerializedString OWNER = new SerializedString("owner");
    static final SerializedString TEAM = new SerializedString("team");
    static final SerializedString METHOD = new SerializedString("method");
    static final SerializedString PATH = new SerializedString("path");
    static final SerializedString MODEL = new SerializedString("model");
    static final SerializedString STREAM = new SerializedString("stream");
    static final SerializedString BEGUN = new SerializedString("begun");
    static final SerializedString DURATION = new SerializedString("duration_us");
    static final SerializedString FIRST_BYTE = new SerializedString("first_byte_us");
    static final SerializedString STATUS = new SerializedString("status");
    static final SerializedString OUTCOME = new SerializedString("outcome");
    static final SerializedString DEPLOYMENT = new SerializedString("deployment");
    static final SerializedString ATTEMPTS = new SerializedString("attempts");
    static final SerializedString ERROR = new SerializedString("error");
    static final SerializedString CHARGES = new SerializedString("charges");
    static final SerializedString SETTLED = new SerializedString("settled");
    static final SerializedString DECISION = new SerializedString("decision");
    static final SerializedString BODY = new SerializedString("body");

    static final SerializedString PROVIDER = new SerializedString("provider");
    static final SerializedString VENDOR = new SerializedString("vendor");
    static final SerializedString ROLE = new SerializedString("role");
    static final SerializedString TOKENS = new SerializedString("tokens");
    static final SerializedString INPUT = new SerializedString("input");
    static final SerializedString IMAGE_INPUT = new SerializedString("image_input");
    static final SerializedString CACHED_INPUT = new SerializedString("cached_input");
    static final SerializedString CACHE_WRITE = new SerializedString("cache_write");
    static final SerializedString AUDIO_INPUT = new SerializedString("audio_input");
    static final SerializedString OUTPUT = new SerializedString("output");
    static final SerializedString REASONING = new SerializedString("reasoning");
    static final SerializedString AUDIO_OUTPUT = new SerializedString("audio_output");
    static final SerializedString ESTIMATED = new SerializedString("estimated");
    static final SerializedString IMAGES = new SerializedString("images");
    static final SerializedString AUDIO_MILLIS = new SerializedString("audio_ms");
    static final SerializedString CHARACTERS = new SerializedString("characters");
    static final SerializedString EXTRAS = new SerializedString("extras");
    static final SerializedString COST = new SerializedString("cost_micro");
    static final SerializedString CURRENCY = new SerializedString("currency");
    static final SerializedString PRICE = new SerializedString("price");

    static final SerializedString HOLDS = new SerializedString("holds");
    static final SerializedString BUDGET = new SerializedString("budget");
    static final SerializedString WINDOW = new SerializedString("window");
    static final SerializedString HELD = new SerializedString("held_micro");
    static final SerializedString SPENT = new SerializedString("spent_micro");
    static final SerializedString SPENT_CURRENCY = new SerializedString("spent_currency");

    private EntryNames() {}
}
