package dev.sluice.providers;

import dev.sluice.wire.chat.VendorDialect;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The requests that one call needs, one after the other. Pure; serves one attempt. */
public interface Session {
    /** Returns the first step. */
    Step first();

    /**
     * Returns the step that follows a {@link Step.Ask}.
     *
     * @param answer what the vendor answered to it
     */
    default Step next(Received answer) {
        throw new IllegalStateException("nothing was asked");
    }

    /** Returns the paths of what the vendor's language had no word for. */
    List<String> dropped();

    /** Returns the language of the answer where it is not the protocol's, else null. */
    default @Nullable VendorDialect dialect() {
        return null;
    }
}
