package dev.sluice.store;

import dev.sluice.core.access.KeySpec;
import dev.sluice.core.access.TeamSpec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Issued keys and teams in a database.
 *
 * <p>Every change takes the next revision from one row, which stays locked until the change is
 * committed: revisions appear in their order, and a node that has seen one has seen all before it.
 */
final class SqlKeyStore implements KeyStore {
    private final Connections connections;

    SqlKeyStore(Connections connections) {
        this.connections = connections;
    }

    @Override
    public long put(KeySpec key) throws StoreUnavailable {
        String sql =
                """
                insert into virtual_key (id, digest, team, owner, revision, spec)
                  values (?, ?, ?, ?, ?, ?)
                  on conflict (id) do update set digest = excluded.digest, team = excluded.team,
                    owner = excluded.owner, revision = excluded.revision, spec = excluded.spec
                """;
        return connections.write(
                "store a key",
                connection -> {
                    long revision = next(connection);
                    refuseSameSecret(connection, key);
                    try (PreparedStatement statement = connection.prepareStatement(sql)) {
                        statement.setString(1, key.id());
                        statement.setString(2, key.digest().hex());
                        statement.setString(3, Column.of(key.team()));
                        statement.setString(4, Column.of(key.owner()));
                        statement.setLong(5, revision);
                        statement.setString(6, SpecCodec.write(key));
                        statement.executeUpdate();
                    }
                    return revision;
                });
    }

    private static void refuseSameSecret(Connection connection, KeySpec key) throws SQLException {
        String sql = "select id from virtual_key where digest = ? and id <> ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, key.digest().hex());
            statement.setString(2, key.id());
            try (ResultSet found = statement.executeQuery()) {
                if (found.next()) {
                    throw new IllegalArgumentException(
                            "key '" + found.getString(1) + "' has the same secret");
                }
            }
        }
    }

    @Override
    public boolean removeKey(String id) throws StoreUnavailable {
        String sql =
                """
                update virtual_key set digest = null, team = '', owner = '', spec = '', revision = ?
                  where id = ? and spec <> ''
                """;
        return remove("remove a key", sql, id);
    }

    @Override
    public long put(TeamSpec team) throws StoreUnavailable {
        String sql =
                """
                insert into team (id, revision, spec) values (?, ?, ?)
                  on conflict (id) do update set revision = excluded.revision, spec = excluded.spec
                """;
        return connections.write(
                "store a team",
                connection -> {
                    long revision = next(connection);
                    try (PreparedStatement statement = connection.prepareStatement(sql)) {
                        statement.setString(1, team.id());
                        statement.setLong(2, revision);
                        statement.setString(3, SpecCodec.write(team));
                        statement.executeUpdate();
                    }
                    return revision;
                });
    }

    @Override
    public boolean removeTeam(String id) throws StoreUnavailable {
        String sql = "update team set spec = '', revision = ? where id = ? and spec <> ''";
        return remove("remove a team", sql, id);
    }

    private boolean remove(String what, String sql, String id) throws StoreUnavailable {
        return connections.write(
                what,
                connection -> {
                    try (PreparedStatement statement = connection.prepareStatement(sql)) {
                        statement.setLong(1, next(connection));
                        statement.setString(2, id);
                        return statement.executeUpdate() > 0;
                    }
                });
    }

    private static long next(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("update revision set value = value + 1");
        }
        return current(connection);
    }

    private static long current(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select value from revision")) {
            return found.next() ? found.getLong(1) : 0;
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>A revision that lies before the one asked for means that the database is another one, from
     * a backup perhaps; then everything is returned, as for 0.
     */
    @Override
    public Changes since(long revision) throws StoreUnavailable {
        return connections.read("read keys", connection -> since(connection, revision));
    }

    private static Changes since(Connection connection, long revision) throws SQLException {
        long now = current(connection);
        // What changes between the questions has a later revision and comes next time.
        var range = new Range(revision > now ? 0 : revision, now);
        var teams = range.read(connection, "team", SpecCodec::readTeam);
        var keys = range.read(connection, "virtual_key", SpecCodec::readKey);
        return new Changes(now, keys.there, teams.there, keys.removed, teams.removed);
    }

    private record Found<T>(List<T> there, List<String> removed) {}

    private record Range(long after, long to) {
        private static final int AT_ONCE = 1000;

        <T> Found<T> read(Connection connection, String table, Function<String, T> reader)
                throws SQLException {
            var all = new Found<T>(new ArrayList<>(), new ArrayList<>());
            if (after == to) {
                return all;
            }
            String sql =
                    ("select id, spec from " + table)
                            + " where revision > ? and revision <= ? order by revision";
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setFetchSize(AT_ONCE);
                statement.setLong(1, after);
                statement.setLong(2, to);
                try (ResultSet found = statement.executeQuery()) {
                    while (found.next()) {
                        String spec = found.getString(2);
                        if (spec.isEmpty()) {
                            all.removed.add(found.getString(1));
                        } else {
                            all.there.add(reader.apply(spec));
                        }
                    }
                }
            }
            return all;
        }
    }
}
