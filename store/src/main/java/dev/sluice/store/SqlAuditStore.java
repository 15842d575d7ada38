package dev.sluice.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The audit log in a database. */
final class SqlAuditStore implements AuditStore {
    private final Connections connections;

    SqlAuditStore(Connections connections) {
        this.connections = connections;
    }

    @Override
    public void add(Entry entry) throws StoreUnavailable {
        String sql =
                "insert into audit (at, who, role, address, action, what, status)"
                        + " values (?, ?, ?, ?, ?, ?, ?)";
        connections.write(
                "keep who changed what",
                connection -> {
                    try (PreparedStatement statement = connection.prepareStatement(sql)) {
                        statement.setLong(1, entry.at());
                        statement.setString(2, Column.of(entry.who()));
                        statement.setString(3, Column.of(entry.role()));
                        statement.setString(4, Column.of(entry.address()));
                        statement.setString(5, Column.of(entry.action()));
                        statement.setString(6, Column.of(entry.what()));
                        statement.setLong(7, entry.status());
                        return statement.executeUpdate();
                    }
                });
    }

    @Override
    public List<Entry> entries(int limit, long before, @Nullable String who)
            throws StoreUnavailable {
        String sql =
                "select id, at, who, role, address, action, what, status from audit where id < ?"
                        + (who == null ? "" : " and who = ?")
                        + " order by id desc limit ?";
        return connections.read(
                "read who changed what",
                connection -> {
                    try (PreparedStatement statement = connection.prepareStatement(sql)) {
                        statement.setLong(1, before);
                        if (who != null) {
                            statement.setString(2, Column.of(who));
                        }
                        statement.setInt(who == null ? 2 : 3, limit);
                        return entries(statement);
                    }
                });
    }

    private static List<Entry> entries(PreparedStatement statement) throws SQLException {
        List<Entry> entries = new ArrayList<>();
        try (ResultSet found = statement.executeQuery()) {
            while (found.next()) {
                entries.add(
                        new Entry(
                                found.getLong(1),
                                found.getLong(2),
                                found.getString(3),
                                found.getString(4),
                                found.getString(5),
                                found.getString(6),
                                found.getString(7),
                                (int) found.getLong(8)));
            }
        }
        return entries;
    }
}
