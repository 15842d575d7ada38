package dev.sluice.app.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.sluice.core.Digest;
import dev.sluice.relay.Control;
import dev.sluice.store.StoreUnavailable;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A secret goes out once, with its making, and never again. */
class ShownOnceTest {
    private final FakeControl control = new FakeControl();

    private String issue(String method, String target, String body) {
        Control.Reply reply = control.ask(method, target, body);
        assertEquals("cache-control: no-store", reply.headers().getFirst());
        return JsonValue.read(reply.body()).words("key");
    }

    @Test
    void noAnswerAndNoLineOfTheLogHoldsIt() {
        String first = issue("POST", "/keys", "{\"id\":\"a\"}");
        String second = issue("POST", "/keys/a/rotate", "");
        assertFalse(first.equals(second));
        for (Row row : control.table()) {
            // By id, and by the secret itself, which somebody may well try.
            for (String id : new String[] {"a", first, second}) {
                String path = row.doc().pattern().replace("{id}", id);
                if (path.endsWith("/rotate") && id.equals("a")) {
                    continue;
                }
                seek(row.doc().method(), path, "{}", first, second);
                seek(row.doc().method(), path, "{\"nonsense\":1}", first, second);
                seek(row.doc().method(), path, second, first, second);
                for (String name : new String[] {"key", "search", "after", "owner", "team"}) {
                    if (row.doc().takes().stream().anyMatch(p -> p.name().equals(name))) {
                        seek(row.doc().method(), path + "?" + name + "=" + second, "{}", second);
                    }
                }
            }
            control.ask("POST", "/keys", "{\"id\":\"a\"}"); // it may have been removed
        }
    }

    private void seek(String method, String target, String body, String... secrets) {
        Control.Reply reply = control.ask(method, target, body);
        String all = new String(reply.body(), StandardCharsets.UTF_8) + reply.headers();
        boolean put = method.equals("PUT"); // whoever names a team so is told the team's name
        for (String secret : secrets) {
            if (!put) {
                assertFalse(all.contains(secret), method + " " + target + ": " + all);
                assertFalse(
                        control.log.stream().anyMatch(line -> line.contains(secret)),
                        control.log::toString);
            }
            assertFalse(all.contains(Digest.of(secret).hex()), method + " " + target);
        }
        if (put) {
            control.ask("DELETE", target, "");
            control.log.clear();
        }
    }

    @Test
    void itIsNotInAnyText() {
        KeyDesk.Issued issued = issued();
        assertEquals("Issued[a]", issued.toString());
    }

    private KeyDesk.Issued issued() {
        try {
            return control.keys.create("{\"id\":\"a\"}".getBytes(StandardCharsets.UTF_8));
        } catch (StoreUnavailable e) {
            throw new AssertionError(e);
        }
    }
}
