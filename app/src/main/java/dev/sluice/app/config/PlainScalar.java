package dev.sluice.app.config;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * How a value is written into YAML: as a bare word where no reader takes it for anything else, in
 * quotes otherwise. JSON is YAML, too, and quotes the rest.
 */
public final class PlainScalar {
    /** Words that no reader of YAML takes for anything else, in blocks and in braces. */
    private static final Pattern WORD =
            Pattern.compile(
                    "[A-Za-z][A-Za-z0-9_./-]*\\*?"
                            + "|https?://[A-Za-z0-9_./:-]*[A-Za-z0-9/]"
                            + "|[0-9]+(ms|s|m|h|d)");

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{[A-Za-z0-9_]+}");

    private static final Pattern RESERVED =
            Pattern.compile("(?i)true|false|null|yes|no|on|off|y|n");

    private PlainScalar() {}

    /** Writes a value that stands in a block. */
    public static String inBlock(Node.Scalar scalar) {
        String said = scalar.text();
        boolean plain =
                scalar.kind() == Node.Kind.TEXT
                        && (WORD.matcher(said).matches() || REFERENCE.matcher(said).matches())
                        && !RESERVED.matcher(said).matches();
        return plain ? said : quoted(scalar);
    }

    /** Writes a value that stands in braces or brackets, where a reference's own are YAML's. */
    public static String inFlow(Node.Scalar scalar) {
        return REFERENCE.matcher(scalar.text()).matches() ? quoted(scalar) : inBlock(scalar);
    }

    /** Writes a value as JSON does. */
    public static String quoted(Node.Scalar scalar) {
        return new String(RawJson.of(scalar), StandardCharsets.UTF_8);
    }
}
