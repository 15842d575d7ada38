package dev.sluice.wire.chat;

import org.jspecify.annotations.Nullable;

/**
 * An error as a vendor worded it, before anybody decided what the client is told.
 *
 * @param status the HTTP status it came with, 200 when it hid in a successful response
 * @param message the vendor's words, "" when it gave none
 * @param type the vendor's class of error, "" when it gave none
 * @param code the vendor's reason, a number as text where it is one, "" when it gave none
 * @param param the offending member, or null
 */
public record VendorError(
        int status, String message, String type, String code, @Nullable String param) {}
