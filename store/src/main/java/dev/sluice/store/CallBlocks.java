package dev.sluice.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Calls in blocks, as {@link CallPacker} writes them: what has been booked in one transaction. A
 * row for each call, with all that is said of it in columns, would take most of what the ledger
 * costs.
 *
 * <p>The calls of a block follow each other in one node's journal, so that blocks do not overlap in
 * ids. They do overlap in time: a call is booked when it is over, and sorted by when it began.
 */
final class CallBlocks implements CallTable {
    /**
     * A block's calls began within this, in milliseconds: whoever looks for a time relies on it.
     */
    static final long WIDTH = 10 * 60_000L;

    private static final int AT_ONCE = 200;

    @Override
    public Batch batch() {
        return new BlockBatch();
    }

    @Override
    public void replace(Connection connection, List<StoredCall> calls) throws SQLException {
        Map<Long, StoredCall> left = new HashMap<>();
        calls.forEach(each -> left.put(each.id(), each));
        for (StoredCall each : calls) {
            if (left.containsKey(each.id())) {
                replaceIn(connection, block(connection, each.id()), left);
            }
        }
    }

    /** Takes the calls out of the rows in which they were kept before, and removes those. */
    static void takeRows(Connection connection) throws SQLException {
        var table = new CallBlocks();
        long next = Long.MIN_VALUE;
        List<StoredCall> calls = CallRows.page(connection, next, Long.MAX_VALUE);
        while (!calls.isEmpty()) {
            table.insert(connection, calls);
            next = calls.getLast().id() + 1;
            calls = CallRows.page(connection, next, Long.MAX_VALUE);
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("drop table call");
            statement.execute("drop table share");
        }
    }

    /** Returns the first id of the block in which a call is. */
    private static long block(Connection connection, long id) throws SQLException {
        String sql = "select max(id) from call_block where id <= " + id;
        return LedgerCheck.number(connection, sql);
    }

    private static void replaceIn(Connection connection, long block, Map<Long, StoredCall> left)
            throws SQLException {
        var packer = new CallPacker();
        String find = "select packed from call_block where id = " + block;
        LedgerCheck.each(
                connection,
                find,
                found -> {
                    for (StoredCall call : whole(block, found.getBytes(1))) {
                        StoredCall now = left.remove(call.id());
                        packer.add(call.id(), now == null ? call.call() : now.call());
                    }
                });
        String sql = "update call_block set packed = ? where id = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setBytes(1, packer.packed());
            statement.setLong(2, block);
            statement.executeUpdate();
        }
    }

    /** Reads a block that is to be written again: what cannot be read would be lost for good. */
    private static List<StoredCall> whole(long block, byte[] packed) {
        List<StoredCall> calls = new ArrayList<>();
        try {
            new CallUnpacker(packed).readAll(calls);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "call_block "
                            + block
                            + " is damaged, so that its calls cannot be changed; put the database"
                            + " back from a backup, or leave their time out",
                    e);
        }
        return calls;
    }

    /** Shows the calls of some blocks. */
    private static void scan(Connection connection, String which, Visitor visitor)
            throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found =
                        statement.executeQuery("select packed from call_block " + which)) {
            while (found.next()) {
                for (StoredCall each : readable(found.getBytes(1))) {
                    if (!visitor.seen(each)) {
                        return;
                    }
                }
            }
        }
    }

    /**
     * Returns the calls of a block, up to where it is damaged: the check sees that the others are
     * missing, and nobody else is kept from what can be read.
     */
    static List<StoredCall> readable(byte[] packed) {
        List<StoredCall> calls = new ArrayList<>();
        try {
            new CallUnpacker(packed).readAll(calls);
        } catch (IllegalArgumentException _) {
            // What is behind the damage cannot be read.
        }
        return calls;
    }

    @Override
    public long remove(Connection connection, long before) throws SQLException {
        String old =
                ("from call_block where id in (select id from call_block where begun_to < "
                                + before)
                        + (" order by begun_to limit " + AT_ONCE + ")");
        long removed = LedgerCheck.number(connection, "select sum(calls) " + old);
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("delete " + old);
            // Gives space back a little at a time; a whole vacuum would stop everybody.
            statement.execute("pragma incremental_vacuum(2000)");
        }
        return removed;
    }

    @Override
    public long removable(long before) {
        return before;
    }

    @Override
    public Some some(Connection connection, Span span, Cursor after) throws SQLException {
        List<StoredCall> calls = new ArrayList<>();
        long last = Cursor.BEGIN.id();
        String sql =
                ("select last, packed from call_block where id > " + after.id())
                        + (" and begun_to >= " + span.from() + " and begun_from < " + span.to())
                        + (" order by id limit " + AT_ONCE);
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            while (calls.size() < AT_ONCE && found.next()) {
                last = found.getLong(1);
                readable(found.getBytes(2)).stream()
                        .filter(each -> span.has(each.begun()))
                        .forEach(calls::add);
            }
        }
        return new Some(calls, new Cursor(Cursor.BEGIN.begun(), last));
    }

    @Override
    public void each(Connection connection, long from, long to, Visitor visitor)
            throws SQLException {
        String which = "where id >= " + block(connection, from) + " and id < " + to;
        scan(
                connection,
                which + " order by id",
                call -> call.id() < from || (call.id() < to && visitor.seen(call)));
    }

    @Override
    public long first(Connection connection, long from, long to, long begun) throws SQLException {
        var first = new long[1];
        String which = "where id >= " + block(connection, from) + " and id < " + to;
        scan(
                connection,
                which + " and begun_to >= " + begun + " order by id",
                call -> {
                    boolean is = call.id() >= from && call.id() < to && call.begun() >= begun;
                    first[0] = is ? call.id() : 0;
                    return !is;
                });
        return first[0];
    }

    @Override
    public long next(Connection connection, long from) throws SQLException {
        // The first one to end behind it: what began earlier is at most a block's width before.
        String sql =
                ("select coalesce(max(" + from + ", min(begun_to) - " + WIDTH + "), ")
                        + (Long.MAX_VALUE + ") from call_block where begun_to >= " + from);
        return LedgerCheck.number(connection, sql);
    }

    @Override
    public Map<Share.Group, long[]> sums(Connection connection, long hour) throws SQLException {
        Map<Share.Group, long[]> sums = new HashMap<>();
        var span = new Span(hour * Share.HOUR, (hour + 1) * Share.HOUR);
        scan(
                connection,
                "where " + overlapping(span),
                call -> {
                    if (span.has(call.begun())) {
                        Share.of(call.call())
                                .forEach(each ->
                                        CallSums.add(sums, each.group(), each.figures(), 1));
                    }
                    return true;
                });
        return sums;
    }

    /** Returns a condition: in a block there may be calls that began in a time. */
    static String overlapping(Span span) {
        return ("begun_to >= " + span.from() + " and begun_to < " + (span.to() + WIDTH))
                + (" and begun_from < " + span.to());
    }

    @Override
    public List<String> negative(Connection connection, int most) throws SQLException {
        List<String> names = new ArrayList<>();
        scan(
                connection,
                "order by id",
                call -> {
                    if (Share.of(call.call()).stream().anyMatch(CallBlocks::isNegative)) {
                        names.add("call " + call.id());
                    }
                    return names.size() < most;
                });
        return names;
    }

    private static boolean isNegative(Share share) {
        return Arrays.stream(share.figures()).anyMatch(each -> each < 0);
    }

    @Override
    public long count(Connection connection) throws SQLException {
        return LedgerCheck.number(connection, "select sum(calls) from call_block");
    }

    @Override
    public CallSearch search() {
        return new BlockSearch();
    }
}
