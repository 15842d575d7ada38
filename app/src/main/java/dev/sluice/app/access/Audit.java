package dev.sluice.app.access;

import dev.sluice.relay.Control;
import dev.sluice.store.AuditStore;
import dev.sluice.store.StoreUnavailable;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who changed what: a line in the log and an entry in the database, where it stays. A change is not
 * undone because its entry cannot be written; the log says so then.
 */
public record Audit(AuditStore store, InstantSource clock, Consumer<String> log) {
    private static final int LONGEST = 400;

    /**
     * Notes a request.
     *
     * @param action method and path, without secrets
     * @param what in words, without secrets; "" when there is nothing to say
     */
    public void note(Caller caller, Control.Ask ask, String action, String what, int status) {
        switch (caller) {
            case Caller.Stranger() -> note("", "", ask, new Deed(action, what, status));
            case Caller.Person person ->
                    note(person.name(), person.role().word(), ask, new Deed(action, what, status));
        }
    }

    /** What was done. */
    private record Deed(String action, String what, int status) {}

    private void note(String who, String role, Control.Ask ask, Deed deed) {
        String address = ask.from().address().getHostAddress();
        String what = plain(deed.what);
        if (deed.status < 400 && !what.isEmpty()) {
            log.accept(plain(who) + " " + what);
        }
        try {
            store.add(
                    new AuditStore.Entry(
                            0,
                            clock.millis(),
                            plain(who),
                            role,
                            address,
                            plain(deed.action),
                            what,
                            deed.status));
        } catch (StoreUnavailable e) {
            log.accept(
                    "the audit log lacks an entry: "
                            + plain(who)
                            + " from "
                            + address
                            + ", "
                            + plain(deed.action)
                            + ", "
                            + deed.status
                            + ": "
                            + plain(String.valueOf(e.getMessage())));
        }
    }

    /** Notes that somebody was not let in; the name is a user's, or "". */
    void refused(Control.Ask ask, String name, String what) {
        log.accept(
                "sign-in refused from "
                        + ask.from().address().getHostAddress()
                        + (name.isEmpty() ? "" : " as " + plain(name))
                        + ": "
                        + what);
        note(name, "", ask, new Deed("sign in", what, 401));
    }

    /** Returns entries, newest first. */
    public List<AuditStore.Entry> entries(int limit, long before, @Nullable String who)
            throws StoreUnavailable {
        return store.entries(limit, before, who);
    }

    /** Keeps what is logged on its line. */
    private static String plain(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }
}
