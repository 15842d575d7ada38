package dev.sluice.packer;

import java.io.Serial;

/** A source that cannot be packed. The message names the file and says what is wrong with it. */
final class Refused extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    Refused(String message) {
        super(message);
    }
}
