package dev.sluice.core;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request line.
 *
 * <p>Users type base addresses in a dozen ways, and libraries glue paths to them in a dozen more.
 * All of these are repaired to one: prefixes ({@code /v1}, {@code /openai}, {@code /openai/v1},
 * {@code /api/v1}, {@code /api/paas/v4}, none), doubled prefixes and endpoints, doubled and
 * trailing slashes, and {@code /v1chat/completions}, which openai-python makes of a module-level
 * {@code base_url} without a slash.
 */
public final class Paths {
    /** Prefixes that mean nothing; taken off again and again. Longest first. */
    private static final List<String> PREFIXES =
            List.of(
                    "/api/paas/v4",
                    "/compatible-mode/v1",
                    "/anthropic/v1",
                    "/openai/v1",
                    "/api/v1",
                    "/api/v3",
                    "/openai",
                    "/v1");

    private static final String CONTROL = "/admin/api";
    private static final String CONSOLE = "/console";

    /** The calls of openai-style-api's page. */
    private static final Set<String> OLD_PAGE =
            Set.of("/verify", "/getAllModelConfig", "/updateModelConfig");

    private static final String CHAT_PATH = "/chat/completions";

    /** OpenAI's old dashboard; 002's clients ask with POST. */
    private static final Set<String> ACCOUNT =
            Set.of(
                    "/dashboard/billing/subscription",
                    "/dashboard/billing/usage",
                    "/dashboard/billing/credit_grants");

    private static final Set<String> READ = Set.of("GET", "HEAD");
    private static final Set<String> WRITE = Set.of("POST");
    private static final Set<String> ANY = Set.of("GET", "HEAD", "POST", "DELETE", "PUT", "PATCH");

    /** Endpoints whose past answers can be listed with GET. */
    private static final Set<String> STORED = Set.of("/chat/completions", "/responses");

    /** A row of the closed table: which methods a path takes, and whether more may follow it. */
    private record Row(Surface.Kind kind, Set<String> methods, boolean below) {}

    private static final Map<String, Row> TABLE = table();

    private Paths() {}

    private static Map<String, Row> table() {
        Map<String, Row> rows = new HashMap<>();
        rows.put("/chat/completions", new Row(Surface.Kind.CHAT, WRITE, false));
        rows.put("/completions", new Row(Surface.Kind.COMPLETION, WRITE, false));
        rows.put("/responses", new Row(Surface.Kind.RESPONSE, WRITE, true));
        rows.put("/realtime", new Row(Surface.Kind.REALTIME, READ, true));
        for (String exact :
                List.of("/embeddings", "/moderations", "/rerank", "/fim/completions", "/ocr")) {
            rows.put(exact, new Row(Surface.Kind.OTHER, WRITE, false));
        }
        for (String exact :
                List.of(
                        "/images/generations",
                        "/images/edits",
                        "/images/variations",
                        "/audio/speech",
                        "/audio/transcriptions",
                        "/audio/translations",
                        "/audio/voices",
                        "/content_provenance_checks")) {
            rows.put(exact, new Row(Surface.Kind.OTHER, WRITE, false));
        }
        for (String family :
                List.of(
                        "/files",
                        "/uploads",
                        "/batches",
                        "/fine_tuning",
                        "/conversations",
                        "/vector_stores",
                        "/assistants",
                        "/threads",
                        "/evals",
                        "/containers",
                        "/videos",
                        "/skills",
                        "/chatkit",
                        "/audio/voice_consents")) {
            rows.put(family, new Row(Surface.Kind.OTHER, ANY, true));
        }
        return Map.copyOf(rows);
    }

