package dev.sluice.app.config;

/** Names, and beginnings of names that end in a star. */
final class Patterns {
    private Patterns() {}

    /** Returns whether something is a name, or a beginning with one star, at its end. */
    static boolean isName(String text) {
        int star = text.indexOf('*');
        return !text.isBlank() && (star < 0 || star == text.length() - 1);
    }

    /** Returns whether something is a path below {@code /v1}, or the beginning of one. */
    static boolean isPath(String text) {
        boolean prefixed = text.equals("/v1") || text.startsWith("/v1/");
        boolean plain = text.chars().allMatch(c -> c > 32 && c < 127 && c != '?' && c != '#');
        return isName(text) && plain && !prefixed && (text.startsWith("/") || text.equals("*"));
    }
}
