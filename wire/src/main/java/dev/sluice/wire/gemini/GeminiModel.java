package dev.sluice.wire.gemini;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a model's name says about what it takes.
 *
 * @param name as the vendor calls it, "" for none
 * @param generation ten times the version, 25 for {@code gemini-2.5-flash}; 0 when the name does
 *     not say
 */
record GeminiModel(String name, int generation) {
    private static final Pattern VERSION = Pattern.compile("gemini-(\\d{1,2})(?:\\.(\\d))?");

    static GeminiModel of(@Nullable String name) {
        String given = name == null ? "" : name;
        Matcher version = VERSION.matcher(given);
        if (!version.find()) {
            return new GeminiModel(given, 0);
        }
        int minor = version.group(2) == null ? 0 : Integer.parseInt(version.group(2));
        return new GeminiModel(given, 10 * Integer.parseInt(version.group(1)) + minor);
    }

    /** Says whether it thinks in levels and insists on signatures of its calls. */
    boolean isThird() {
        return generation >= 30;
    }

    boolean isPro() {
        return name.contains("-pro");
    }

    /** Says whether it refuses instructions beside the conversation. */
    boolean hasNoInstructions() {
        return name.contains("gemma-") || name.contains("-image");
    }

    /** Says whether functions can stand beside built-in tools and JSON answers. */
    boolean mixesTools() {
        return generation == 0 || isThird();
    }

    /**
     * Returns the budget of tokens for an effort in OpenAI's words; -1 leaves it to the model.
     *
     * @return null for a model that does not think
     */
    @Nullable Integer budget(String effort) {
        boolean thinks = generation >= 25 || (generation == 0 && name.contains("gemini"));
        if (!thinks) {
            return null;
        }
        return switch (effort) {
            case "none" -> isPro() ? 128 : 0;
            case "minimal" -> 512;
            case "low" -> 1024;
            case "medium" -> 8192;
            case "high", "xhigh", "max" -> 24_576;
            default -> -1;
        };
    }

    /** Returns the level for an effort in OpenAI's words. */
    String level(String effort) {
        return switch (effort) {
            case "none", "minimal" -> isPro() ? "LOW" : "MINIMAL";
            case "low" -> "LOW";
            case "medium" -> "MEDIUM";
            default -> "HIGH";
        };
    }
}
