package dev.sluice.app.secret;

import java.util.regex.Pattern;

/** Takes secrets out of texts that are shown. */
public final class Redaction {
    /**
     * Everything up to the last {@code @} of an address: a password that was not percent-encoded
     * may hold any other sign. Rather too much is hidden than too little.
     */
    private static final Pattern CREDENTIALS = Pattern.compile("(?<=//)\\S*@");

    /** What follows a parameter whose name sounds like a secret's. */
    private static final Pattern PARAMETER =
            Pattern.compile(
                    "(?i)(?<=[?&;])"
                            + "([\\w.-]*(?:pass|pwd|secret|token|key|sig|auth|credential)[\\w.-]*)"
                            + "=[^&;#\\s]*");

    private Redaction() {}

    /**
     * Returns an address without the secrets in it: {@code redis://***@host}, {@code
     * ?password=***}. Whatever it is given, it does not fail.
     */
    public static String url(String address) {
        String shown = CREDENTIALS.matcher(address).replaceAll("***@");
        return PARAMETER.matcher(shown).replaceAll("$1=***");
    }
}
