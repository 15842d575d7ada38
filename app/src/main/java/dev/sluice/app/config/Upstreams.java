package dev.sluice.app.config;

import dev.sluice.core.Deployment.StreamUsage;
import dev.sluice.core.Upstream;
import dev.sluice.providers.Address;
import dev.sluice.providers.Auth;
import dev.sluice.providers.AzureBase;
import dev.sluice.providers.BaseUrl;
import dev.sluice.providers.OutgoingProxy;
import dev.sluice.providers.ProviderType;
import dev.sluice.providers.Secret;
import dev.sluice.providers.Timeouts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes upstreams of connections: the same rules for both formats. */
final class Upstreams {
    private static final String OPENAI = "https://api.openai.com/v1";

    /** The first GA version whose deployments know {@code stream_options}. */
    private static final String STREAM_OPTIONS_SINCE = "2024-09";

    private final Findings findings;
    private final Map<String, String> environment;
    private final Path directory;

    Upstreams(Findings findings, Map<String, String> environment, Path directory) {
        this.findings = findings;
        this.environment = environment;
        this.directory = directory;
    }

    /**
     * A connection in its place in the file.
     *
     * @param members where its words stand
     * @param path path of {@code members}
     */
    record Place(
            ProviderType type,
            SluiceYaml.Connection connection,
            Node.Members members,
            String path) {}

    /**
     * What a place leads to.
     *
     * @param model the upstream model that the address implies, or null
     */
    record Target(Upstream upstream, @Nullable String model, StreamUsage usage) {}

    /**
     * Makes the upstream; null when there was a mistake.
     *
     * @param deployment Azure: the deployment for chat calls, or null for the one configured
     */
    @Nullable Target target(Place place, @Nullable String deployment) {
        if (place.type().state() == ProviderType.State.PLANNED) {
            Upstream notBuilt = new Upstream.NotBuilt(place.type().word());
            return new Target(notBuilt, null, StreamUsage.ASK);
        }
        if (place.type() == ProviderType.ECHO) {
            return new Target(new Upstream.Echo(), null, StreamUsage.ASK);
        }
        int before = findings.count();
        checkKey(place);
        @Nullable Target target =
                place.type() == ProviderType.AZURE ? azure(place, deployment) : openAi(place);
        return findings.count() > before ? null : target;
    }

    private @Nullable Target openAi(Place place) {
        SluiceYaml.Connection connection = place.connection();
        @Nullable String base = connection.apiBase();
        if (base == null && place.type() != ProviderType.OPENAI) {
            missing(place, "api_base", "the address, such as https://host/v1");
            return null;
        }
        try {
            Address address = BaseUrl.parse(base == null ? OPENAI : base).openAi();
            @Nullable Secret key = key(connection);
            if (key == null && base == null) {
                findings.note(
                        place.members().line(),
                        Binder.join(place.path(), "api_key"),
                        "missing; api.openai.com will refuse calls without one");
            }
            Auth auth = key == null ? new Auth.None() : new Auth.Bearer(key);
            return new Target(remote(place, address, auth), null, usage(connection, null));
        } catch (IllegalArgumentException e) {
            unusable(place, "api_base", e);
            return null;
        }
    }

    private @Nullable Target azure(Place place, @Nullable String wanted) {
        SluiceYaml.Connection connection = place.connection();
        @Nullable String text = connection.apiBase();
        if (text == null) {
            missing(place, "api_base", "https://RESOURCE.openai.azure.com");
            return null;
        }
        AzureBase base;
        try {
            base = AzureBase.parse(text);
        } catch (IllegalArgumentException e) {
            unusable(place, "api_base", e);
            return null;
        }
        @Nullable Secret key = key(connection);
        Auth auth = key == null ? new Auth.None() : new Auth.HeaderKey("api-key", key);
        @Nullable String deployment = first(wanted, connection.deploymentId(), base.deployment());
        @Nullable String version = first(connection.apiVersion(), base.apiVersion(), null);
        if (base.v1() || (version != null && !Character.isDigit(version.charAt(0)))) {
            return new Target(
                    remote(place, base.openAi(), auth), deployment, usage(connection, null));
        }
        if (version == null) {
            missing(place, "api_version", "a dated version such as 2024-10-21, or v1");
        }
        if (deployment == null) {
            missing(place, "deployment_id", "the name of the deployment");
        }
        if (version == null || deployment == null) {
            return null;
        }
        Address address =
                new Address.AzureDeployments(base.origin(), base.root(), deployment, version);
        return new Target(remote(place, address, auth), null, usage(connection, version));
    }

    private Upstream.Remote remote(Place place, Address address, Auth auth) {
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

    private void checkKey(Place place) {
        @Nullable Secret key = key(place.connection());
        if (key != null && !key.reveal().chars().allMatch(c -> c > 32 && c < 127)) {
            findings.problem(
                    place.members().lineOf("api_key"),
                    Binder.join(place.path(), "api_key"),
                    "the key has blanks or characters that HTTP does not allow");
        }
    }

    /** A line break in a header would let the configuration forge requests by accident. */
    private void checkHeader(Place place, String name, String value) {
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

    private Timeouts timeouts(Place place) {
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

    private Duration time(Place place, String name, @Nullable Duration configured, Limit limit) {
        if (configured != null && configured.isZero()) {
            findings.problem(
                    place.members().lineOf(name),
                    Binder.join(place.path(), name),
                    "found 0, expected a time above zero, such as 30 or 500ms");
            return limit.usual;
        }
        return configured == null ? limit.usual : configured;
    }

    private @Nullable OutgoingProxy proxy(Place place, boolean tls) {
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

    private @Nullable Path ca(Place place) {
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

    private static StreamUsage usage(SluiceYaml.Connection connection, @Nullable String version) {
        @Nullable StreamUsage configured = connection.streamUsage();
        if (configured != null) {
            return configured;
        }
        return version != null && version.compareTo(STREAM_OPTIONS_SINCE) < 0
                ? StreamUsage.LEAVE
                : StreamUsage.ASK;
    }

    private static @Nullable Secret key(SluiceYaml.Connection connection) {
        @Nullable Secret key = connection.apiKey();
        return key == null || key.reveal().isEmpty() ? null : key;
    }

    private void missing(Place place, String name, String expected) {
        findings.problem(
                place.members().line(),
                Binder.join(place.path(), name),
                "missing; expected " + expected);
    }

    private void unusable(Place place, String name, IllegalArgumentException e) {
        findings.problem(
                place.members().lineOf(name),
                Binder.join(place.path(), name),
                String.valueOf(e.getMessage()));
    }

    private static @Nullable String first(
            @Nullable String a, @Nullable String b, @Nullable String c) {
        for (@Nullable String each : new @Nullable String[] {a, b, c}) {
            if (each != null && !each.isBlank()) {
                return each;
            }
        }
        return null;
    }
}
