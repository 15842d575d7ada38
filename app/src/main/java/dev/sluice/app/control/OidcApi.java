package dev.sluice.app.control;

import dev.sluice.app.access.Authenticator;
import dev.sluice.app.access.Caller;
import dev.sluice.app.access.Oidc;
import dev.sluice.app.access.OidcProvider;
import dev.sluice.app.access.OidcRefused;
import dev.sluice.relay.Control.Reply;
import dev.sluice.store.StoreUnavailable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Signing in by the word of somebody else. Both questions are asked by a browser that goes from
 * page to page; the last answer is a page that goes on to the console by itself. A redirect would
 * not do: it would still count as coming from the provider, and the session's cookie would stay at
 * home.
 */
record OidcApi(Oidc oidc) {
    private static final String COOKIE = "sluice_oidc";
    private static final String START = "/admin/api/session/oidc";
    private static final String HTML = "text/html; charset=utf-8";
    private static final String POLICY =
            "content-security-policy: default-src 'none'; frame-ancestors 'none'; base-uri 'none';"
                    + " form-action 'none'";

    List<Row> rows() {
        return List.of(
                Row.of("GET", "/session/oidc", "Sends a browser to the OpenID Connect provider.")
                        .open()
                        .gives(new Row.Gives(302, Schema.FREE, List.of("text/html")))
                        .admits(this::begin),
                Row.of("GET", "/session/oidc/callback", "Takes a browser back, and signs it in.")
                        .open()
                        .takes(
                                new Row.Parameter("code", Schema.TEXT, "For a token."),
                                new Row.Parameter("state", Schema.TEXT, "What was begun."),
                                new Row.Parameter("error", Schema.TEXT, "Why not."),
                                new Row.Parameter("error_description", Schema.TEXT, "In words."),
                                new Row.Parameter("error_uri", Schema.TEXT, "More."),
                                new Row.Parameter("iss", Schema.TEXT, "The provider."),
                                new Row.Parameter("session_state", Schema.TEXT, "Not heeded."),
                                new Row.Parameter("scope", Schema.TEXT, "Not heeded."),
                                new Row.Parameter("authuser", Schema.TEXT, "Not heeded."),
                                new Row.Parameter("hd", Schema.TEXT, "Not heeded."),
                                new Row.Parameter("prompt", Schema.TEXT, "Not heeded."))
                        .gives(Schema.FREE, "text/html")
                        .admits(this::end));
    }

    /** Writes how one can sign in elsewhere, or null. */
    void write(JsonGenerator out) {
        @Nullable OidcProvider provider = oidc.provider();
        if (provider == null) {
            out.writeNullProperty("oidc");
            return;
        }
        out.writeObjectPropertyStart("oidc");
        out.writeStringProperty("name", provider.name());
        out.writeStringProperty("start", START);
        out.writeEndObject();
    }

    private Reply begin(Asked asked) {
        try {
            Oidc.Beginning beginning = oidc.begin(asked.ask());
            return new Reply(
                    302,
                    HTML,
                    new byte[0],
                    List.of(
                            "location: " + beginning.address(),
                            cookie(beginning.secret().reveal(), 600, asked),
                            "referrer-policy: no-referrer"));
        } catch (OidcRefused e) {
            return refused(502, asked);
        }
    }

    private Reply end(Asked asked) throws StoreUnavailable {
        try {
            Caller.Person person = oidc.end(asked.ask(), Authenticator.cookie(asked.ask(), COOKIE));
            return page(
                    200,
                    "<meta http-equiv=\"refresh\" content=\"0; url=/console\">",
                    "<a href=\"/console\">Signed in · 已登录</a>",
                    List.of(SessionApi.cookie(asked.ask(), person), cookie("", 0, asked)));
        } catch (OidcRefused e) {
            return refused(401, asked);
        }
    }

    /** Why is for the log: whoever was refused may be anybody. */
    private static Reply refused(int status, Asked asked) {
        return page(
                status,
                "",
                "<p>Not signed in. Try again; if it stays so, ask an administrator: the audit log"
                        + " says why.</p><p lang=\"zh\">未能登录。请重试；若仍不行，请联系管理员，审计日志中有原因。</p>"
                        + "<p><a href=\"/console\">Back · 返回</a></p>",
                List.of(cookie("", 0, asked)));
    }

    private static Reply page(int status, String head, String body, List<String> cookies) {
        String html =
                "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
                        + "<meta name=\"viewport\" content=\"width=device-width\">"
                        + "<title>Sluice</title>"
                        + head
                        + "</head><body>"
                        + body
                        + "</body></html>";
        List<String> headers = new java.util.ArrayList<>(cookies);
        headers.add(POLICY);
        headers.add("x-content-type-options: nosniff");
        headers.add("referrer-policy: no-referrer");
        return new Reply(status, HTML, html.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** It has to come back from the provider's page, so it is not as strict as a session's. */
    private static String cookie(String value, int seconds, Asked asked) {
        return "set-cookie: "
                + COOKIE
                + "="
                + value
                + "; HttpOnly; SameSite=Lax; Path="
                + START
                + "; Max-Age="
                + seconds
                + (asked.ask().from().tls() ? "; Secure" : "");
    }
}
