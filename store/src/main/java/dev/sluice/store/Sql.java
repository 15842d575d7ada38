package dev.sluice.store;

import dev.sluice.store.Reports.By;
import dev.sluice.store.Reports.Question;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A piece of SQL; values are bound, never written into it. */
final class Sql {
    private static final int AT_ONCE = 500;

    final StringBuilder text = new StringBuilder();
    final List<Object> values = new ArrayList<>();

    Sql add(String more, Object... bound) {
        text.append(more);
        values.addAll(List.of(bound));
        return this;
    }

    Sql filter(Question question) {
        filter(question.only());
        String owner = question.owner();
        return owner == null
                ? this
                : add(" and key in (select id from virtual_key where owner = ?)", Column.of(owner));
    }

    /** Adds a condition for each filter but those for time. */
    void filter(Map<By, String> only) {
        only.forEach((by, value) -> {
            switch (by) {
                case HOUR, DAY -> {}
                case KEY, TEAM, MODEL, PROVIDER, DEPLOYMENT ->
                        add(" and " + column(by) + " = ?", Column.of(value));
            }
        });
    }

    PreparedStatement prepare(Connection connection) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(text.toString());
        statement.setFetchSize(AT_ONCE);
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
        return statement;
    }

    /** Returns the column that a sum is told apart by. */
    static String column(By by) {
        return switch (by) {
            case HOUR -> "hour";
            case DAY -> "hour / 24";
            case KEY, TEAM, MODEL, PROVIDER, DEPLOYMENT -> by.name().toLowerCase(Locale.ROOT);
        };
    }
}
