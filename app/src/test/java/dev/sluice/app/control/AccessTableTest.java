package dev.sluice.app.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.app.control.Personas.Persona;
import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import dev.sluice.relay.Control;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Who may ask what. The table is closed: a question that does not stand here fails the test, and so
 * does one that is here and nowhere else.
 */
class AccessTableTest {
    /** o: owner, v: viewer, p: operator, a: admin; *: everybody, strangers too. */
    private static final String TABLE =
            """
            GET    /explain                            - v p a
            GET    /deployments                        - v p a
            POST   /deployments/{id}/reset             - - p a
            POST   /reload                             - - p a
            POST   /keys                               - - p a
            GET    /keys                               o v p a
            POST   /keys/{id}/rotate                   o - p a
            POST   /keys/{id}/enable                   - - p a
            POST   /keys/{id}/disable                  o - p a
            GET    /keys/{id}                          o v p a
            PATCH  /keys/{id}                          - - p a
            DELETE /keys/{id}                          - - p a
            GET    /teams                              - v p a
            GET    /teams/{id}                         - v p a
            PUT    /teams/{id}                         - - p a
            PATCH  /teams/{id}                         - - p a
            DELETE /teams/{id}                         - - p a
            GET    /limits/{id}                        o v p a
            GET    /usage                              o v p a
            GET    /calls                              o v p a
            GET    /calls/{id}                         o v p a
            GET    /calls/histogram                    o v p a
            GET    /overview                           - v p a
            GET    /presets                            - v p a
            GET    /providers                          - v p a
            PUT    /providers/{id}                     - - - a
            DELETE /providers/{id}                     - - - a
            POST   /providers/test                     - - - a
            POST   /providers/{id}/test                - - p a
            GET    /routes                             - v p a
            PUT    /routes/{id}                        - - - a
            DELETE /routes/{id}                        - - - a
            POST   /import/preview                     - - - a
            GET    /backup                             - - - a
            GET    /backup?reveal=true                 - - - a
            GET    /prices                             - v p a
            GET    /ledger                             - v p a
            POST   /ledger/check                       - - p a
            POST   /ledger/rerate                      - - p a
            GET    /config                             - v p a
            GET    /config?reveal=true                 - - - a
            POST   /config/check                       - - p a
            POST   /config/diff                        - - p a
            POST   /config/diff?reveal=true            - - - a
            GET    /config/schema                      - v p a
            PUT    /config                             - - - a
            GET    /config/history                     - v p a
            GET    /config/history/{id}                - v p a
            GET    /config/history/{id}?reveal=true    - - - a
            POST   /config/history/{id}/rollback       - - - a
            GET    /openai-style-api/verify            - - - a
            GET    /openai-style-api/getAllModelConfig - v p a
            GET    /openai-style-api/getAllModelConfig?reveal=true - - - a
            POST   /openai-style-api/updateModelConfig - - - a
            GET    /session/methods                    *
            POST   /session                            *
            GET    /session/oidc                       *
            GET    /session/oidc/callback              *
            GET    /session                            o v p a
            DELETE /session                            o v p a
            POST   /session/password                   o v p a
            GET    /users                              - - - a
            POST   /users                              - - - a
            PATCH  /users/{id}                         - - - a
            DELETE /users/{id}                         - - - a
            GET    /audit                              - - - a
            GET    /metrics                            - v p a
            GET    /openapi.json                       o v p a
            """;

    private static final List<Persona> ROLES =
            List.of(Persona.OWNER, Persona.VIEWER, Persona.OPERATOR, Persona.ADMIN);

    private static Map<String, List<String>> table() {
        Map<String, List<String>> table = new LinkedHashMap<>();
        for (String line : TABLE.lines().toList()) {
            String[] words = line.split(" +", -1);
            table.put(words[0] + " " + words[1], List.of(words).subList(2, words.length));
        }
        return table;
    }

    static Stream<String> questions() {
        return table().keySet().stream();
    }

    @Test
    void isClosed() {
        Set<String> there = new TreeSet<>();
        new FakeControl()
                .table()
                .forEach(row -> {
                    String where = row.doc().method() + " " + row.doc().pattern();
                    there.add(where);
                    if (row.doc().takes().contains(Outcomes.REVEAL)) {
                        there.add(where + "?reveal=true");
                    }
                });
        assertEquals(there, new TreeSet<>(table().keySet()));
    }

    @ParameterizedTest
    @MethodSource("questions")
    void everybodyIsAnsweredAsTheTableSays(String question) {
        String[] words = question.split(" ", 2);
        List<String> may = table().getOrDefault(question, List.of());
        boolean open = may.equals(List.of("*"));
        for (Persona each : Persona.values()) {
            boolean expected =
                    open || (ROLES.contains(each) && !may.get(ROLES.indexOf(each)).equals("-"));
            var personas = new Personas(new FakeControl());
            fill(personas.control);
            Control.Reply reply = personas.ask(each, words[0], words[1].replace("{id}", "a"));
            String text = each + " " + question + ": " + new String(reply.body(), UTF_8);
            boolean known = ROLES.contains(each);
            boolean refused = reply.status() == 401 || text.contains("\"role_required\"");
            // Wrong passwords and sign-ins are 401, too: what they say is another thing.
            boolean credentials =
                    text.contains("\"invalid_credentials\"") || text.contains("Not signed in");
            assertEquals(!expected, refused && !credentials, text);
            if (!expected) {
                assertEquals(known ? 403 : 401, reply.status(), text);
            }
        }
    }

    private static void fill(FakeControl control) {
        control.text("POST", "/keys", "{\"id\":\"a\",\"owner\":\"owner\",\"team\":\"a\"}");
        control.text("PUT", "/teams/a", "{}");
        control.reports.call("2026-11-29T10:00:00Z", "a", "m", Money.of("1", Currency.USD));
    }
}
