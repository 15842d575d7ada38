package dev.sluice.core;

import dev.sluice.providers.Address;
import dev.sluice.providers.Auth;
import dev.sluice.providers.OutgoingProxy;
import dev.sluice.providers.Timeouts;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What stands behind a deployment. */
public sealed interface Upstream {

    /**
     * A vendor or a local server, reached over HTTP.
     *
     * @param headers further headers for every request, names in lower case
     * @param proxy the way out, or null for a direct connection
     * @param ca PEM file with the authorities to trust instead of the system's, or null
     */
    record Remote(
            Address address,
            Auth auth,
            Map<String, String> headers,
            Timeouts timeouts,
            @Nullable OutgoingProxy proxy,
            @Nullable Path ca)
            implements Upstream {}

    /** The built-in provider that repeats what it was told, and says so. */
    record Echo() implements Upstream {}

    /**
     * A kind of provider that this version does not serve.
     *
     * @param type the word in the configuration
     */
    record NotBuilt(String type) implements Upstream {}
}
