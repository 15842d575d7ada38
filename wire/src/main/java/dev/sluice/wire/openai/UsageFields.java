package dev.sluice.wire.openai;

import dev.sluice.wire.chat.Extras;
import dev.sluice.wire.fields.JsonReader;
import dev.sluice.wire.fields.JsonReader.Kind;
import java.util.List;
import java.util.function.Consumer;

/** What {@link OpenAiUsage} reads from: a cursor on a value, as {@link JsonReader} is one. */
interface UsageFields {
    /** Says whether the cursor stands on an object. */
    boolean isObject();

    /** Visits the members of an object; the cursor stands on each one's value. */
    void members(Consumer<String> visit);

    /** Reads a count leniently, see {@link JsonReader#anyCount}. */
    long anyCount();

    /** Keeps the value among the unknown members. */
    void keep(String name, List<Extras.Member> extras);

    /** Any JSON. */
    record Any(JsonReader in) implements UsageFields {
        @Override
        public boolean isObject() {
            return in.is(Kind.OBJECT);
        }

        @Override
        public void members(Consumer<String> visit) {
            in.members(visit);
        }

        @Override
        public long anyCount() {
            return in.anyCount();
        }

        @Override
        public void keep(String name, List<Extras.Member> extras) {
            in.keep(name, extras);
        }
    }
}
