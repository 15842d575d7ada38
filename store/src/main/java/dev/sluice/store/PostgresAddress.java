package dev.sluice.store;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** Where a PostgreSQL is, and the password to it, which is never told. */
final class PostgresAddress {
    private static final String BEGINNING = "jdbc:postgresql:";
    private static final String HIDDEN = "***";

    private final String url;
    private final Properties properties = new Properties();
    private final List<String> secrets = new ArrayList<>();

    /**
     * Takes an address apart.
     *
     * @param store such as {@code jdbc:postgresql://host/sluice?user=u&password=p}
     * @throws IllegalArgumentException when it is none; the message does not repeat it
     */
    PostgresAddress(String store) {
        if (!store.startsWith(BEGINNING)) {
            throw new IllegalArgumentException(
                    "the ledger's store is not an address such as"
                            + " jdbc:postgresql://host/database?user=name&password=secret");
        }
        int query = store.indexOf('?');
        url = query < 0 ? store : store.substring(0, query);
        properties.setProperty("connectTimeout", "3");
        properties.setProperty("loginTimeout", "5");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("ApplicationName", "sluice");
        if (query >= 0) {
            for (String pair : store.substring(query + 1).split("&", -1)) {
                set(pair);
            }
        }
    }

    private void set(String pair) {
        int equals = pair.indexOf('=');
        if (equals <= 0) {
            return;
        }
        String name = pair.substring(0, equals);
        String raw = pair.substring(equals + 1);
        String value = URLDecoder.decode(raw, StandardCharsets.UTF_8);
        properties.setProperty(name, value);
        if (name.endsWith("assword") && !value.isEmpty()) { // sslpassword, too
            secrets.add(value);
            secrets.add(raw);
        }
    }

    /**
     * Connects.
     *
     * @param seconds how long an answer may take; 0 for ever
     */
    Connection connect(int seconds) throws SQLException {
        var own = new Properties();
        own.putAll(properties);
        own.putIfAbsent("socketTimeout", Integer.toString(seconds));
        Connection connection = Drivers.postgres().connect(url, own);
        if (connection == null) {
            throw new SQLException("the ledger's store is not an address", "08001");
        }
        return connection;
    }

    /** Returns a message without the password. */
    String redact(String message) {
        String clean = message;
        for (String secret : secrets) {
            clean = clean.replace(secret, HIDDEN);
        }
        return clean;
    }

    /** Returns the address without its parameters. */
    @Override
    public String toString() {
        return url;
    }
}
