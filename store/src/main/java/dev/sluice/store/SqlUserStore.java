package dev.sluice.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Users and sessions in a database. */
final class SqlUserStore implements UserStore {
    private static final String USER =
            "u.name, u.display_name, u.role, u.enabled, u.source, u.subject, u.hash, u.created,"
                    + " u.last_seen";
    private static final int COLUMNS = 9;

    private final Connections connections;

    SqlUserStore(Connections connections) {
        this.connections = connections;
    }

    @Override
    public boolean add(User user) throws StoreUnavailable {
        String sql =
                """
                insert into console_user (name, folded, display_name, role, enabled, source,
                    subject, hash, created, last_seen)
                  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                  on conflict do nothing
                """;
        return connections.write(
                "add a user",
                connection ->
                        update(
                                        connection,
                                        sql,
                                        Column.of(user.name()),
                                        Column.of(user.name().toLowerCase(Locale.ROOT)),
                                        Column.of(user.displayName()),
                                        user.role(),
                                        user.enabled() ? 1L : 0L,
                                        user.source(),
                                        user.subject(),
                                        user.hash(),
                                        user.created(),
                                        user.lastSeen())
                                > 0);
    }

    @Override
    public boolean change(User user, Sessions sessions) throws StoreUnavailable {
        String sql =
                "update console_user set display_name = ?, role = ?, enabled = ?, hash = ?"
                        + " where name = ?";
        return connections.write(
                "change a user",
                connection -> {
                    int found =
                            update(
                                    connection,
                                    sql,
                                    Column.of(user.displayName()),
                                    user.role(),
                                    user.enabled() ? 1L : 0L,
                                    user.hash(),
                                    Column.of(user.name()));
                    switch (sessions) {
                        case STAY -> {}
                        case END -> endAll(connection, user.name());
                    }
                    return found > 0;
                });
    }

    @Override
    public boolean remove(String name) throws StoreUnavailable {
        return connections.write(
                "remove a user",
                connection -> {
                    endAll(connection, name);
                    String sql = "delete from console_user where name = ?";
                    return update(connection, sql, Column.of(name)) > 0;
                });
    }

    private static void endAll(Connection connection, String name) throws SQLException {
        update(connection, "delete from console_session where name = ?", Column.of(name));
    }

    @Override
    public @Nullable User user(String name) throws StoreUnavailable {
        return first(users("u.name = ?", Column.of(name)));
    }

    @Override
    public @Nullable User bySubject(String subject) throws StoreUnavailable {
        return first(users("u.subject = ?", Column.of(subject)));
    }

    @Override
    public List<User> users() throws StoreUnavailable {
        return users("u.name <> ?", "");
    }

    private static @Nullable User first(List<User> users) {
        return users.isEmpty() ? null : users.getFirst();
    }

    private List<User> users(String condition, String value) throws StoreUnavailable {
        String sql =
                "select " + USER + " from console_user u where " + condition + " order by u.name";
        return connections.read(
                "read users",
                connection -> {
                    List<User> users = new ArrayList<>();
                    try (PreparedStatement statement = connection.prepareStatement(sql)) {
                        statement.setString(1, value);
                        try (ResultSet found = statement.executeQuery()) {
                            while (found.next()) {
                                users.add(user(found));
                            }
                        }
                    }
                    return users;
                });
    }

    private static User user(ResultSet found) throws SQLException {
        return new User(
                found.getString(1),
                found.getString(2),
                found.getString(3),
                found.getLong(4) != 0,
                found.getString(5),
                found.getString(6),
                found.getString(7),
                found.getLong(8),
                found.getLong(9));
    }

    @Override
    public void open(Session session, Span span) throws StoreUnavailable {
        connections.write(
                "open a session",
                connection -> {
                    String old = "delete from console_session where created < ? or seen < ?";
                    update(connection, old, span.created(), span.seen());
                    String sql =
                            "insert into console_session (digest, name, proof, created, seen)"
                                    + " values (?, ?, ?, ?, ?)";
                    update(
                            connection,
                            sql,
                            session.digest(),
                            Column.of(session.name()),
                            session.proof(),
                            session.created(),
                            session.seen());
                    return touch(connection, session);
                });
    }

    private static int touch(Connection connection, Session session) throws SQLException {
        String sql = "update console_user set last_seen = ? where name = ? and last_seen < ?";
        return update(connection, sql, session.seen(), Column.of(session.name()), session.seen());
    }

    @Override
    public @Nullable SignedIn session(String digest) throws StoreUnavailable {
        String sql =
                "select "
                        + USER
                        + ", s.digest, s.name, s.proof, s.created, s.seen from console_session s"
                        + " left join console_user u on u.name = s.name where s.digest = ?";
        List<SignedIn> one =
                connections.read(
                        "read a session",
                        connection -> {
                            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                                statement.setString(1, digest);
                                try (ResultSet found = statement.executeQuery()) {
                                    return found.next() ? List.of(signedIn(found)) : List.of();
                                }
                            }
                        });
        return one.isEmpty() ? null : one.getFirst();
    }

    private static SignedIn signedIn(ResultSet found) throws SQLException {
        @Nullable String name = found.getString(1);
        var session =
                new Session(
                        found.getString(COLUMNS + 1),
                        found.getString(COLUMNS + 2),
                        found.getString(COLUMNS + 3),
                        found.getLong(COLUMNS + 4),
                        found.getLong(COLUMNS + 5));
        return new SignedIn(session, name == null ? null : user(found));
    }

    @Override
    public void seen(Session session) throws StoreUnavailable {
        connections.write(
                "keep a session",
                connection -> {
                    String sql = "update console_session set seen = ? where digest = ?";
                    update(connection, sql, session.seen(), session.digest());
                    return touch(connection, session);
                });
    }

    @Override
    public void end(String digest) throws StoreUnavailable {
        String sql = "delete from console_session where digest = ?";
        connections.write("end a session", connection -> update(connection, sql, digest));
    }

    private static int update(Connection connection, String sql, @Nullable Object... values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                if (values[i] == null) {
                    statement.setNull(i + 1, java.sql.Types.VARCHAR);
                } else {
                    statement.setObject(i + 1, values[i]);
                }
            }
            return statement.executeUpdate();
        }
    }
}
