package dev.sluice.testkit;

import dev.sluice.testkit.Answer.Ending;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a fake model of any vendor says: it repeats the user, calls the first tool once, and tells
 * what the tool answered.
 *
 * @param text the spoken text, "" when it calls a tool
 * @param call the name of the tool it calls, or null
 */
record EchoScript(String text, @Nullable String call) {
    static final String ARGUMENTS = "{\"city\":\"Paris\"}";

    /** Repeats the user. */
    static EchoScript said(String text, int images) {
        String seen = images == 0 ? "" : " [images: " + images + "]";
        return new EchoScript("You said: " + text + seen, null);
    }

    /** Tells what a tool answered. */
    static EchoScript answered(String text) {
        return new EchoScript("The tool said: " + text, null);
    }

    /** Calls a tool. */
    static EchoScript calls(String name) {
        return new EchoScript("", name);
    }

    /** The text in pieces of four characters, cut between code points. */
    List<String> pieces() {
        var pieces = new ArrayList<String>();
        int[] points = text.codePoints().toArray();
        for (int i = 0; i < points.length; i += 4) {
            pieces.add(new String(points, i, Math.min(4, points.length - i)));
        }
        return pieces;
    }

    /** An event stream in the vendor's own framing. */
    static Answer.Sse stream(List<String> events) {
        Answer.Sse empty = Answer.events(java.time.Duration.ZERO, List.of());
        return new Answer.Sse(200, empty.headers(), events, empty.interval());
    }

    /** The same stream, torn within its third event. */
    static Answer torn(Answer.Sse whole) {
        int bytes = 160;
        for (String event : whole.events().subList(0, 2)) {
            bytes += event.getBytes(StandardCharsets.UTF_8).length;
        }
        return new Answer.CutAfter(whole, bytes, Ending.CLOSE);
    }
}
