package dev.sluice.app.access;

/** Thrown when a provider's word lets nobody in; the message says why, without secrets. */
public final class OidcRefused extends Exception {
    private static final long serialVersionUID = 1L;

    OidcRefused(String why) {
        super(why);
    }

    OidcRefused(String why, Throwable cause) {
        super(why, cause);
    }
}
