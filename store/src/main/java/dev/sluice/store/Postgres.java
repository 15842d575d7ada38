package dev.sluice.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** PostgreSQL, for several nodes. Calls are partitioned by month, so that old ones go at once. */
final class Postgres implements Engine {
    /** "sluice" in ASCII: those who change the schema hold this lock. */
    private static final long SCHEMA_LOCK = 0x736c75696365L;

    private static final int MONTHS_AHEAD = 2;
    private static final Pattern PARTITION = Pattern.compile("call_(\\d{4})_(\\d{2})");
    private static final Set<String> TRY_AGAIN = Set.of("40001", "40P01", "55P03");
    private static final Set<String> CUT =
            Set.of("08", "57P01", "57P02", "57P03", "57P05", "25P03");
    private static final Set<String> OURS = Set.of("0A", "21", "22", "23", "26", "34", "42");

    /** Forbidden to us, which the database's owner can change. */
    private static final String NO_PERMISSION = "42501";

    private final PostgresAddress address;

    Postgres(PostgresAddress address) {
        this.address = address;
    }

    @Override
    public String migrations() {
        return "postgres";
    }

    @Override
    public String tableExists() {
        return "select 1 where to_regclass('schema_version') is not null";
    }

    @Override
    public void migrated(Connection connection, int version) {
        // SQL says it all.
    }

    @Override
    public Connection connect(Purpose purpose) throws SQLException {
        int seconds =
                switch (purpose) {
                    case WRITING -> 10;
                    case READING -> 30;
                    case STUDYING -> 0;
                };
        Connection connection = address.connect(seconds == 0 ? 0 : seconds + 2);
        try (Statement statement = connection.createStatement()) {
            // A node that is frozen in the middle of a transaction must not stop the others.
            statement.execute(
                    ("set statement_timeout = '" + seconds + "s'; set lock_timeout = '8s'; ")
                            + "set idle_in_transaction_session_timeout = '30s'");
            if (purpose == Purpose.STUDYING) {
                connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            }
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public void lockSchema(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select pg_advisory_xact_lock(" + SCHEMA_LOCK + ")");
        }
    }

    @Override
    public void prepareFor(Connection connection, Instant now) throws SQLException {
        YearMonth month = YearMonth.from(now.atOffset(ZoneOffset.UTC));
        Set<String> there = Set.copyOf(partitions(connection));
        for (int i = 0; i <= MONTHS_AHEAD; i++) {
            YearMonth each = month.plusMonths(i);
            if (!there.contains(partition(each)) && isEmpty(connection, each)) {
                lockSchema(connection);
                try (Statement statement = connection.createStatement()) {
                    statement.execute(
                            ("create table if not exists " + partition(each))
                                    + (" partition of call for values from (" + begin(each))
                                    + (") to (" + begin(each.plusMonths(1)) + ")"));
                }
            }
        }
    }

    /** Calls that are among the others already keep a month from having its own partition. */
    private static boolean isEmpty(Connection connection, YearMonth month) throws SQLException {
        String sql = "select exists (select 1 from call_other where begun >= ? and begun < ?)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, begin(month));
            statement.setLong(2, begin(month.plusMonths(1)));
            try (ResultSet found = statement.executeQuery()) {
                return found.next() && !found.getBoolean(1);
            }
        }
    }

    private static List<String> partitions(Connection connection) throws SQLException {
        String sql =
                "select inhrelid::regclass::text from pg_inherits where inhparent ="
                        + " 'call'::regclass";
        List<String> names = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            while (found.next()) {
                names.add(found.getString(1));
            }
        }
        return names;
    }

    private static String partition(YearMonth month) {
        return String.format("call_%04d_%02d", month.getYear(), month.getMonthValue());
    }

    private static long begin(YearMonth month) {
        return month.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
    }

    @Override
    public void insert(Connection connection, Insert insert, List<Row> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        List<String> arrays = new ArrayList<>();
        insert.numbers().forEach(_ -> arrays.add("?::bigint[]"));
        insert.texts().forEach(_ -> arrays.add("?::text[]"));
        String sql =
                insert.head()
                        + ("select * from unnest(" + String.join(", ", arrays) + ")")
                        + insert.rest();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int at = 1;
            for (int i = 0; i < insert.numbers().size(); i++, at++) {
                var column = new Long[rows.size()];
                for (int row = 0; row < column.length; row++) {
                    column[row] = rows.get(row).numbers()[i];
                }
                bind(statement, at, connection.createArrayOf("bigint", column));
            }
            for (int i = 0; i < insert.texts().size(); i++, at++) {
                var column = new String[rows.size()];
                for (int row = 0; row < column.length; row++) {
                    column[row] = rows.get(row).texts()[i];
                }
                bind(statement, at, connection.createArrayOf("text", column));
            }
            statement.executeUpdate();
        }
    }

    private static void bind(PreparedStatement statement, int index, Array array)
            throws SQLException {
        statement.setArray(index, array);
    }

    @Override
    public String among(String column) {
        return column + " = any(?::text[])";
    }

    @Override
    public void bind(PreparedStatement statement, int index, Collection<String> texts)
            throws SQLException {
        Connection connection = statement.getConnection();
        bind(statement, index, connection.createArrayOf("text", texts.toArray()));
    }

    @Override
    public String locking() {
        return " for update";
    }

    @Override
    public CallTable calls() {
        return new CallRows(this);
    }

    /** Removes a month of calls that is over before a time, or those that are in none. */
    long removeCalls(Connection connection, long before) throws SQLException {
        for (String name : partitions(connection)) {
            Matcher month = PARTITION.matcher(name);
            if (month.matches()) {
                int year = Integer.parseInt(month.group(1));
                var next = YearMonth.of(year, Integer.parseInt(month.group(2))).plusMonths(1);
                if (begin(next) <= before) {
                    return drop(connection, name);
                }
            }
        }
        String sql = "delete from call_other where begun < ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, before);
            return statement.executeUpdate();
        }
    }

    /** Takes the name only from {@link #partitions}, where it has been matched. */
    private static long drop(Connection connection, String partition) throws SQLException {
        String sql = "select reltuples::bigint from pg_class where oid = ?::regclass";
        long calls = 0;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, partition);
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    calls = found.getLong(1); // to count them exactly would read them all
                }
            }
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("drop table " + partition);
        }
        return Math.max(1, calls); // an empty one is a step, too
    }

    /** Returns the beginning of the month of a time. */
    long removable(long before) {
        return begin(YearMonth.from(Instant.ofEpochMilli(before).atOffset(ZoneOffset.UTC)));
    }

    @Override
    public Fault fault(SQLException error) {
        String state = error.getSQLState();
        if (state == null || state.length() < 2) {
            return Fault.CUT;
        }
        String family = state.substring(0, 2);
        if (TRY_AGAIN.contains(state)) {
            return Fault.CONFLICT;
        }
        if (CUT.contains(family) || CUT.contains(state)) {
            return Fault.CUT;
        }
        return OURS.contains(family) && !state.equals(NO_PERMISSION)
                ? Fault.MISTAKE
                : Fault.UNAVAILABLE;
    }

    @Override
    public String redact(String message) {
        return address.redact(message);
    }
}
