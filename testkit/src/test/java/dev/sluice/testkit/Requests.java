package dev.sluice.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Requests for a fake vendor that is asked directly, without a socket. */
public final class Requests {
    private Requests() {}

    /**
     * A POST of JSON.
     *
     * @param target path and query
     * @param headers beyond {@code content-type}
     */
    public static Request post(String target, Map<String, String> headers, byte[] body) {
        List<Headers.Line> lines = new ArrayList<>();
        lines.add(new Headers.Line("content-type", "application/json"));
        headers.forEach((name, value) -> lines.add(new Headers.Line(name, value)));
        return new Request("POST", target, new Headers(lines), body, 1);
    }
}
