package dev.sluice.app.config;

import dev.sluice.core.Deployment.StreamMode;
import dev.sluice.core.Deployment.StreamUsage;
import dev.sluice.core.Strategy;
import dev.sluice.providers.Secret;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The configuration file {@code sluice.yaml}; a component {@code maxBody} is written max_body. */
public record SluiceYaml(
        @Doc("Where and how the gateway listens.") ServerWords server,
        @Doc("Vendors and local servers that answer calls. None: the built-in echo.")
                List<Provider> providers,
        @Doc("Names that callers may use. None: every name goes to the only provider.")
                List<Model> models,
        @Doc("Virtual keys that callers present. None: one is generated, kept and printed.")
                List<KeyWords> keys,
        @Doc("Whose keys share models, limits and budgets.") List<TeamWords> teams,
        @Doc("What tokens cost where the prices that come with Sluice are not yours.")
                List<PriceWords> prices,
        @Doc("What one currency is worth in the other.") Exchange exchange,
        @Doc("What is assumed of calls that do not say.") Limits limits,
        @Doc("Where finished calls are kept.") LedgerWords ledger,
        @Doc("Where traces and metrics are sent.") TelemetryWords telemetry) {

    /** For budgets in one currency and prices in the other. */
    public record Exchange(
            @Doc(value = "Yuan that a dollar costs.", fallback = "7.2", min = 0)
                    BigDecimal cnyPerUsd) {}

    /** What is assumed of calls that do not say. */
    public record Limits(
            @Doc(
                            value =
                                    "Output tokens reserved of limits and budgets for a call that"
                                            + " states no maximum.",
                            fallback = "4096",
                            min = 1,
                            max = 10_000_000)
                    int usualOutput) {}

    /** A vendor or a local server. */
    public record Provider(
            @Doc(value = "Name in logs, in headers and in models.", required = true) String id,
            @Doc(
                            value =
                                    "Which vendor or server: openai, azure, claude, deepseek, vllm,"
                                            + " proxy, ...; sluice providers lists them.",
                            required = true)
                    String type,
            @Doc(value = "How it is reached.", inline = true) Connection connection,
            @Doc("Further words of the type, such as app_id or cookie.")
                    Map<String, Node> options) {}

    /** How a provider is reached: the words that sluice.yaml and model-config.json share. */
    @Choice(of = {"api_key", "api_keys"})
    public record Connection(
            @Doc(
                            "Address, with or without /v1. The vendor's own when absent; proxy and"
                                    + " azure need it.")
                    @Nullable String apiBase,
            @Doc("Credential at the vendor; absent for local servers.") @Nullable Secret apiKey,
            @Doc("Instead of api_key: several, asked in turn, each with a health of its own.")
                    List<Secret> apiKeys,
            @Doc("Azure: the deployment that chat calls go to.") @Nullable String deploymentId,
            @Doc("Azure: the dated API version, or v1.") @Nullable String apiVersion,
            @Doc("Further headers for every request to the vendor.") Map<String, String> headers,
            @Doc("Longest time for a whole call. 600s when absent.") @Nullable Duration timeout,
            @Doc("Longest time until the connection stands. 10s when absent.")
                    @Nullable Duration connectTimeout,
            @Doc("Longest wait for the first byte of the answer. 300s when absent.")
                    @Nullable Duration firstByteTimeout,
            @Doc("Longest silence within an answer. 300s when absent.")
                    @Nullable Duration idleTimeout,
            @Doc("Outgoing proxies by the scheme of the vendor's address.") Proxies proxies,
            @Doc(
                            "Outgoing proxy: an address such as http://host:3128 or"
                                    + " socks5://user:password@host:1080, or true for"
                                    + " HTTPS_PROXY and HTTP_PROXY.")
                    @Nullable String proxy,
            @Doc("PEM file with the authorities to trust instead of the system's.")
                    @Nullable String ca,
            @Doc(
                            value =
                                    "contract repairs stream frames that break OpenAI's contract;"
                                            + " exact passes all bytes untouched.",
                            fallback = "contract")
                    StreamMode stream,
            @Doc(
                            "ask has the vendor report usage on streams; leave does not, for"
                                    + " vendors that refuse stream_options. ask when absent, except"
                                    + " for Azure before 2024-09.")
                    @Nullable StreamUsage streamUsage,
            @Doc(
                            "Region of the vendor whose address is used when api_base is absent,"
                                    + " such as intl; sluice providers lists them.")
                    @Nullable String region,
            @Doc(
                            "true: an answer that a filter withheld finishes with sensitive; false:"
                                    + " with content_filter, and a refused prompt is an error."
                                    + " Absent: as the vendor's callers are used to.")
                    @Nullable Switch sensitiveFinishReason,
            @Doc(
                            value = "Whether replies carry code and msg beside OpenAI's members.",
                            fallback = "false")
                    boolean codeMsg,
            @Doc(
                            value =
                                    "Whether usage that the vendor does not state is estimated, on"
                                            + " every call.",
                            fallback = "false")
                    boolean estimateUsage,
            @Doc(
                            value =
                                    "What becomes of internet: true where the vendor cannot search:"
                                            + " ignore reports it in x-sluice-dropped, error"
                                            + " answers 400.",
                            fallback = "ignore")
                    Unsupported internetUnsupported,
            @Doc(
                            value =
                                    "Whether a call is refused with 400 when the vendor has no"
                                            + " words for part of it.",
                            fallback = "false")
                    boolean strict,
            @Doc(
                            value =
                                    "Calls under way at once, for each model and key of this"
                                            + " provider; 0 for any number.",
                            fallback = "0",
                            min = 0,
                            max = 1_000_000)
                    int maxCalls,
            @Doc(
                            value = "Calls that wait for their turn when max_calls are under way.",
                            fallback = "100",
                            min = 0,
                            max = 1_000_000)
                    int queue,
            @Doc(value = "How long a call waits for its turn.", fallback = "5s")
                    Duration queueTimeout,
            @Doc("How it is found out whether the provider works; by calls only, when absent.")
                    @Nullable HealthCheck healthCheck) {
        /** Tells where it leads; headers and proxies may hold secrets. */
        @Override
        public String toString() {
            return "Connection[" + apiBase + "]";
        }
    }

    /** A request that only asks whether a provider works. */
    public record HealthCheck(
            @Doc(value = "Path below the provider's address, such as /models.", required = true)
                    String path,
            @Doc(value = "Time between two checks.", fallback = "10s") Duration interval,
            @Doc(value = "Longest wait for the answer.", fallback = "2s") Duration timeout) {}

    /** Yes or no, where saying nothing is a third answer. */
    public enum Switch {
        ON,
        OFF
    }

    /** What becomes of a wish that a vendor cannot fulfil. */
    public enum Unsupported {
        IGNORE,
        ERROR
    }

    /** Outgoing proxies. */
    public record Proxies(
            @Doc("For https addresses, and for http ones when http is absent.")
                    @Nullable String https,
            @Doc("For http addresses, and for https ones when https is absent.")
                    @Nullable String http) {
        /** Leaves the addresses out, which may hold passwords. */
        @Override
        public String toString() {
            return "Proxies[]";
        }
    }

    /** A name that callers may use, and where it leads. */
    @Choice(
            of = {"provider", "targets"},
            required = true)
    public record Model(
            @Doc(value = "The name, or a beginning that ends in *.", required = true) String name,
            @Doc("More names for the same, or beginnings that end in *.") List<String> aliases,
            @Doc("id of the provider that serves it.") @Nullable String provider,
            @Doc("The name that the provider wants; the caller's when absent.")
                    @Nullable String upstreamModel,
            @Doc("Request members that win over the caller's, such as temperature.")
                    Map<String, Node> parameters,
            @Doc("Instead of provider: several, of which one serves a call.") List<Target> targets,
            @Doc(value = "How one is chosen.", inline = true) Routing routing) {
        /** Every name, passed on to one provider. */
        static Model every(String provider) {
            var recovery = new Recovery(0, null, null);
            var routing = new Routing(StrategyWord.ORDERED, Strategy.By.USER, recovery);
            return new Model("*", List.of(), provider, null, Map.of(), List.of(), routing);
        }
    }

    /** How one of several targets is chosen. */
    public record Routing(
            @Doc(
                            value =
                                    "How one of targets is chosen: the first that works, in turn,"
                                        + " by chance, by weight, all at once, by calls under way,"
                                        + " by time to the first token, by price, or the same one"
                                        + " for the same caller.",
                            fallback = "ordered")
                    StrategyWord strategy,
            @Doc(
                            value =
                                    "For sticky: the request's user, the header x-session-id or the"
                                            + " beginning of the prompt.",
                            fallback = "user")
                    Strategy.By stickyBy,
            @Doc(value = "What is done when it does not answer.", inline = true)
                    Recovery recovery) {}

    /** What is done when a target does not answer, beyond asking the next. */
    public record Recovery(
            @Doc(
                            value = "How often the last target left is asked again.",
                            fallback = "0",
                            min = 0,
                            max = 10)
                    int retries,
            @Doc("When a second target is asked beside a slow first one; never when absent.")
                    @Nullable Hedge hedge,
            @Doc("Where conversations go that are too long for the targets: a name of models.")
                    @Nullable String largerModel) {}

    /** The ways to choose one of several targets. */
    public enum StrategyWord {
        ORDERED,
        ROUND_ROBIN,
        RANDOM,
        WEIGHTED,
        PARALLEL,
        LEAST_BUSY,
        FASTEST,
        CHEAPEST,
        STICKY;

        Strategy strategy(Strategy.By by) {
            return switch (this) {
                case ORDERED -> new Strategy.Ordered();
                case ROUND_ROBIN -> new Strategy.RoundRobin();
                case RANDOM -> new Strategy.Random();
                case WEIGHTED -> new Strategy.Weighted();
                case PARALLEL -> new Strategy.Parallel();
                case LEAST_BUSY -> new Strategy.LeastBusy();
                case FASTEST -> new Strategy.Fastest();
                case CHEAPEST -> new Strategy.Cheapest();
                case STICKY -> new Strategy.Sticky(by);
            };
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** When a second target is asked beside the first. */
    public record Hedge(
            @Doc("Silence after which it is asked; learned from earlier calls when absent.")
                    @Nullable Duration after,
            @Doc(
                            value = "Largest part of the calls that may be asked twice.",
                            fallback = "0.1",
                            min = 0,
                            max = 1)
                    double share) {}

    /** One of several places that serve a name. */
    @Choice(
            of = {"provider", "model"},
            required = true)
    public record Target(
            @Doc("id of a provider.") @Nullable String provider,
            @Doc("Instead of provider: another name of models.") @Nullable String model,
            @Doc("The name that the provider wants; the caller's when absent.")
                    @Nullable String upstreamModel,
            @Doc("Request members that win over the caller's, such as temperature.")
                    Map<String, Node> parameters,
            @Doc(value = "Its part of the calls.", inline = true) Share share) {}

    /** What a strategy goes by. */
    public record Share(
            @Doc(
                            value = "Its part of the calls, for weighted, least-busy and sticky.",
                            fallback = "1",
                            min = 1,
                            max = 1_000_000)
                    int weight,
            @Doc(
                            value =
                                    "Those of a higher number are asked only after those of a"
                                            + " lower.",
                            fallback = "1",
                            min = 1,
                            max = 1_000_000)
                    int tier,
            @Doc(value = "What it costs, in any one unit, for cheapest.", min = 0)
                    @Nullable Double price) {}
}
