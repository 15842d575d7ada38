package dev.sluice.wire.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Decides what happens to raw pieces that a language left in the hub: its own are written back,
 * those of others are left out and named.
 */
public final class Foreign {
    private final boolean foreign;
    private final String path;
    private final List<String> dropped;

    private Foreign(boolean foreign, String path, List<String> dropped) {
        this.foreign = foreign;
        this.path = path;
        this.dropped = dropped;
    }

    /**
     * Begins a value's way into a language.
     *
     * @param origin the {@link VendorDialect#name name} of the language that it was read in, "" for
     *     one made here
     * @param target the name of the language that it is written in
     */
    public static Foreign from(String origin, String target) {
        boolean foreign = !origin.isEmpty() && !origin.equals(target);
        return new Foreign(foreign, "", new ArrayList<>());
    }

    /** The same for a place within this one. */
    public Foreign at(String step) {
        return new Foreign(foreign, joined(step), dropped);
    }

    private String joined(String step) {
        return path.isEmpty() ? step : path + '.' + step;
    }

    /** Says whether the value comes from another language. */
    public boolean isForeign() {
        return foreign;
    }

    /** Returns the extras that may be written. */
    public Extras keep(Extras extras) {
        if (!foreign || extras.isEmpty()) {
            return extras;
        }
        for (Extras.Member member : extras.members()) {
            dropped.add(joined(member.name()));
        }
        return Extras.NONE;
    }

    /**
     * Names the extras that are left out.
     *
     * @param understood names whose meaning the language has a word for
     */
    public void dropAllBut(Extras extras, Set<String> understood) {
        for (Extras.Member member : extras.members()) {
            if (!understood.contains(member.name()) && !member.value().isNull()) {
                at(member.name()).drop();
            }
        }
    }

    /** Names this place as left out. */
    public void drop() {
        dropped.add(path);
    }

    /** Returns the paths of everything left out. */
    public List<String> dropped() {
        return dropped;
    }
}