    /**
     * Says what a request asks for.
     *
     * @param method HTTP method in capitals
     * @param target the request target as sent: an absolute path with an optional query; an
     *     absolute address is accepted too (RFC 9112, section 3.2.2)
     */
    public static Surface read(String method, String target) {
        if (target.equals("/v1/chat/completions") && method.equals("POST")) {
            return CHAT; // what nearly every call asks for
        }
        String clean = escaped(target);
        int mark = clean.indexOf('?');
        String raw = mark < 0 ? clean : clean.substring(0, mark);
        String query = mark < 0 ? "" : clean.substring(mark + 1);
        String path = tidy(withoutAuthority(raw));
        if (leavesTheRoot(path)) {
            return new Surface.NotFound(path, null);
        }
        if (path.startsWith(CONTROL + "/")) {
            return new Surface.Control(decode(path.substring(CONTROL.length())), query);
        }
        if (OLD_PAGE.contains(path)) {
            return new Surface.Control("/openai-style-api" + path, query);
        }
        @Nullable Surface own = own(method, path);
        return own != null ? own : api(method, path, query);
    }

    private static final Surface CHAT =
            new Surface.Relayed(Surface.Kind.CHAT, "/chat/completions", "", null);

    private static @Nullable Surface own(String method, String path) {
        if (path.equals(CONSOLE) || path.startsWith(CONSOLE + "/")) {
            return READ.contains(method)
                    ? new Surface.Console(decode(path.substring(CONSOLE.length())))
                    : new Surface.WrongMethod(path, "GET, HEAD");
        }
        Surface surface =
                switch (path) {
                    case "/" -> new Surface.Home();
                    case "/health/live" -> new Surface.Live();
                    case "/health/ready", "/health" -> new Surface.Ready();
                    case "/metrics" -> new Surface.Metrics();
                    default -> null;
                };
        return surface == null || READ.contains(method)
                ? surface
                : new Surface.WrongMethod(path, "GET, HEAD");
    }

    private static Surface api(String method, String path, String query) {
        String rest = withoutPrefixes(path);
        @Nullable String model = null;
        if (rest.startsWith("/deployments/")) {
            int end = rest.indexOf('/', "/deployments/".length());
            if (end > 0) {
                model = decode(rest.substring("/deployments/".length(), end));
                rest = rest.substring(end);
                query = withoutVersion(query);
            }
        }
        if (rest.equals("/models") || rest.startsWith("/models/")) {
            return models(method, rest, query);
        }
        if (ACCOUNT.contains(rest)) {
            return Set.of("GET", "HEAD", "POST").contains(method)
                    ? new Surface.Account(rest, query)
                    : new Surface.WrongMethod(rest, "GET, HEAD, POST");
        }
        @Nullable Row row = TABLE.get(rest);
        if (row == null) {
            row = family(rest);
        } else if (READ.contains(method) && STORED.contains(rest)) {
            row = new Row(Surface.Kind.OTHER, READ, false);
        }
        if (row == null) {
            return new Surface.NotFound(path, nearest(rest));
        }
        if (!row.methods().contains(method)) {
            return new Surface.WrongMethod(path, listed(row.methods()));
        }
        if (model == null && (rest.equals("/realtime") || rest.equals("/realtime/calls"))) {
            model = parameter(query, "model");
        }
        return new Surface.Relayed(row.kind(), rest, query, model);
    }

    private static Surface models(String method, String rest, String query) {
        if (!READ.contains(method)) {
            return new Surface.WrongMethod(rest, "GET, HEAD");
        }
        return rest.length() <= "/models/".length()
                ? new Surface.ModelList(query)
                : new Surface.OneModel(decode(rest.substring("/models/".length())));
    }

    /** Finds the family that a longer path belongs to; below it every method is the vendor's. */
    private static @Nullable Row family(String path) {
        if (path.startsWith("/chat/completions/")) {
            return new Row(Surface.Kind.OTHER, ANY, true);
        }
        for (int cut = path.lastIndexOf('/'); cut > 0; cut = path.lastIndexOf('/', cut - 1)) {
            @Nullable Row row = TABLE.get(path.substring(0, cut));
            if (row != null && row.below()) {
                return new Row(Surface.Kind.OTHER, ANY, true);
            }
        }
        return null;
    }

    private static String withoutAuthority(String raw) {
        int scheme = raw.startsWith("/") ? -1 : raw.indexOf("://");
        if (scheme < 0) {
            return "/" + raw; // a second slash is tidied away
        }
        int slash = raw.indexOf('/', scheme + 3);
        return slash < 0 ? "/" : raw.substring(slash);
    }

