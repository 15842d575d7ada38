package dev.sluice.app.config;

/** Opens values that stand sealed in a configuration: {@code enc:v1:...}. */
@FunctionalInterface
public interface Unsealer {
    /** What a sealed value begins with. */
    String MARK = "enc:v1:";

    /** Leaves everything as it is. */
    Unsealer NONE = sealed -> sealed;

    /**
     * Opens a value.
     *
     * @param sealed begins with {@link #MARK}
     * @throws IllegalArgumentException when it cannot be opened; the message says what was found
     *     and what was expected, and shows neither value nor key
     */
    String open(String sealed);
}
