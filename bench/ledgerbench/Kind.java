/** What becomes of a call. */
enum Kind {
    PLAIN(66),
    STREAM(10),
    /** A stream whose vendor states no usage. */
    SILENT(4),
    /** The client leaves after a few words. */
    ABORT(5),
    /** The first upstream answers 500, the second serves. */
    FAILOVER(4),
    /** The upstream resets the connection after a few words. */
    BREAK(4),
    /** Both are asked, the second never answers. */
    RACE(3),
    EMBEDDING(3),
    /** The vendor refuses with 400. */
    REFUSED(1);

    final int share;

    Kind(int share) {
        this.share = share;
    }
}
