import org.jspecify.annotations.NullMarked;

/** Decisions, pure: keys, routes, plans and the snapshot of everything configured. */
@NullMarked
module dev.sluice.core {
    requires static org.jspecify;
    requires transitive dev.sluice.providers;
    requires dev.sluice.wire;

    exports dev.sluice.core;
}
