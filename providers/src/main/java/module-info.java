import org.jspecify.annotations.NullMarked;

/** Vendors as values: where a vendor is, how it is asked, what it is called. */
@NullMarked
module dev.sluice.providers {
    requires static org.jspecify;
    requires transitive dev.sluice.wire;

    exports dev.sluice.providers;
}
