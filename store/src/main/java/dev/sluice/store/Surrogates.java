package dev.sluice.store;

/** Halves of surrogate pairs, which UTF-8 cannot write. */
final class Surrogates {
    private Surrogates() {}

    /** Returns JSON in which lone halves, which only occur in strings, are written as escapes. */
    static String escaped(String json) {
        var escaped = new StringBuilder(json.length() + 16);
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            boolean pair =
                    Character.isHighSurrogate(c)
                            && i + 1 < json.length()
                            && Character.isLowSurrogate(json.charAt(i + 1));
            if (pair) {
                escaped.append(c).append(json.charAt(++i));
            } else if (Character.isSurrogate(c)) {
                escaped.append(String.format("\\u%04x", (int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    /** Returns a member's name without lone halves: parsers refuse even escapes in names. */
    static String replaced(String name) {
        return name.replaceAll("[\\ud800-\\udfff]", "\ufffd");
    }
}
