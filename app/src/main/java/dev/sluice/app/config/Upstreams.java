package dev.sluice.app.config;

import dev.sluice.core.Deployment.StreamUsage;
import dev.sluice.core.Upstream;
import dev.sluice.providers.Address;
import dev.sluice.providers.Auth;
import dev.sluice.providers.AzureBase;
import dev.sluice.providers.BaseUrl;
import dev.sluice.providers.Languages;
import dev.sluice.providers.Preset;
import dev.sluice.providers.Secret;
import dev.sluice.providers.Vendor;
import dev.sluice.providers.VendorFactory;
import dev.sluice.providers.Words;
import dev.sluice.providers.ZhipuFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes upstreams of connections: the same rules for both formats. */
final class Upstreams {
    /** The first GA version whose deployments know {@code stream_options}. */
    private static final String STREAM_OPTIONS_SINCE = "2024-09";

    private final Findings findings;
    private final Remotes remotes;

    Upstreams(Findings findings, Map<String, String> environment, Path directory) {
        this.findings = findings;
        this.remotes = new Remotes(findings, environment, directory);
    }

    /**
     * A connection in its place in the file.
     *
     * @param more words beside those of the connection, references filled in
     * @param members where its words stand
     * @param path path of {@code members}
     * @param credential the one of its credentials that is used
     */
    record Place(
            Preset preset,
            SluiceYaml.Connection connection,
            Map<String, Node> more,
            Node.Members members,
            String path,
            Credential credential) {
        /** A place with the credential of {@code api_key}. */
        Place(
                Preset preset,
                SluiceYaml.Connection connection,
                Map<String, Node> more,
                Node.Members members,
                String path) {
            this(preset, connection, more, members, path, Credential.single(connection, members));
        }

        /** The same place, asked with another credential. */
        Place with(Credential other) {
            return new Place(preset, connection, more, members, path, other);
        }
    }

    /**
     * What a place leads to.
     *
     * @param model the upstream model that the address implies, or null
     */
    record Target(Upstream upstream, @Nullable String model, StreamUsage usage) {}

    /** Finds a file beside the configuration; one that is not there is a problem. */
    Path file(String name, Node.Members at, String path) {
        return remotes.file(name, at, path);
    }

    /**
     * Makes the upstream; null when there was a mistake.
     *
     * @param model Azure: the deployment for chat calls; Zhipu: the model, which decides on the
     *     language; null for the one configured
     */
    @Nullable Target target(Place place, @Nullable String model) {
        Preset.Standing standing = place.preset().standing();
        if (standing.kind() == Preset.Standing.Kind.RETIRED
                && place.connection().apiBase() == null) {
            Upstream gone = new Upstream.Retired(place.preset().id(), standing.successor());
            return new Target(gone, null, StreamUsage.ASK);
        }
        int before = findings.count();
        @Nullable Target target =
                switch (place.preset().language()) {
                    case ECHO -> new Target(new Upstream.Echo(), null, StreamUsage.ASK);
                    case OPENAI -> openAi(place);
                    case AZURE -> azure(place, model);
                    case ZHIPU ->
                            ZhipuFactory.isV3(place.connection().apiVersion(), model)
                                    ? own(place)
                                    : openAi(place);
                    case ANTHROPIC,
                            GEMINI,
                            VERTEX,
                            BEDROCK,
                            COHERE,
                            OLLAMA,
                            DASHSCOPE,
                            SPARK,
                            BAIDU_V1,
                            TIGERBOT,
                            HUNYUAN,
                            SKYLARK,
                            COZE,
                            DIFY,
                            CLAUDE_WEB,
                            SYDNEY ->
                            own(place);
                    case ROUTER, MODEL_NAME_ROUTER ->
                            throw new IllegalArgumentException("a router has no address");
                };
        return findings.count() > before ? null : target;
    }

