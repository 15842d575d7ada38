/** What call number {@code index} comes to. */
record Script(Kind kind, long index, int input, int cached, int output, int words) {
    static Script of(long index, long seed) {
        long h = mix(index * 0x9E3779B97F4A7C15L + seed);
        int at = Math.floorMod(h, 100);
        Kind kind = Kind.PLAIN;
        for (Kind each : Kind.values()) {
            if (at < each.share) {
                kind = each;
                break;
            }
            at -= each.share;
        }
        long more = mix(h);
        int input = 1 + (int) (more & 2047);
        return new Script(
                kind,
                index,
                input,
                (int) ((more >>> 12) % input),
                1 + (int) (more >>> 24 & 511),
                1 + (int) (more >>> 36 & 3));
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** The prompt: five words and the number. */
    String prompt() {
        return "what is the number of " + index;
    }

    /** Tokens of the prompt by the documented formula: 1.3 for each word, rounded up. */
    static int promptEstimate() {
        return estimate(6);
    }

    static int estimate(int words) {
        return (words * 13 + 9) / 10;
    }

    String usage() {
        return "{\"prompt_tokens\":"
                + input
                + ",\"completion_tokens\":"
                + output
                + ",\"total_tokens\":"
                + (input + output)
                + ",\"prompt_tokens_details\":{\"cached_tokens\":"
                + cached
                + "}}";
    }

    boolean streams() {
        return switch (kind) {
            case STREAM, SILENT, ABORT, BREAK -> true;
            case PLAIN, FAILOVER, RACE, EMBEDDING, REFUSED -> false;
        };
    }

    String model() {
        return switch (kind) {
            case FAILOVER -> "second";
            case RACE -> "race";
            case BREAK -> "breaking"; // of its own, so that the others stay in good health
            case PLAIN, STREAM, SILENT, ABORT, EMBEDDING, REFUSED -> index % 2 == 0 ? "a" : "b";
        };
    }
}
