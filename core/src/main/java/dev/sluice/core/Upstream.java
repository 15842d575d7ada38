package dev.sluice.core;

import dev.sluice.providers.Address;
import dev.sluice.providers.Auth;
import dev.sluice.providers.Manners;
import dev.sluice.providers.OutgoingProxy;
import dev.sluice.providers.Protocol;
import dev.sluice.providers.Relayable;
import dev.sluice.providers.Timeouts;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What stands behind a deployment. */
public sealed interface Upstream {

    /** Returns how it is reached, or null for what is part of the gateway or is not there. */
    default @Nullable Remote reached() {
        return switch (this) {
            case Remote direct -> direct;
            case Translated translated -> translated.remote();
            case Echo _, Retired _, NotBuilt _ -> null;
        };
    }

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
            implements Upstream {
        /** Shows the names of the headers only: their values may be credentials. */
        @Override
        public String toString() {
            return "Remote[address="
                    + address
                    + ", auth="
                    + auth
                    + ", headers="
                    + headers.keySet()
                    + ", timeouts="
                    + timeouts
                    + ", proxy="
                    + proxy
                    + ", ca="
                    + ca
                    + "]";
        }
    }

    /**
     * A vendor whose language is not the caller's: calls are translated.
     *
     * @param remote how it is reached; its address is only a place to connect to, unless {@code
     *     relayed} says that it speaks OpenAI, too
     * @param protocol how a chat call is held with it
     * @param manners what callers are told and spared
     * @param relayed decides for a vendor that speaks OpenAI almost as OpenAI does whether a call's
     *     bytes can be passed on as they are; null for all others, which serve chat only
     */
    record Translated(
            Remote remote, Protocol protocol, Manners manners, @Nullable Relayable relayed)
            implements Upstream {}

    /** The built-in provider that repeats what it was told, and says so. */
    record Echo() implements Upstream {}

    /**
     * A vendor whose service has been shut down, at its own address.
     *
     * @param type the word in the configuration
     * @param successor the word for what to use instead, "" when there is nothing
     */
    record Retired(String type, String successor) implements Upstream {}

    /**
     * A kind of provider that this version does not serve.
     *
     * @param type the word in the configuration
     */
    record NotBuilt(String type) implements Upstream {}
}
