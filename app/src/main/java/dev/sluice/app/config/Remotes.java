package dev.sluice.app.config;

import dev.sluice.core.Upstream;
import dev.sluice.providers.Address;
import dev.sluice.providers.Auth;
import dev.sluice.providers.OutgoingProxy;
import dev.sluice.providers.Timeouts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says how a place is reached: timeouts, proxies, authorities and further headers. */
final class Remotes {
    private final Findings findings;
    private final Map<String, String> environment;
    private final Path directory;

    Remotes(Findings findings, Map<String, String> environment, Path directory) {
        this.findings = findings;
        this.environment = environment;
        this.directory = directory;
    }

    /** Makes the remote; what is wrong is in the findings. */
    Upstream.Remote remote(Upstreams.Place place, Address address, Auth auth) {
        SluiceYaml.Connection connection = place.connection();
        Map<String, String> headers = new LinkedHashMap<>();
        connection
                .headers()
                .forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        headers.forEach((name, value) -> checkHeader(place, name, value));
        return new Upstream.Remote(
                address,
                auth,
                headers,
                timeouts(place),
                proxy(place, address.origin().tls()),
                ca(place));
    }

    /** A line break in a header would let the configuration forge requests by accident. */
    private void checkHeader(Upstreams.Place place, String name, String value) {
        boolean token =
                !name.isEmpty()
                        && name.chars()
                                .allMatch(c ->
                                        (c < 128 && Character.isLetterOrDigit(c))
                                                || "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
        boolean clean = value.chars().noneMatch(c -> (c < 32 && c != '\t') || c == 127);
        if (!token || !clean) {
            findings.problem(
                    place.members().lineOf("headers"),
                    Binder.join(place.path(), "headers"),
                    "a header name or value has characters that HTTP does not allow");
        }
    }

    private Timeouts timeouts(Upstreams.Place place) {
        SluiceYaml.Connection connection = place.connection();
        return new Timeouts(
                time(place, "connect_timeout", connection.connectTimeout(), Limit.CONNECT),
                time(place, "first_byte_timeout", connection.firstByteTimeout(), Limit.FIRST_BYTE),
                time(place, "idle_timeout", connection.idleTimeout(), Limit.IDLE),
                time(place, "timeout", connection.timeout(), Limit.TOTAL));
    }

    private enum Limit {
        CONNECT(Timeouts.DEFAULT.connect()),
        FIRST_BYTE(Timeouts.DEFAULT.firstByte()),
        IDLE(Timeouts.DEFAULT.idle()),
        TOTAL(Timeouts.DEFAULT.total());

        private final Duration usual;

        Limit(Duration usual) {
            this.usual = usual;
        }
    }

    private Duration time(
            Upstreams.Place place, String name, @Nullable Duration configured, Limit limit) {
        if (configured != null && configured.isZero()) {
            findings.problem(
                    place.members().lineOf(name),
                    Binder.join(place.path(), name),
                    "found 0, expected a time above zero, such as 30 or 500ms");
            return limit.usual;
        }
        return configured == null ? limit.usual : configured;
    }

    private @Nullable OutgoingProxy proxy(Upstreams.Place place, boolean tls) {
        SluiceYaml.Proxies proxies = place.connection().proxies();
        @Nullable String own = tls ? proxies.https() : proxies.http();
        @Nullable String other = tls ? proxies.http() : proxies.https();
        @Nullable String single = place.connection().proxy();
        String name = "proxies";
        @Nullable String text = first(own, other, null);
        if (text == null && single != null) {
            name = "proxy";
            text =
                    switch (single) {
                        case "true" -> fromEnvironment(tls);
                        case "false" -> null;
                        default -> single;
                    };
        }
        if (text == null || text.isBlank()) {
            return null;
        }
        try {
            return ProxyAddress.parse(text);
        } catch (IllegalArgumentException _) {
            findings.problem(
                    place.members().lineOf(name),
                    Binder.join(place.path(), name),
                    ProxyAddress.EXPECTED);
            return null;
        }
    }

    private @Nullable String fromEnvironment(boolean tls) {
        String name = tls ? "HTTPS_PROXY" : "HTTP_PROXY";
        @Nullable String value =
                first(
                        environment.get(name),
                        environment.get(name.toLowerCase(Locale.ROOT)),
                        environment.get("ALL_PROXY"));
        return value == null ? environment.get("all_proxy") : value;
    }

    private @Nullable Path ca(Upstreams.Place place) {
        @Nullable String ca = place.connection().ca();
        return ca == null ? null : file(ca, place.members(), Binder.join(place.path(), "ca"));
    }

    /** Finds a file beside the configuration; one that is not there is a problem. */
    Path file(String name, Node.Members at, String path) {
        Path file = directory.resolve(name);
        if (!Files.isReadable(file)) {
            String member = path.substring(path.lastIndexOf('.') + 1);
            findings.problem(
                    at.lineOf(member), path, "found '" + name + "', expected a readable file");
        }
        return file;
    }

    /** Returns the first text that says something, or null. */
    static @Nullable String first(@Nullable String a, @Nullable String b, @Nullable String c) {
        for (@Nullable String each : new @Nullable String[] {a, b, c}) {
            if (each != null && !each.isBlank()) {
                return each;
            }
        }
        return null;
    }
}
