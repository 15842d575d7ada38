package dev.sluice.app.control;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.app.access.Role;
import dev.sluice.core.money.Currency;
import dev.sluice.core.money.Money;
import dev.sluice.relay.Control;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An owner sees its own keys and what they use; another's look as if they were not there. */
class OwnerTest {
    private final FakeControl control = new FakeControl();
    private final Personas people = new Personas(control);

    @BeforeEach
    void fill() {
        people.add("ann", Role.OWNER);
        people.add("bob", Role.OWNER);
        control.text("POST", "/keys", "{\"id\":\"anns\",\"owner\":\"ann\"}");
        control.text("POST", "/keys", "{\"id\":\"bobs-secret-project\",\"owner\":\"bob\"}");
        control.text("POST", "/keys", "{\"id\":\"nobodys\"}");
        control.reports.owners.put("anns", "ann");
        control.reports.owners.put("bobs-secret-project", "bob");
        Money cost = Money.of("1.5", Currency.USD);
        control.reports.call("2026-11-29T10:00:00Z", "anns", "model-of-ann", cost);
        control.reports.call("2026-11-29T11:00:00Z", "bobs-secret-project", "model-of-bob", cost);
    }

    private Control.Reply ask(String method, String target) {
        return people.ask("ann", method, target, "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /keys/bobs-secret-project",
                "GET /keys/nobodys",
                "POST /keys/bobs-secret-project/rotate",
                "POST /keys/bobs-secret-project/disable",
                "POST /keys/nobodys/disable",
                "GET /limits/bobs-secret-project",
                "GET /limits/team-a",
                "GET /calls/req-2",
            })
    void anothersThingsAreNotThere(String question) {
        String[] words = question.split(" ", 2);
        Control.Reply reply = ask(words[0], words[1]);
        assertEquals(404, reply.status(), question);
        String there = new String(reply.body(), UTF_8);
        String gone = new String(ask(words[0], words[1].replace("bobs", "xyz")).body(), UTF_8);
        assertFalse(there.contains("bob"), there);
        assertEquals(gone, there, "as if there were none");
    }

    @Test
    void listsAndSumsHoldItsOwnOnly() {
        for (String target :
                new String[] {
                    "/keys",
                    "/keys?owner=bob",
                    "/keys?search=bob",
                    "/keys?after=a",
                    "/calls",
                    "/calls?key=bobs-secret-project",
                    "/calls?format=csv",
                    "/calls?request_id=req-2",
                    "/usage?by=key,model",
                    "/usage?by=model&key=bobs-secret-project",
                    "/usage?by=key&format=csv"
                }) {
            String text = people.text("ann", "GET", target);
            assertFalse(text.contains("bob"), target + ": " + text);
            assertFalse(text.contains("nobodys"), target + ": " + text);
        }
        assertTrue(people.text("ann", "GET", "/keys").contains("\"anns\""));
        assertTrue(people.text("ann", "GET", "/calls").contains("model-of-ann"));
        assertTrue(people.text("ann", "GET", "/usage?by=key").contains("\"calls\":1"));
        assertTrue(people.text("bob", "GET", "/usage?by=key").contains("bobs-secret-project"));
    }

    @Test
    void ownKeysAreShownRotatedAndDisabledButNotEnabledOrChanged() {
        assertEquals(200, ask("GET", "/keys/anns").status());
        assertEquals(200, ask("POST", "/keys/anns/rotate").status());
        assertEquals(200, ask("POST", "/keys/anns/disable").status());
        assertEquals(200, ask("GET", "/limits/anns").status());
        assertEquals(200, ask("GET", "/calls/req-1").status());
        assertEquals(403, ask("POST", "/keys/anns/enable").status());
        assertEquals(403, people.ask("ann", "PATCH", "/keys/anns", "{\"limits\":[]}").status());
        assertEquals(403, people.ask("ann", "POST", "/keys", "{}").status());
    }
}
