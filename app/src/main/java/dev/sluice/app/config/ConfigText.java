package dev.sluice.app.config;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Decides which syntax a file is written in. */
public final class ConfigText {
    private ConfigText() {}

    /**
     * Reads a file into a tree.
     *
     * <p>YAML is a superset of JSON, but not of JSON with {@code //} comments; so what begins with
     * a bracket or a brace is read as JSON with comments, whatever the file is called.
     *
     * @throws Unreadable when it is neither JSON nor YAML
     */
    public static Node read(byte[] bytes, String fileName) throws Unreadable {
        return read(text(bytes), fileName, Extents.NONE);
    }

    /**
     * Returns the text of a file.
     *
     * @throws Unreadable when it is not UTF-8
     */
    static String text(byte[] bytes) throws Unreadable {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException _) {
            throw new Unreadable(0, "the file is not UTF-8 text");
        }
    }

    /**
     * Reads a text into a tree, and says where its single values stand.
     *
     * @throws Unreadable when it is neither JSON nor YAML
     */
    static Node read(String whole, String fileName, Extents extents) throws Unreadable {
        boolean marked = whole.startsWith("\uFEFF");
        String text = marked ? whole.substring(1) : whole;
        Extents places = marked ? extents.behind(1) : extents;
        if (!beginsAsJson(text)) {
            return YamlTree.read(text, places);
        }
        String name = fileName.toLowerCase(Locale.ROOT);
        try {
            return JsonTree.read(text, places);
        } catch (Unreadable asJson) {
            if (!name.endsWith(".yaml") && !name.endsWith(".yml")) {
                throw asJson;
            }
            return YamlTree.read(text, places); // YAML's own flow style, with bare words
        }
    }

    private static boolean beginsAsJson(String text) {
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
            } else if (c == '#' || text.startsWith("//", at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end + 1;
            } else if (text.startsWith("/*", at)) {
                int end = text.indexOf("*/", at + 2);
                at = end < 0 ? text.length() : end + 2;
            } else {
                return c == '[' || c == '{';
            }
        }
        return false;
    }
}
