package dev.sluice.app.telemetry;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A message in protobuf's wire format, as far as it can be told without its description.
 *
 * @param fields in the order in which they came
 */
record Proto(List<Field> fields) {
    /** A number, eight bytes, or bytes that may be a text or a message. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Field(int number, long value, byte[] bytes) {
        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    static Proto of(byte[] bytes) {
        var in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        List<Field> fields = new ArrayList<>();
        while (in.hasRemaining()) {
            long tag = varint(in);
            int number = (int) (tag >>> 3);
            switch ((int) (tag & 7)) {
                case 0 -> fields.add(new Field(number, varint(in), new byte[0]));
                case 1 -> fields.add(new Field(number, in.getLong(), new byte[0]));
                case 2 -> {
                    byte[] inner = new byte[(int) varint(in)];
                    in.get(inner);
                    fields.add(new Field(number, inner.length, inner));
                }
                case 5 -> fields.add(new Field(number, in.getInt(), new byte[0]));
                default -> throw new IllegalArgumentException("no protobuf: tag " + tag);
            }
        }
        return new Proto(fields);
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte b = in.get();
            value |= (b & 0x7fL) << shift;
            if (b >= 0) {
                return value;
            }
        }
    }

    /** All messages under this path of field numbers. */
    List<Proto> at(int... path) {
        List<Proto> found = List.of(this);
        for (int number : path) {
            found =
                    found.stream()
                            .flatMap(each -> each.fields.stream())
                            .filter(field -> field.number == number)
                            .map(field -> of(field.bytes))
                            .toList();
        }
        return found;
    }

    String text(int number) {
        return field(number).text();
    }

    Field field(int number) {
        return fields.stream()
                .filter(each -> each.number == number)
                .findFirst()
                .orElse(new Field(number, 0, new byte[0]));
    }
}
