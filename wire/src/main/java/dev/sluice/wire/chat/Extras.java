package dev.sluice.wire.chat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The members of an object that the hub has no word for, raw and in the order they came.
 *
 * <p>They travel through the hub untouched: a dialect that knows a name may use it, another dialect
 * reports it as dropped.
 *
 * @param members name and value pairs; a name may occur twice, as in the text it came from
 */
public record Extras(List<Member> members) {
    /** No unknown members. */
    public static final Extras NONE = new Extras(List.of());

    /**
     * One unknown member.
     *
     * @param name the member's name, unescaped
     * @param value its value as it was written
     */
    public record Member(String name, Raw value) {}

    /** Keeps its own copy. */
    public Extras {
        members = List.copyOf(members);
    }

    /** Returns one member as extras. */
    public static Extras of(String name, Raw value) {
        return new Extras(List.of(new Member(name, value)));
    }

    /** Says whether nothing unknown was met. */
    public boolean isEmpty() {
        return members.isEmpty();
    }

    /** Returns the last value of that name, as JSON parsers take duplicates, or null. */
    public @Nullable Raw get(String name) {
        for (int i = members.size() - 1; i >= 0; i--) {
            if (members.get(i).name().equals(name)) {
                return members.get(i).value();
            }
        }
        return null;
    }

    /** Returns these members followed by the others. */
    public Extras plus(Extras others) {
        if (others.isEmpty()) {
            return this;
        }
        if (isEmpty()) {
            return others;
        }
        var all = new ArrayList<>(members);
        all.addAll(others.members());
        return new Extras(all);
    }

    /** Returns these members without those of that name. */
    public Extras without(String name) {
        return new Extras(members.stream().filter(m -> !m.name().equals(name)).toList());
    }

    /** Returns the names of those that say something, which null does not, in order. */
    public List<String> stated() {
        return members.stream().filter(m -> !m.value().isNull()).map(Member::name).toList();
    }

    /** Returns the names in order. */
    public List<String> names() {
        return members.stream().map(Member::name).toList();
    }
}
