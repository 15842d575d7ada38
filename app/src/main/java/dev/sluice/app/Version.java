package dev.sluice.app;

import org.jspecify.annotations.Nullable;

/** The version of the program, as its jar file states it. */
public final class Version {
    private Version() {}

    /** Returns the version, or {@code development} when the program does not run from a jar. */
    public static String text() {
        @Nullable String stated = Version.class.getPackage().getImplementationVersion();
        if (stated != null) {
            return stated;
        }
        var module = Version.class.getModule().getDescriptor();
        return module == null ? "development" : module.rawVersion().orElse("development");
    }
}
