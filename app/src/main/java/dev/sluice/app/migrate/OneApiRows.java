package dev.sluice.app.migrate;

import dev.sluice.app.config.Node;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds channels and tokens in what one-api's admin API lists: a bare list, {@code {"data":
 * [...]}}, {@code {"data": {"items": [...]}}}, or several of these under {@code channels} and
 * {@code tokens}.
 */
final class OneApiRows {
    /** Members that lists stand in, one within the other. */
    static final List<String> INWARDS = List.of("data", "items", "channels", "tokens");

    private OneApiRows() {}

    /** A list that was found. */
    record Table(Node.Items rows, String path) {}

    /** Returns all rows that look like a channel or a token. */
    static List<Node.Members> of(Node file) {
        List<Node.Members> rows = new ArrayList<>();
        for (Table table : tables(file, "")) {
            for (Node each : table.rows().items()) {
                if (each instanceof Node.Members row && (isChannel(row) || isToken(row))) {
                    rows.add(row);
                }
            }
        }
        return rows;
    }

    /** Returns all lists, wherever they are. */
    static List<Table> tables(Node file, String path) {
        return switch (file) {
            case Node.Items items -> List.of(new Table(items, path));
            case Node.Members members -> {
                List<Table> tables = new ArrayList<>();
                for (String name : INWARDS) {
                    @Nullable Node inner = members.get(name);
                    if (inner != null) {
                        tables.addAll(tables(inner, path.isEmpty() ? name : path + "." + name));
                    }
                }
                yield tables;
            }
            case Node.Scalar _ -> List.of();
        };
    }

    /** Says whether a row is a channel: it has a type that is a number, and models. */
    static boolean isChannel(Node.Members row) {
        return row.get("type") instanceof Node.Scalar type
                && type.text().matches("[0-9]{1,4}")
                && (row.get("models") != null || row.get("base_url") != null);
    }

    /** Says whether a row is a token. */
    static boolean isToken(Node.Members row) {
        return row.get("type") == null
                && (row.get("remain_quota") != null || row.get("unlimited_quota") != null);
    }
}
