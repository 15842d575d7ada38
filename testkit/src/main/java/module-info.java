import org.jspecify.annotations.NullMarked;

/** Fake vendors on loopback and recorded vendor traffic, for the tests of every other module. */
@NullMarked
module dev.sluice.testkit {
    requires static org.jspecify;
    requires transitive tools.jackson.databind;

    exports dev.sluice.testkit;
}
