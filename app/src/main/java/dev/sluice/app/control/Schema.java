package dev.sluice.app.control;

import java.util.Arrays;
import java.util.List;

/** The shape of a JSON value, as the description of the control API states it. */
sealed interface Schema {
    /** A string of any kind. */
    Schema TEXT = new Text("", List.of());

    /** A moment, such as {@code 2026-11-30T12:00:00Z}. */
    Schema TIME = new Text("date-time", List.of());

    /** A whole number. */
    Schema WHOLE = new Plain("integer");

    /** A number. */
    Schema NUMBER = new Plain("number");

    /** True or false. */
    Schema TRUTH = new Plain("boolean");

    /** An object that is not described further. */
    Schema FREE = new Plain("object");

    /** Strings. */
    Schema TEXTS = new Items(TEXT);

    /** An amount of money; a string, because a number would be rounded. */
    Schema MONEY =
            form(
                    "Money",
                    must("amount", TEXT, "A decimal number with at most six decimals."),
                    must("currency", words("USD", "CNY"), "Its currency."));

    /**
     * A string.
     *
     * @param format a format of JSON Schema, or ""
     * @param words the only ones there are; empty for any
     */
    record Text(String format, List<String> words) implements Schema {}

    /** A value of one of JSON Schema's plain types. */
    record Plain(String type) implements Schema {}

    /** An array. */
    record Items(Schema of) implements Schema {}

    /** Something or null. */
    record Perhaps(Schema of) implements Schema {}

    /** An object with these members, described once under its name. */
    record Form(String name, List<Member> members) implements Schema {}

    /** A member of an object. */
    record Member(String name, Schema schema, String says, Presence presence) {}

    /** Whether a member is always there. */
    enum Presence {
        ALWAYS,
        SOMETIMES
    }

    /** One of these words. */
    static Schema words(String... words) {
        return new Text("", List.of(words));
    }

    /** One of these words. */
    static Schema words(List<String> words) {
        return new Text("", List.copyOf(words));
    }

    /** An array. */
    static Schema items(Schema of) {
        return new Items(of);
    }

    /** Something or null. */
    static Schema perhaps(Schema of) {
        return new Perhaps(of);
    }

    /** An object. */
    static Form form(String name, Member... members) {
        return new Form(name, Arrays.asList(members));
    }

    /** A member that is always there. */
    static Member must(String name, Schema schema, String says) {
        return new Member(name, schema, says, Presence.ALWAYS);
    }

    /** A member that may be absent. */
    static Member may(String name, Schema schema, String says) {
        return new Member(name, schema, says, Presence.SOMETIMES);
    }
}