    /**
     * Escapes what no request target may contain. Some clients send Chinese names as bare bytes;
     * and a control character must never get into the request line that a vendor reads.
     *
     * @param target one character for each byte that was sent
     */
    private static String escaped(String target) {
        int at = 0;
        while (at < target.length() && plain(target.charAt(at))) {
            at++;
        }
        if (at == target.length()) {
            return target;
        }
        var out = new StringBuilder(target.length() + 16).append(target, 0, at);
        for (; at < target.length(); at++) {
            char c = target.charAt(at);
            if (plain(c)) {
                out.append(c);
            } else {
                out.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) c));
            }
        }
        return out.toString();
    }

    private static boolean plain(char c) {
        return c > ' ' && c < 0x7f;
    }

    private static String tidy(String raw) {
        var tidy = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '/' || tidy.isEmpty() || tidy.charAt(tidy.length() - 1) != '/') {
                tidy.append(c);
            }
        }
        while (tidy.length() > 1 && tidy.charAt(tidy.length() - 1) == '/') {
            tidy.setLength(tidy.length() - 1);
        }
        return tidy.toString();
    }

    /** A dot segment, plain or encoded, could lead an upstream out of its base path. */
    private static boolean leavesTheRoot(String path) {
        String lower = path.toLowerCase(Locale.ROOT);
        String decoded = lower.replace("%2e", ".").replace("%2f", "/").replace("%5c", "\\") + "/";
        return decoded.contains("\\") || decoded.contains("/../") || decoded.contains("/./");
    }

    /** Takes off prefixes, and a whole chat address that somebody configured as a base. */
    private static String withoutPrefixes(String path) {
        String rest = withoutVersions(path);
        while (rest.startsWith(CHAT_PATH + "/")) {
            String below = withoutVersions(rest.substring(CHAT_PATH.length()));
            if (!known(below)) {
                return rest; // a stored completion
            }
            rest = below;
        }
        return rest;
    }

    private static String withoutVersions(String path) {
        String rest = path;
        boolean again = true;
        while (again) {
            again = false;
            for (String prefix : PREFIXES) {
                if (rest.startsWith(prefix + "/")) {
                    rest = rest.substring(prefix.length());
                    again = true;
                    break;
                }
            }
        }
        if (rest.startsWith("/v1") && known("/" + rest.substring(3))) {
            rest = "/" + rest.substring(3);
        }
        return rest;
    }

    private static boolean known(String path) {
        return TABLE.containsKey(path)
                || path.equals("/models")
                || path.startsWith("/models/")
                || ACCOUNT.contains(path)
                || family(path) != null;
    }

    private static @Nullable String nearest(String path) {
        var byDistance = new TreeMap<Integer, String>();
        for (String candidate : TABLE.keySet()) {
            byDistance.merge(distance(path, candidate), candidate, Paths::smaller);
        }
        byDistance.merge(distance(path, "/models"), "/models", Paths::smaller);
        Map.Entry<Integer, String> best = byDistance.firstEntry();
        int length = best.getValue().length();
        return best.getKey() <= Math.max(2, length / 3) ? "/v1" + best.getValue() : null;
    }

    private static String smaller(String a, String b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    /** Paths longer than any we know are far from all of them. */
    private static int distance(String a, String b) {
        return a.length() > 64 ? Integer.MAX_VALUE : EditDistance.between(a, b);
    }

    private static @Nullable String parameter(String query, String name) {
        for (String pair : query.split("&", -1)) {
            if (pair.startsWith(name + "=") && pair.length() > name.length() + 1) {
                return decode(pair.substring(name.length() + 1));
            }
        }
        return null;
    }

    private static String withoutVersion(String query) {
        var kept = new StringBuilder();
        for (String pair : query.split("&", -1)) {
            if (!pair.isEmpty() && !pair.startsWith("api-version=")) {
                kept.append(kept.isEmpty() ? "" : "&").append(pair);
            }
        }
        return kept.toString();
    }

    private static String listed(Set<String> methods) {
        return String.join(", ", methods.stream().sorted().toList());
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text; // a stray percent sign: taken as it stands, and then not found
        }
    }
}