    private @Nullable Target own(Place place) {
        VendorFactory factory =
                Objects.requireNonNull(Languages.factory(place.preset().language()));
        SluiceYaml.Connection connection = place.connection();
        try {
            @Nullable String base = connection.apiBase();
            if (base == null && !factory.words().contains("region")) {
                base = connection.region() == null ? null : regional(place);
            }
            Vendor vendor =
                    factory.vendor(
                            base == null ? null : BaseUrl.parse(asHttp(base)),
                            new ConfigWords(connection, place.credential().secret(), place.more()));
            // Such a vendor has no paths of OpenAI's: its address is a place to connect to.
            Address address = new Address.OpenAiBase(vendor.origin(), "");
            Upstream upstream =
                    new Upstream.Translated(
                            remotes.remote(place, address, vendor.auth()),
                            vendor.protocol(),
                            Translations.manners(place),
                            null);
            return new Target(upstream, null, StreamUsage.ASK);
        } catch (Words.BadWord e) {
            boolean key = e.word().equals("api_key");
            findings.problem(
                    key ? place.credential().line() : place.members().lineOf(e.word()),
                    Binder.join(place.path(), key ? place.credential().word() : e.word()),
                    String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            unusable(place, "api_base", e);
        }
        return null;
    }

    /** A WebSocket is opened like any other connection. */
    private static String asHttp(String address) {
        return address.strip().replaceFirst("(?i)^ws(s?)://", "http$1://");
    }

    private @Nullable Target openAi(Place place) {
        SluiceYaml.Connection connection = place.connection();
        checkKey(place);
        try {
            @Nullable Address address = address(place);
            if (address == null) {
                return null;
            }
            @Nullable Secret key = place.credential().secret();
            if (key == null
                    && connection.apiBase() == null
                    && place.preset().key() != Preset.Key.OPTIONAL) {
                findings.note(
                        place.members().line(),
                        Binder.join(place.path(), "api_key"),
                        "missing; " + address.origin().host() + " will refuse calls without one");
            }
            Auth auth = key == null ? new Auth.None() : new Auth.Bearer(key);
            StreamUsage usage = Translations.usage(place.preset(), connection);
            Upstream.Remote remote = remotes.remote(place, address, auth);
            return new Target(Translations.openAi(place, remote, usage), null, usage);
        } catch (IllegalArgumentException e) {
            unusable(place, "api_base", e);
            return null;
        }
    }

    /** The configured address, a bare host completed with the vendor's path; or the vendor's. */
    private @Nullable Address address(Place place) {
        @Nullable String usual = place.preset().base();
        @Nullable String configured = place.connection().apiBase();
        if (configured != null) {
            BaseUrl base = BaseUrl.parse(configured);
            return base.path().isEmpty() && usual != null
                    ? new Address.OpenAiBase(base.origin(), path(usual))
                    : base.openAi();
        }
        @Nullable String base = regional(place);
        if (base == null) {
            return null;
        }
        BaseUrl parsed = BaseUrl.parse(base);
        return new Address.OpenAiBase(parsed.origin(), parsed.path());
    }

    private static String path(String base) {
        return BaseUrl.parse(base.replaceAll("[{}]", "")).path();
    }

    /** The vendor's address in the configured region; null, and a problem, when there is none. */
    private @Nullable String regional(Place place) {
        @Nullable String usual = place.preset().base();
        @Nullable String region = place.connection().region();
        if (usual == null) {
            missing(place, "api_base", "the address, such as https://host/v1");
            return null;
        }
        if (region != null && !usual.contains("{region}")) {
            return inRegion(place, region);
        }
        String base = region == null ? usual : usual.replace("{region}", region);
        if (base.contains("{")) {
            String word = base.contains("{region}") ? "region" : "api_base";
            missing(place, word, "your own part of " + base);
            return null;
        }
        return base;
    }

    private @Nullable String inRegion(Place place, String region) {
        Preset preset = place.preset();
        @Nullable String base = preset.bases().get(region);
        if (base == null) {
            var known = new TreeSet<>(preset.bases().keySet());
            known.remove(Preset.USUAL);
            String expected =
                    known.isEmpty()
                            ? "none: '" + preset.id() + "' has one address"
                            : "one of " + String.join(", ", known);
            findings.problem(
                    place.members().lineOf("region"),
                    Binder.join(place.path(), "region"),
                    "found '" + region + "', expected " + expected);
        }
        return base;
    }

    private @Nullable Target azure(Place place, @Nullable String wanted) {
        SluiceYaml.Connection connection = place.connection();
        checkKey(place);
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
        @Nullable Secret key = place.credential().secret();
        Auth auth = key == null ? new Auth.None() : new Auth.HeaderKey("api-key", key);
        @Nullable String deployment =
                Remotes.first(wanted, connection.deploymentId(), base.deployment());
        @Nullable String version = Remotes.first(connection.apiVersion(), base.apiVersion(), null);
        StreamUsage usage = usage(connection, version);
        if (base.v1() || (version != null && !Character.isDigit(version.charAt(0)))) {
            return azure(place, base.openAi(), auth, deployment, usage);
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
        return azure(place, address, auth, null, usage);
    }

    private static StreamUsage usage(SluiceYaml.Connection connection, @Nullable String version) {
        @Nullable StreamUsage configured = connection.streamUsage();
        boolean old = version != null && version.compareTo(STREAM_OPTIONS_SINCE) < 0;
        if (configured != null) {
            return configured;
        }
        return old ? StreamUsage.LEAVE : StreamUsage.ASK;
    }

    private Target azure(
            Place place, Address address, Auth auth, @Nullable String model, StreamUsage usage) {
        Upstream.Remote remote = remotes.remote(place, address, auth);
        return new Target(Translations.openAi(place, remote, usage), model, usage);
    }

    private void checkKey(Place place) {
        @Nullable Secret key = place.credential().secret();
        if (key != null && !key.reveal().chars().allMatch(c -> c > 32 && c < 127)) {
            findings.problem(
                    place.credential().line(),
                    Binder.join(place.path(), place.credential().word()),
                    "the key has blanks or characters that HTTP does not allow");
        }
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
}
