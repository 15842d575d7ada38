package dev.sluice.wire.bedrock;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whose model an id names, as far as the id tells: it may also be the ARN of a profile, which tells
 * nothing.
 */
enum BedrockModel {
    /** Claude that decides for itself how long to think. */
    CLAUDE_ADAPTIVE,
    /** Claude that is given a budget of tokens to think. */
    CLAUDE_BUDGET,
    /** Claude that does not think. */
    CLAUDE_PLAIN,
    /** Amazon's Nova. */
    NOVA,
    /** Amazon's Nova 2, which thinks. */
    NOVA_2,
    /** OpenAI's open models. */
    GPT_OSS,
    /** Meta's Llama. */
    LLAMA,
    /** Any other. */
    OTHER;

    private static final Pattern NEW_NAME =
            Pattern.compile("claude-[a-z]+-(\\d{1,2})(?:-(\\d{1,2}))?(?!\\d)");
    private static final Pattern OLD_NAME = Pattern.compile("claude-(\\d)-(\\d)-[a-z]");

    /** Reads a model's id. */
    static BedrockModel of(@Nullable String id) {
        String name = id == null ? "" : id.toLowerCase(Locale.ROOT);
        if (name.contains("claude")) {
            return claude(name);
        }
        if (name.contains("nova-2")) {
            return NOVA_2;
        }
        if (name.contains("amazon.nova")) {
            return NOVA;
        }
        if (name.contains("gpt-oss")) {
            return GPT_OSS;
        }
        return name.contains("llama") ? LLAMA : OTHER;
    }

    private static BedrockModel claude(String name) {
        Matcher old = OLD_NAME.matcher(name);
        if (old.find()) {
            return old.group(1).equals("3") && old.group(2).equals("7")
                    ? CLAUDE_BUDGET
                    : CLAUDE_PLAIN;
        }
        Matcher match = NEW_NAME.matcher(name);
        if (!match.find()) {
            return CLAUDE_PLAIN;
        }
        int major = Integer.parseInt(match.group(1));
        int minor = match.group(2) == null ? 0 : Integer.parseInt(match.group(2));
        boolean adaptive = major > 4 || (major == 4 && minor >= 6);
        return adaptive ? CLAUDE_ADAPTIVE : CLAUDE_BUDGET;
    }

    /** Says whether it is one of Anthropic's. */
    boolean isClaude() {
        return this == CLAUDE_ADAPTIVE || this == CLAUDE_BUDGET || this == CLAUDE_PLAIN;
    }
}
