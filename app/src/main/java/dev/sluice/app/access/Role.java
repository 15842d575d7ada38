package dev.sluice.app.access;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What somebody may do. Who is further down may do all that those further up may. */
public enum Role {
    /** Sees its own keys, and what they use. */
    OWNER,
    /** Sees everything but secrets. */
    VIEWER,
    /** Runs the gateway: keys, teams, deployments. */
    OPERATOR,
    /** Changes the configuration, sees its secrets, and says who may do what. */
    ADMIN;

    /** Returns whether it may do what another may. */
    public boolean covers(Role other) {
        return compareTo(other) >= 0;
    }

    /** Returns its name in JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the names of all. */
    public static List<String> words() {
        return Arrays.stream(values()).map(Role::word).toList();
    }

    /** Returns the one of this name, or null. */
    public static @Nullable Role of(@Nullable String word) {
        return Arrays.stream(values())
                .filter(each -> each.word().equals(word))
                .findFirst()
                .orElse(null);
    }
}
