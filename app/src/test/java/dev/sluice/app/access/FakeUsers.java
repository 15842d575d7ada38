package dev.sluice.app.access;

import dev.sluice.store.StoreUnavailable;
import dev.sluice.store.UserStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Users and sessions in memory. */
public final class FakeUsers implements UserStore {
    private final Map<String, User> users = new TreeMap<>();
    private final Map<String, Session> sessions = new HashMap<>();

    /** Whether the database answers. */
    public boolean down;

    private void reach() throws StoreUnavailable {
        if (down) {
            throw new StoreUnavailable("the database is down", new IllegalStateException());
        }
    }

    @Override
    public synchronized boolean add(User user) throws StoreUnavailable {
        reach();
        boolean taken =
                users.values().stream()
                        .anyMatch(each ->
                                each.name().equalsIgnoreCase(user.name())
                                        || (user.subject() != null
                                                && user.subject().equals(each.subject())));
        if (!taken) {
            users.put(user.name(), user);
        }
        return !taken;
    }

    @Override
    public synchronized boolean change(User user, Sessions after) throws StoreUnavailable {
        reach();
        if (after == Sessions.END) {
            sessions.values().removeIf(each -> each.name().equals(user.name()));
        }
        return users.replace(user.name(), user) != null;
    }

    @Override
    public synchronized boolean remove(String name) throws StoreUnavailable {
        reach();
        sessions.values().removeIf(each -> each.name().equals(name));
        return users.remove(name) != null;
    }

    @Override
    public synchronized @Nullable User user(String name) throws StoreUnavailable {
        reach();
        return users.get(name);
    }

    @Override
    public synchronized @Nullable User bySubject(String subject) throws StoreUnavailable {
        reach();
        return users.values().stream()
                .filter(each -> subject.equals(each.subject()))
                .findFirst()
                .orElse(null);
    }

    @Override
    public synchronized List<User> users() throws StoreUnavailable {
        reach();
        return List.copyOf(users.values());
    }

    @Override
    public synchronized void open(Session session, Span span) throws StoreUnavailable {
        reach();
        sessions.put(session.digest(), session);
    }

    @Override
    public synchronized @Nullable SignedIn session(String digest) throws StoreUnavailable {
        reach();
        Session session = sessions.get(digest);
        return session == null ? null : new SignedIn(session, users.get(session.name()));
    }

    @Override
    public synchronized void seen(Session session) {
        sessions.replace(session.digest(), session);
    }

    @Override
    public synchronized void end(String digest) {
        sessions.remove(digest);
    }
}
