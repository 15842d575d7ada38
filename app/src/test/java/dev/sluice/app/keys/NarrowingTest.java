package dev.sluice.app.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.config.Grants;
import dev.sluice.core.ModelTable;
import dev.sluice.core.Route;
import dev.sluice.core.Snapshot;
import dev.sluice.core.VirtualKey;
import dev.sluice.core.access.TeamSpec;
import dev.sluice.core.access.Terms;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** What a key may do with its team is what it may do alone and what its team may do. */
class NarrowingTest {
    private static final List<String> MODELS =
            List.of("a", "ab", "abc", "b", "ba", "bab", "c", "*", "a*", "ab*", "abc*", "b*", "ba*");
    private static final List<String> ASKED =
            List.of("a", "ab", "abc", "abcd", "abx", "ax", "b", "ba", "bab", "bax", "bx", "c", "z");
    private static final List<String> ENDPOINTS =
            List.of("/chat/completions", "/chat/*", "/models", "*", "/m*");
    private static final List<String> PATHS =
            List.of("/chat/completions", "/chat/x", "/models", "/embeddings", "/m");
    private static final List<String> RANGES =
            List.of("10.0.0.0/8", "10.1.0.0/16", "10.1.2.3", "::/0", "2001:db8::/32", "0.0.0.0/0");
    private static final List<String> CALLERS =
            List.of("10.1.2.3", "10.1.9.9", "10.9.9.9", "192.0.2.1", "2001:db8::7", "::1");

    private static List<String> some(Random random, List<String> of) {
        List<String> some = new ArrayList<>();
        for (String each : of) {
            if (random.nextInt(4) == 0) {
                some.add(each);
            }
        }
        return some;
    }

    private static Terms terms(Random random) {
        return new Terms(
                some(random, MODELS),
                some(random, ENDPOINTS),
                Specs.ranges(some(random, RANGES).toArray(String[]::new)),
                List.of(),
                List.of());
    }

    private static @Nullable Route route(VirtualKey key, String model) {
        return key.models().resolve(model) instanceof ModelTable.Resolution.Found found
                ? found.route()
                : null;
    }

    @RepeatedTest(300)
    void bothMustAllowACall(RepetitionInfo turn) throws Exception {
        var random = new Random(turn.getCurrentRepetition());
        List<String> names = some(random, MODELS);
        Snapshot snapshot = Specs.snapshot(1, names.toArray(String[]::new));
        var grants = new Grants(snapshot.names());
        TeamSpec team = Specs.team("t", terms(random));
        Specs.Key spec = Specs.key("k", "s").terms(terms(random));
        VirtualKey alone = grants.key(spec.spec(), null);
        VirtualKey ofTeam = grants.key(Specs.key("x", "y").terms(team.terms()).spec(), null);
        VirtualKey both = grants.key(spec.team("t").spec(), team);
        for (String model : ASKED) {
            Route narrow = route(both, model);
            boolean allowed = route(alone, model) != null && route(ofTeam, model) != null;
            assertEquals(allowed, narrow != null, () -> model + " of " + names);
            if (narrow != null) {
                assertEquals(snapshot.names().find(model), narrow, "and leads to the same place");
            }
        }
        for (String path : PATHS) {
            assertEquals(
                    alone.rights().allowsEndpoint(path) && ofTeam.rights().allowsEndpoint(path),
                    both.rights().allowsEndpoint(path),
                    path);
        }
        for (String caller : CALLERS) {
            InetAddress from = InetAddress.getByName(caller);
            assertEquals(
                    alone.rights().allowsAddress(from) && ofTeam.rights().allowsAddress(from),
                    both.rights().allowsAddress(from),
                    caller);
        }
        assertTrue(both.rights().enabled());
    }
}
