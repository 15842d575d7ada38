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

    private static final String SECRET_NAME =
            "(?i:[a-z0-9_-]{0,40}(?:api[_-]?key|secret|passw(?:or)?d|token|authorization|cookie"
                    + "|credential)[a-z0-9_-]{0,40})";

    private static final Pattern SECRET_MEMBER =
            Pattern.compile(
                    "(\"" + SECRET_NAME + "\"\\s{0,8}:\\s{0,8}\")(?:[^\"\\\\]|\\\\.)*+(\"?)");

    /** The same in JSON that stands in a string of JSON, and as Python prints it. */
    private static final Pattern QUOTED_MEMBER =
            Pattern.compile(
                    "([\"'\\\\]{1,3}"
                            + SECRET_NAME
                            + "[\"'\\\\]{1,3}\\s{0,8}:\\s{0,8}[\"'\\\\]{1,3})"
                            + "[^\"'\\\\]*+");

    /** Keys as vendors write them; Bearer and Basic credentials; private keys; JWTs. */
    private static final Pattern SECRET_TEXT =
            Pattern.compile(
                    "\\b(?:sk|pk|rk|xai|gsk|hf|ghp|gho|glpat|xox[abps])[-_][A-Za-z0-9_-]{16,}+"
                            + "|\\bAKIA[0-9A-Z]{16}\\b"
                            + "|\\bAIza[0-9A-Za-z_-]{30,}+"
                            + "|\\b(?i:bearer|basic) [A-Za-z0-9._~+/-]{16,}+=*"
                            + "|\\beyJ[A-Za-z0-9_-]{8,}+\\.[A-Za-z0-9_-]{8,}+\\.[A-Za-z0-9_-]++"
                            + "|-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----[^-]*+");

    /** A parameter of an address that stands in a text. */
    private static final Pattern QUERY =
            Pattern.compile("(?<=[?&;])(" + SECRET_NAME + ")=[^&;#\\s\"'\\\\<>]++");

    private Redaction() {}

    /**
     * Returns an address without the secrets in it: {@code redis://***@host}, {@code
     * ?password=***}. Whatever it is given, it does not fail.
     */
    public static String url(String address) {
        String shown = CREDENTIALS.matcher(address).replaceAll("***@");
        return PARAMETER.matcher(shown).replaceAll("$1=***");
    }

    /**
     * Returns a text without what looks like a secret: keys as vendors write them, credentials of
     * HTTP, private keys, and members of JSON whose names sound like it.
     */
    public static String text(String text) {
        String plain = SECRET_MEMBER.matcher(text).replaceAll("$1***$2");
        plain = QUERY.matcher(plain).replaceAll("$1=***");
        plain = QUOTED_MEMBER.matcher(plain).replaceAll("$1***");
        return SECRET_TEXT.matcher(plain).replaceAll("***");
    }
}
