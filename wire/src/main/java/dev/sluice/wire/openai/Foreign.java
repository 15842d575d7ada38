package dev.sluice.wire.openai;

import dev.sluice.wire.chat.Extras;
import java.util.ArrayList;
import java.util.List;

/**
 * Decides what happens to raw pieces that another language left in the hub: OpenAI's own are
 * written back, others are left out and named.
 */
final class Foreign {
    private final boolean foreign;
    private final String path;
    private final List<String> dropped;

    private Foreign(boolean foreign, String path, List<String> dropped) {
        this.foreign = foreign;
        this.path = path;
        this.dropped = dropped;
    }

    /** For a value read by the dialect of that name, "" for one made here. */
    static Foreign from(String origin) {
        boolean foreign = !origin.isEmpty() && !origin.equals(OpenAiDialect.NAME);
        return new Foreign(foreign, "", new ArrayList<>());
    }

    /** The same for a place within this one. */
    Foreign at(String step) {
        String joined = path.isEmpty() ? step : path + '.' + step;
        return new Foreign(foreign, joined, dropped);
    }

    boolean isForeign() {
        return foreign;
    }

    /** Returns the extras that may be written. */
    Extras keep(Extras extras) {
        if (!foreign || extras.isEmpty()) {
            return extras;
        }
        extras.names().forEach(name -> dropped.add(at(name).path));
        return Extras.NONE;
    }

    /** Names this place as left out. */
    void drop() {
        dropped.add(path);
    }

    /** Returns the paths of everything left out. */
    List<String> dropped() {
        return dropped;
    }
}
