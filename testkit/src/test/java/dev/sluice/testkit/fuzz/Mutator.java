package dev.sluice.testkit.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes new inputs of old ones. */
final class Mutator {
    private static final String[] WORDS = {
        "null",
        "true",
        "{}",
        "[]",
        "\"\"",
        "-1",
        "1e999",
        "9223372036854775808",
        "0.5",
        "\\u0000",
        "\\ud800",
        "\n\n",
        "\r\n",
        "data: ",
        "event: error\n",
        ": \n",
        "[DONE]",
        ",",
        ":",
        "{",
        "}",
        "[",
        "]",
        "\"",
        "\uFEFF",
        "\u2028"
    };

    private Mutator() {}

    /** Returns an input that nobody has written. */
    static byte[] mutate(List<byte[]> seeds, Random random) {
        byte[] input = pick(seeds, random).clone();
        int steps = 1 + random.nextInt(4);
        for (int step = 0; step < steps; step++) {
            input = step(input, seeds, random);
        }
        return input;
    }

    private static byte[] pick(List<byte[]> seeds, Random random) {
        return seeds.get(random.nextInt(seeds.size()));
    }

    private static byte[] step(byte[] input, List<byte[]> seeds, Random random) {
        int from = random.nextInt(input.length + 1);
        int to = Math.min(input.length, from + random.nextInt(24));
        byte[] nothing = {};
        return switch (random.nextInt(7)) {
            case 0 -> spliced(input, from, to, nothing);
            case 1 -> spliced(input, from, from, word(random));
            case 2 -> spliced(input, from, to, word(random));
            case 3 -> spliced(input, from, from, Arrays.copyOfRange(input, from, to));
            case 4 -> Arrays.copyOf(input, from);
            case 5 -> crossed(input, from, pick(seeds, random), random);
            default -> flipped(input, from, random);
        };
    }

    private static byte[] word(Random random) {
        return WORDS[random.nextInt(WORDS.length)].getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] flipped(byte[] input, int at, Random random) {
        byte[] copy = input.clone();
        if (at < copy.length) {
            copy[at] = (byte) random.nextInt(256);
        }
        return copy;
    }

    private static byte[] crossed(byte[] input, int at, byte[] other, Random random) {
        int from = random.nextInt(other.length + 1);
        return spliced(input, at, input.length, Arrays.copyOfRange(other, from, other.length));
    }

    private static byte[] spliced(byte[] input, int from, int to, byte[] piece) {
        byte[] result = new byte[from + piece.length + input.length - to];
        System.arraycopy(input, 0, result, 0, from);
        System.arraycopy(piece, 0, result, from, piece.length);
        System.arraycopy(input, to, result, from + piece.length, input.length - to);
        return result;
    }
}
