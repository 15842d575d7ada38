package dev.sluice.wire.dashscope;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds out whether a stream's texts are additions or repeat all that was said before, and returns
 * what is new either way. One for each stream: all its texts come the same way.
 *
 * <p>A text that begins with all that came before it may be either ({@code 1, 10}). Such texts are
 * held back until the next one decides; a stream of additions seldom begins like that.
 *
 * <pre>
 *   UNKNOWN ─(a text that does not begin with the one before)→ ADDED
 *      └────(two texts that go on from the one before, or the end)→ REPEATED
 * </pre>
 */
final class Growth {
    private static final int LONG_ENOUGH = 8;

    private Way way = Way.UNKNOWN;

    private enum Way {
        UNKNOWN,
        ADDED,
        REPEATED
    }

    /** Returns the way of one more text of the stream. */
    Line line() {
        return new Line();
    }

    /** One text that grows: a content, a reasoning, the arguments of a call. */
    final class Line {
        private final StringBuilder told = new StringBuilder();
        private final List<String> waiting = new ArrayList<>();
        private String last = "";
        private String half = "";
        private boolean begun;
        private int growths;

        private Line() {}

        /** Takes what a frame says and returns what is new in it, whole code points only. */
        String take(String chunk) {
            return switch (way) {
                case UNKNOWN -> decide(chunk);
                case ADDED -> whole(held() + chunk);
                case REPEATED -> beyond(chunk);
            };
        }

        private String decide(String chunk) {
            if (!begun) {
                begun = !chunk.isEmpty();
                last = chunk;
                return whole(chunk);
            }
            if (!chunk.startsWith(stem(last))) {
                way = Way.ADDED;
                return whole(held() + chunk);
            }
            boolean grew = chunk.length() > last.length();
            growths += grew ? 1 : 0;
            if (grew && (growths > 1 || last.length() >= LONG_ENOUGH)) {
                way = Way.REPEATED;
                return beyond(chunk);
            }
            last = chunk;
            waiting.add(chunk);
            return "";
        }

        /** Returns what was held back, at the end of the stream. */
        String end() {
            String rest = "";
            if (!waiting.isEmpty()) {
                half = way == Way.ADDED ? half : "";
                rest = way == Way.ADDED ? held() : remainder(waiting.removeLast());
                waiting.clear();
            }
            rest = half + rest;
            half = "";
            return rest;
        }

        private String held() {
            String all = String.join("", waiting);
            waiting.clear();
            return all;
        }

        /** Returns an addition, but for half of a character at its end. */
        private String whole(String addition) {
            String text = half + addition;
            String stem = stem(text);
            half = text.substring(stem.length());
            told.append(way == Way.ADDED ? "" : stem);
            return stem;
        }

        private String beyond(String chunk) {
            waiting.clear();
            half = "";
            return whole(remainder(chunk));
        }

        private String remainder(String chunk) {
            int same = 0;
            while (same < told.length() && same < chunk.length()) {
                int c = chunk.codePointAt(same);
                if (c != told.codePointAt(same)) {
                    break;
                }
                same += Character.charCount(c);
            }
            return chunk.substring(same);
        }

        // A vendor that cuts between bytes sends U+FFFD at the cut, and the character next time.
        private String stem(String text) {
            if (text.isEmpty()) {
                return text;
            }
            char end = text.charAt(text.length() - 1);
            boolean cut = Character.isHighSurrogate(end) || (end == '\ufffd' && way != Way.ADDED);
            return cut ? text.substring(0, text.length() - 1) : text;
        }
    }
}
