package dev.sluice.relay;

import org.jspecify.annotations.Nullable;

/**
 * The web page that comes with the program, for whoever asks. Every question runs on a virtual
 * thread of its own and may take its time.
 */
@FunctionalInterface
public interface Pages {
    /** There is no page. */
    Pages NONE = _ -> null;

    /**
     * Answers a browser.
     *
     * @param ask its path is below {@code /console}: empty, or beginning with a slash
     * @return null when there is no such file
     */
    Control.@Nullable Reply answer(Control.Ask ask);
}
