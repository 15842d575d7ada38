import org.jspecify.annotations.NullMarked;

/** Decisions, pure: keys, routes, plans and the snapshot of everything configured. */
@NullMarked
module dev.sluice.core {
    requires static org.jspecify;
    requires transitive dev.sluice.providers;
    requires transitive dev.sluice.wire;

    exports dev.sluice.core;
    exports dev.sluice.core.access;
    exports dev.sluice.core.failure;
    exports dev.sluice.core.health;
    exports dev.sluice.core.limit;
    exports dev.sluice.core.meter;
    exports dev.sluice.core.money;
    exports dev.sluice.core.price;
}
