package dev.sluice.store;

import java.sql.Driver;
import java.sql.SQLException;

/**
 * The databases' drivers, each loaded when it is needed. {@link java.sql.DriverManager} would load
 * both, and puts the address, password and all, into its messages.
 */
final class Drivers {
    private Drivers() {}

    static Driver sqlite() throws SQLException {
        return driver("org.sqlite.JDBC");
    }

    static Driver postgres() throws SQLException {
        return driver("org.postgresql.Driver");
    }

    private static Driver driver(String name) throws SQLException {
        try {
            return Class.forName(name)
                    .asSubclass(Driver.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new SQLException("the driver " + name + " is not there", "08001", e);
        }
    }
}
