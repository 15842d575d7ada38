package dev.sluice.app.config;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a configuration file says things in. */
public enum FileForm {
    /** The members of {@code sluice.yaml}, in YAML or JSON. */
    YAML("sluice.yaml"),
    /** A list of entries, as openai-style-api has them. */
    ENTRIES("model-config.json");

    private final String usualName;

    FileForm(String usualName) {
        this.usualName = usualName;
    }

    /** Returns what such a file is usually called. */
    public String usualName() {
        return usualName;
    }

    /** Returns the form of a text, or null when it is neither JSON nor YAML. */
    public static @Nullable FileForm of(String text, String fileName) {
        try {
            return ConfigText.read(text, fileName, Extents.NONE) instanceof Node.Items
                    ? ENTRIES
                    : YAML;
        } catch (Unreadable _) {
            return null;
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
