package dev.sluice.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.store.Store.Kind;
import dev.sluice.store.UserStore.Session;
import dev.sluice.store.UserStore.Sessions;
import dev.sluice.store.UserStore.SignedIn;
import dev.sluice.store.UserStore.Span;
import dev.sluice.store.UserStore.User;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Users, their sessions and what they did, in both databases. */
class UserStoreTest {
    private static final Span EVER = new Span(0, 0);

    @TempDir Path directory;

    private static User user(String name, @Nullable String subject) {
        String source = subject == null ? "password" : "oidc";
        return new User(name, name + " 名", "viewer", true, source, subject, "$h", 5, 0);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void usersAreKeptAndNamesAreTakenOnce(Kind kind) throws Exception {
        try (Store store = Store.of(kind, directory)) {
            UserStore users = store.node().users();
            assertTrue(users.add(user("ann", null)));
            assertFalse(users.add(user("ann", null)));
            assertFalse(users.add(user("Ann", null)), "a name that looks the same");
            assertTrue(users.add(user("bob", "iss|1")));
            assertFalse(users.add(user("carl", "iss|1")), "the same person twice");
            assertTrue(users.add(user("' or 1=1 --", null)));
            assertEquals(user("ann", null), users.user("ann"));
            assertNull(users.user("ANN"));
            assertEquals(user("bob", "iss|1"), users.bySubject("iss|1"));
            assertEquals(
                    List.of("' or 1=1 --", "ann", "bob"),
                    users.users().stream().map(User::name).toList());
            User other = user("ann", null).with("A", "admin", false).withHash("$2");
            assertTrue(users.change(other, Sessions.STAY));
            assertEquals(other, users.user("ann"));
            assertFalse(users.change(user("gone", null), Sessions.STAY));
            assertTrue(users.remove("ann"));
            assertFalse(users.remove("ann"));
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void sessionsEndWithTheirUserAndByThemselves(Kind kind) throws Exception {
        try (Store store = Store.of(kind, directory)) {
            UserStore users = store.node().users();
            users.add(user("ann", null));
            users.open(new Session("d1", "ann", "", 100, 100), EVER);
            users.open(new Session("d2", "ann", "", 200, 200), EVER);
            users.open(new Session("d3", "", "proof", 300, 300), EVER);
            SignedIn one = users.session("d1");
            assertNotNull(one);
            User ann = one.user();
            assertNotNull(ann);
            assertEquals(200, ann.lastSeen());
            users.seen(new Session("d1", "ann", "", 100, 400));
            assertEquals(
                    new SignedIn(
                            new Session("d1", "ann", "", 100, 400),
                            new User(
                                    "ann",
                                    "ann 名",
                                    "viewer",
                                    true,
                                    "password",
                                    null,
                                    "$h",
                                    5,
                                    400)),
                    users.session("d1"));
            assertEquals(
                    new SignedIn(new Session("d3", "", "proof", 300, 300), null),
                    users.session("d3"));
            users.end("d1");
            assertNull(users.session("d1"));
            users.change(user("ann", null), Sessions.END);
            assertNull(users.session("d2"));
            users.open(new Session("d4", "", "proof", 900, 900), new Span(301, 0));
            assertNull(users.session("d3"), "it was over");
            assertNotNull(users.session("d4"));
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatWasDoneIsReadNewestFirst(Kind kind) throws Exception {
        try (Store store = Store.of(kind, directory)) {
            AuditStore audit = store.node().audit();
            for (int i = 1; i <= 5; i++) {
                String who = i % 2 == 0 ? "ann" : "bob";
                audit.add(
                        new AuditStore.Entry(
                                0, i, who, "admin", "127.0.0.1", "POST /keys", "x", 201));
            }
            List<AuditStore.Entry> newest = audit.entries(2, Long.MAX_VALUE, null);
            assertEquals(List.of(5L, 4L), newest.stream().map(AuditStore.Entry::at).toList());
            List<AuditStore.Entry> further = audit.entries(9, newest.getLast().id(), null);
            assertEquals(List.of(3L, 2L, 1L), further.stream().map(AuditStore.Entry::at).toList());
            List<AuditStore.Entry> anns = audit.entries(9, Long.MAX_VALUE, "ann");
            assertEquals(List.of(4L, 2L), anns.stream().map(AuditStore.Entry::at).toList());
            assertEquals(201, anns.getFirst().status());
        }
    }
}
