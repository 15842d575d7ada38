import org.jspecify.annotations.NullMarked;

/** The web page: its files, and what a browser has to be told of each. */
@NullMarked
module dev.sluice.console {
    requires static org.jspecify;

    exports dev.sluice.console;
}
