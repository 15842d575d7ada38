package dev.sluice.app.secret;

/**
 * A sealed secret cannot be opened, or there is no key to seal one with. The message is for people
 * and shows nothing of secret or key.
 */
public final class Unopened extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Keeps the sentence. */
    public Unopened(String sentence) {
        super(sentence);
    }
}
