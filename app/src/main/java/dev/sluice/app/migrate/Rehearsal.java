package dev.sluice.app.migrate;

import dev.sluice.app.config.Configuration;
import dev.sluice.app.config.Node;
import dev.sluice.app.config.Problem;
import dev.sluice.providers.Secret;
import java.nio.charset.StandardCharsets;
import java.util.AbstractMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Loads the new file before anybody relies on it. What a start would say of it becomes a finding,
 * except of values that only refer to something: here nobody knows what will be there.
 */
final class Rehearsal {
    /** Variables that a start reads without being asked. */
    private static final Set<String> UNASKED = Set.of("SLUICE_PORT", "SLUICE_HOST");

    private static final Pattern PROVIDER = Pattern.compile("providers\\[([0-9]{1,6}])");

    private Rehearsal() {}

    static void of(Node.Members file, Report report) {
        var source = new Configuration.Source(null, new Anything(), null, null);
        var credentials =
                new Configuration.Credentials(Secret.of("rehearsal"), Secret.of("rehearsal"));
        byte[] bytes = YamlText.of(file).getBytes(StandardCharsets.UTF_8);
        Configuration read =
                Configuration.read(bytes, source, credentials, Configuration.Moment.RELOAD, 1);
        List<Problem> said =
                switch (read) {
                    case Configuration.Loaded loaded -> loaded.warnings();
                    case Configuration.Rejected rejected -> rejected.problems();
                };
        Set<String> later = new HashSet<>();
        for (Problem each : said) {
            if (isReference(file, each.path())) {
                later.add(provider(file, each.path()));
            }
        }
        for (Problem each : said) {
            // A provider that waits for its values cannot be found by its models either.
            boolean follows =
                    later.stream()
                            .anyMatch(id -> each.message().startsWith("found '" + id + "', "));
            if (!follows && !isReference(file, each.path())) {
                report.add(
                        Finding.Kind.MANUAL,
                        0,
                        "sluice.yaml:" + each.path(),
                        Sentence.english(each.message()));
            }
        }
    }

    /** Returns the id of the provider that a place is in, "" for other places. */
    private static String provider(Node.Members file, String path) {
        Matcher place = PROVIDER.matcher(path);
        if (place.lookingAt()
                && file.get("providers") instanceof Node.Items items
                && step(items, place.group(1)) instanceof Node.Members provider
                && provider.get("id") instanceof Node.Scalar id) {
            return id.text();
        }
        return "";
    }

    /** Says whether what stands at a place, or among the options beside it, is filled in later. */
    private static boolean isReference(Node.Members file, String path) {
        @Nullable Node at = file;
        @Nullable Node parent = null;
        for (String step : path.split("[.\\[]", -1)) {
            parent = at;
            at = at == null ? null : step(at, step);
        }
        if (at == null
                && parent instanceof Node.Members provider
                && provider.get("options") instanceof Node.Members options) {
            at = options.get(path.substring(path.lastIndexOf('.') + 1));
        }
        return at instanceof Node.Scalar scalar && Secrets.isElsewhere(scalar.text());
    }

    private static @Nullable Node step(Node at, String step) {
        return switch (at) {
            case Node.Members members -> members.get(step);
            case Node.Items items -> {
                int index =
                        step.matches("[0-9]{1,6}]")
                                ? Integer.parseInt(step.substring(0, step.length() - 1))
                                : Integer.MAX_VALUE;
                yield index < items.items().size() ? items.items().get(index) : null;
            }
            case Node.Scalar _ -> null;
        };
    }

    /** An environment in which everything is set, to an address as good as any text. */
    private static final class Anything extends AbstractMap<String, String> {
        @Override
        public @Nullable String get(@Nullable Object name) {
            String text = String.valueOf(name);
            return UNASKED.contains(text) || text.toUpperCase(Locale.ROOT).endsWith("_PROXY")
                    ? null
                    : "https://" + text.toLowerCase(Locale.ROOT) + ".invalid";
        }

        @Override
        public Set<Map.Entry<String, String>> entrySet() {
            return Set.of();
        }
    }
}
