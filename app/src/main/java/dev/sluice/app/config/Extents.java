package dev.sluice.app.config;

/** Is told where the single values of a text stand. */
@FunctionalInterface
interface Extents {
    /** Nobody wants to know. */
    Extents NONE = (_, _, _) -> {};

    /**
     * A value stands here; one that an anchor repeats stands where it is written.
     *
     * @param scalar the very object that is in the tree
     * @param from its first character, a quote included
     * @param to exclusive
     */
    void stands(Node.Scalar scalar, int from, int to);

    /** Returns the same for a text that begins so many characters later. */
    default Extents behind(int characters) {
        return (scalar, from, to) -> stands(scalar, from + characters, to + characters);
    }
}
