package dev.sluice.store;

import dev.sluice.core.meter.UsageRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Calls that become {@link CallBlocks}: packed as they come, which is while they are at hand. */
final class BlockBatch implements CallTable.Batch {
    /** A block is not made much larger than this: all of it is read for one call. */
    private static final int MOST_BYTES = 256 * 1024;

    private static final int MOST_CALLS = 2000;

    private final List<Block> blocks = new ArrayList<>(1);

    /** A block that is being written; never an empty one. */
    private static final class Block {
        private final CallPacker packer = new CallPacker();
        private final long first;
        private long last;
        private long from;
        private long to;
        private int calls;

        Block(long id, UsageRecord call) {
            first = id;
            from = call.times().begun();
            to = from;
            add(id, call);
        }

        boolean hasRoomFor(long id, UsageRecord call) {
            long begun = call.times().begun();
            return id >> SqlBooks.SEQUENCE_BITS == last >> SqlBooks.SEQUENCE_BITS
                    && calls < MOST_CALLS
                    && packer.length() < MOST_BYTES
                    && Math.max(to, begun) - Math.min(from, begun) < CallBlocks.WIDTH;
        }

        void add(long id, UsageRecord call) {
            from = Math.min(from, call.times().begun());
            to = Math.max(to, call.times().begun());
            last = id;
            calls++;
            packer.add(id, call);
        }

        void insert(PreparedStatement insert, long base) throws SQLException {
            insert.setLong(1, base + first);
            insert.setLong(2, base + last);
            insert.setLong(3, from);
            insert.setLong(4, to);
            insert.setInt(5, calls);
            insert.setBytes(6, packer.packed(base));
            insert.executeUpdate();
        }
    }

    @Override
    public void add(long id, UsageRecord call) {
        if (blocks.isEmpty() || !blocks.getLast().hasRoomFor(id, call)) {
            blocks.add(new Block(id, call));
        } else {
            blocks.getLast().add(id, call);
        }
    }

    @Override
    public void insert(Connection connection, long base) throws SQLException {
        String sql =
                "insert into call_block (id, last, begun_from, begun_to, calls, packed)"
                        + " values (?, ?, ?, ?, ?, ?)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Block each : blocks) {
                each.insert(statement, base);
            }
        }
    }
}
